// A question of the engine ($/question: a conflict on the phone) as a dialog; the answer goes back.
//
// Main thread only. libpurple closes what is open at unload; nothing is answered then.
#pragma once
#include <purple.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugin/purple/json.h"

namespace phonebook {

struct State;

class Questions {
 public:
  explicit Questions(State& state) : state_(state) {}
  void ask(const Json& id, const Json& params);
  // The child that asked is gone: late answers go nowhere.
  void forget_all() { open_.clear(); }

 private:
  struct Open {
    Json id;
    std::vector<std::string> answers;
  };
  static void on_continue(gpointer number, PurpleRequestFields* fields) noexcept;
  static void on_cancel(gpointer number, PurpleRequestFields* fields) noexcept;
  void answered(int number, std::optional<std::size_t> index);

  State& state_;
  std::map<int, Open> open_;
};

}  // namespace phonebook
