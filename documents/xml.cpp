#include "documents/xml.h"

#include <expat.h>
#include <fmt/format.h>

#include <cstring>
#include <new>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr char kSeparator = '\x01';
constexpr std::size_t kMaxToken = std::size_t{1} << 20;

std::string_view local(const char* name) {
  const char* separator = std::strrchr(name, kSeparator);
  return separator ? separator + 1 : name;
}

}  // namespace

std::string_view XmlAttributes::operator[](std::string_view name) const {
  for (const char** pair = pairs_; pair && pair[0]; pair += 2)
    if (local(pair[0]) == name) return pair[1];
  return {};
}

struct XmlReader::State {
  XmlEvents& events;
  XML_Parser parser;
  std::size_t depth = 0, since_event = 0;
  bool enough = false;
  const char* fault = nullptr;

  explicit State(XmlEvents& e) : events(e), parser(XML_ParserCreateNS(nullptr, kSeparator)) {
    if (!parser) throw std::bad_alloc();
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void stop(const char* why) {
    if (why && !fault) fault = why;
    enough = true;
    XML_StopParser(parser, XML_FALSE);
  }

  // Expat is C: nothing may be thrown through it.
  template <class Body>
  static void guarded(void* user, Body&& body) noexcept {
    auto& state = *static_cast<State*>(user);
    state.since_event = 0;
    if (state.enough) return;
    try {
      if (!body(state)) state.stop(nullptr);
    } catch (...) {
      state.stop("memory");
    }
  }

  static void on_start(void* user, const char* name, const char** attributes) noexcept {
    guarded(user, [&](State& s) {
      if (++s.depth > kMaxDepth) {
        s.stop("depth");
        return true;
      }
      return s.events.start(local(name), XmlAttributes(attributes));
    });
  }
  static void on_end(void* user, const char* name) noexcept {
    guarded(user, [&](State& s) {
      --s.depth;
      return s.events.end(local(name));
    });
  }
  static void on_text(void* user, const char* text, int length) noexcept {
    guarded(user, [&](State& s) { return s.events.text({text, static_cast<std::size_t>(length)}); });
  }
  static void on_comment(void* user, const char*) noexcept {
    guarded(user, [](State&) { return true; });
  }
  static void on_doctype(void* user, const char*, const char*, const char*, int) noexcept {
    static_cast<State*>(user)->stop("doctype");
  }
};

XmlReader::XmlReader(XmlEvents& events) : state_(std::make_unique<State>(events)) {
  XML_Parser parser = state_->parser;
  XML_SetUserData(parser, state_.get());
  XML_SetElementHandler(parser, State::on_start, State::on_end);
  XML_SetCharacterDataHandler(parser, State::on_text);
  XML_SetCommentHandler(parser, State::on_comment);
  XML_SetStartDoctypeDeclHandler(parser, State::on_doctype);
}
XmlReader::~XmlReader() = default;

Result<bool> XmlReader::feed(std::string_view bytes, bool last) {
  State& s = *state_;
  if (s.enough) return false;
  s.since_event += bytes.size();
  const auto status = XML_Parse(s.parser, bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0);
  if (s.fault) {
    const std::string_view why = s.fault;
    if (why == "memory") throw std::bad_alloc();
    if (why == "depth")
      return fail(Code::invalid_input,
                  tr("Its parts are nested deeper than any office program writes them."));
    return fail(Code::invalid_input,
                tr("It declares entities of its own, which no office program does; it was not read."));
  }
  if (s.enough) return false;
  if (status == XML_STATUS_ERROR)
    return fail(Code::invalid_input,
                fmt::format(fmt::runtime(tr("Its XML is damaged in line {}: {}.")),
                            XML_GetCurrentLineNumber(s.parser), XML_ErrorString(XML_GetErrorCode(s.parser))));
  if (s.since_event > kMaxToken)
    return fail(Code::invalid_input,
                tr("It holds one word of more than a megabyte; it was not read further."));
  return true;
}

}  // namespace phonebook
