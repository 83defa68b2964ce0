// The look at a card before it goes: name editable, a check box for each number and address, the photo, which
// phone. Shown by libpurple's request interface, so it works in every client that has one.
//
//   dialogs.show(partner, card, phones, [](std::optional<CardChoice> choice) { … });   // absent: cancelled
#pragma once
#include <purple.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugin/purple/json.h"
#include "plugin/purple/partners.h"

namespace phonebook {

struct CardChoice {
  std::string name;                    // "" leaves it to the engine
  std::string phone;                   // "" leaves it to the engine
  std::vector<std::string> leave_out;  // findings whose boxes were cleared
};

class CardDialogs {
 public:
  using Chosen = std::function<void(std::optional<CardChoice>)>;
  explicit CardDialogs(PurplePlugin* plugin) : plugin_(plugin) {}
  // libpurple closes what is open when the plugin is unloaded; `chosen` is not called then. False: this
  // client cannot show it.
  bool show(const Partner& partner, const Json& card, const Json& phones, Chosen chosen);

 private:
  struct Open {
    std::vector<std::string> findings;  // in the order of their boxes
    std::vector<std::string> phones;    // in the order of the choices
    Chosen chosen;
  };
  static void on_add(gpointer number, PurpleRequestFields* fields) noexcept;
  static void on_cancel(gpointer number, PurpleRequestFields* fields) noexcept;
  void closed(int number, PurpleRequestFields* fields);

  PurplePlugin* plugin_;
  std::map<int, Open> open_;
};

}  // namespace phonebook
