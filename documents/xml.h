// xml: events of an XML stream, for the office formats. Namespace prefixes are gone ("w:p" → "p"); names and
// attributes are handed over as views that live for the call.
//
// Hostile input: a document type declaration ends the reading (no entity is ever expanded), as does nesting
// deeper than kMaxDepth or one token over a megabyte.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  // By the local name; "" without one.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;

 private:
  const char** pairs_;
};

class XmlEvents {
 public:
  virtual ~XmlEvents() = default;
  // False from any: enough, stop.
  [[nodiscard]] virtual bool start(std::string_view name, const XmlAttributes& attributes) = 0;
  [[nodiscard]] virtual bool end(std::string_view name) = 0;
  [[nodiscard]] virtual bool text(std::string_view utf8) = 0;
};

class XmlReader {
 public:
  static constexpr std::size_t kMaxDepth = 512;
  explicit XmlReader(XmlEvents& events);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  // True: go on. False: the events have had enough. An error has a sentence and no place.
  [[nodiscard]] Result<bool> feed(std::string_view bytes, bool last);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
