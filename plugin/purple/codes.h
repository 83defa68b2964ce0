// A contact's card as a QR code: in a window where a plugin of the user interface draws one
// (phonebook_api.h), else as text in a window or in the conversation.
//
//   codes.show(partner, where, {});                   // what Add to phone would send
//   codes.show_as_text(partner, where, {}, invert);   // /phonebook qr
//
// Main thread only. Nothing is written and nothing is sent by it.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "plugin/purple/conversations.h"
#include "plugin/purple/partners.h"
#include "plugin/purple/phonebook_api.h"

namespace phonebook {

struct State;
struct Answer;

class Codes {
 public:
  // The user interface's own window for codes.
  using Viewer = std::function<void(const PhonebookCode&)>;

  explicit Codes(State& state) : state_(state) {}
  Codes(const Codes&) = delete;
  Codes& operator=(const Codes&) = delete;

  void show(const Partner& partner, const Where& where, std::vector<std::string> findings);
  void show_as_text(const Partner& partner, const Where& where, std::vector<std::string> findings,
                    bool invert);
  // An empty one takes it back. False: there is one already.
  bool set_viewer(Viewer viewer);

 private:
  void arrived(const std::string& key, const Where& where, const Answer& answer);

  State& state_;
  Viewer viewer_;
};

}  // namespace phonebook
