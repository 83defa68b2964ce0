// Everything the core plugin holds while it is loaded. Unloading destroys it, and with it every timer,
// command, dialog entry and the child.
//
//   if (State* state = State::loaded()) state->sending.add_to_phone(…);
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "plugin/purple/codes.h"
#include "plugin/purple/conversations.h"
#include "plugin/purple/engine_client.h"
#include "plugin/purple/findings.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/partners.h"
#include "plugin/purple/phonebook_api.h"
#include "plugin/purple/questions.h"
#include "plugin/purple/sending.h"

namespace phonebook {

struct State {
  explicit State(PurplePlugin* the_plugin);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  // nullptr while the plugin is not loaded.
  [[nodiscard]] static State* loaded() noexcept;
  static void set_loaded(std::unique_ptr<State> state) noexcept;

  PurplePlugin* plugin;
  Conversations conversations;
  EngineClient client;  // outlives those that hold requests of it
  Renames renames;
  Findings findings;
  Sending sending;
  Codes codes;
  Questions questions;
  std::vector<Command> commands;
  Source program_changed;  // the preference; waits until it is typed
  std::optional<PhonebookListener> listener;
};

}  // namespace phonebook
