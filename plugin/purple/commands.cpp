#include "plugin/purple/commands.h"

#include <algorithm>
#include <ctime>

#include "plugin/purple/guarded.h"
#include "plugin/purple/preferences.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr int kSeconds = 30;
constexpr std::size_t kMaxArgumentBytes = 1000;

std::string argument_of(char** arguments) {
  if (arguments == nullptr || arguments[0] == nullptr) return {};
  const OwnedText trimmed{g_strstrip(g_strdup(arguments[0]))};
  return trimmed.get();
}

std::string comparable(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (g_ascii_isalnum(c) || c == '+' || c == '@' || static_cast<unsigned char>(c) >= 0x80) {
      kept += g_ascii_tolower(c);
    }
  }
  return kept;
}

std::string casefolded(const std::string& text) {
  const OwnedText valid{purple_utf8_salvage(text.c_str())};
  const OwnedText folded{g_utf8_casefold(valid.get(), -1)};
  return folded.get();
}

Asking asking(const Where& where) {
  return {.again = true,
          .by_person = true,
          .timeout_seconds = kSeconds,
          .slow = State::loaded()->conversations.slow_sayer(where)};
}

// The findings that the person named: by value, or as it was shown.
std::vector<std::string> named(const Json& findings, const std::string& argument) {
  std::vector<std::string> ids;
  // In a mail address every dot counts.
  const auto form = argument.find('@') == std::string::npos ? comparable : casefolded;
  const std::string wanted = form(argument);
  for (const Json& finding : findings) {
    for (const char* field : {"value", "display", "shown"}) {
      if (!wanted.empty() && form(text_in(finding, field)) == wanted) {
        ids.push_back(text_in(finding, "id"));
        break;
      }
    }
  }
  return ids;
}

// Nothing that waits is called so: the person says it of the partner, as if the partner had written it.
void add_typed(const Partner& partner, const Where& where, bool off_record, const std::string& argument) {
  State& state = *State::loaded();
  Json params{{"text", argument},       {"html", false},
              {"sent", false},          {"time", static_cast<long long>(std::time(nullptr))},
              {"delayed", false},       {"off_record", off_record},
              {"partner", partner.json}};
  if (const std::string region = default_region(); !region.empty()) params["region"] = region;
  state.client.request("find", std::move(params), asking(where),
                       [partner, where, argument](const Answer& answer) {
                         State* loaded = State::loaded();
                         if (loaded == nullptr) return;
                         if (!answer.ok()) {
                           loaded->conversations.tell(where, answer.sentence);
                           return;
                         }
                         std::vector<std::string> ids;
                         for (const Json& finding : list_in(answer.result, "findings")) {
                           const std::string finding_state = text_in(finding, "state");
                           if (finding_state == "new" || finding_state == "kept")
                             ids.push_back(text_in(finding, "id"));
                         }
                         if (ids.empty()) {
                           loaded->conversations.tell(
                               where, fill(tr("“{}” is no telephone number and no address."), argument));
                           return;
                         }
                         loaded->sending.add_to_phone(partner, where, std::move(ids));
                       });
}

PurpleCmdRet add_to_phone(PurpleConversation* conversation, const gchar*, gchar** arguments, gchar** error,
                          void*) noexcept {
  return guarded("/addtophone", PURPLE_CMD_RET_FAILED, [&] {
    State* state = State::loaded();
    if (state == nullptr) return PURPLE_CMD_RET_FAILED;
    if (purple_conversation_get_type(conversation) != PURPLE_CONV_TYPE_IM) {
      *error = g_strdup(
          tr("A chat room has no one person to add. Open a conversation with the person, or right-click "
             "a marked number here."));
      return PURPLE_CMD_RET_FAILED;
    }
    const std::string argument = argument_of(arguments);
    if (argument.size() > kMaxArgumentBytes) {
      *error = g_strdup(tr("That is too long for a number or an address."));
      return PURPLE_CMD_RET_FAILED;
    }
    const Partner partner = Findings::partner_in(conversation);
    const Where where = state->conversations.where(conversation);
    if (argument.empty()) {
      state->sending.add_to_phone(partner, where, {});
      return PURPLE_CMD_RET_OK;
    }
    const bool off_record = Findings::is_off_record(conversation);
    state->client.request("suggest", {{"partner", partner.json}}, asking(where),
                          [partner, where, argument, off_record](const Answer& answer) {
                            State* loaded = State::loaded();
                            if (loaded == nullptr) return;
                            if (!answer.ok()) {
                              loaded->conversations.tell(where, answer.sentence);
                              return;
                            }
                            std::vector<std::string> ids =
                                named(list_in(answer.result, "findings"), argument);
                            if (ids.empty()) {
                              add_typed(partner, where, off_record, argument);
                            } else {
                              loaded->sending.add_to_phone(partner, where, std::move(ids));
                            }
                          });
    return PURPLE_CMD_RET_OK;
  });
}

void tell_status(const Where& where, const std::string& waiting) {
  State& state = *State::loaded();
  state.client.request("phones", Json::object(), asking(where), [where, waiting](const Answer& answer) {
    State* loaded = State::loaded();
    if (loaded == nullptr) return;
    if (!answer.ok()) {
      loaded->conversations.tell(where, answer.sentence);
      return;
    }
    std::string text = waiting;
    for (const Json& phone : list_in(answer.result, "phones")) {
      const std::string name =
          text_in(phone, "name").empty() ? text_in(phone, "phone") : text_in(phone, "name");
      if (text_in(phone, "state") == "ready") {
        text += "\n" + fill(tr("{} is ready."), name);
      } else {
        text += "\n" + name + ": " + text_in(phone, "reason") + " " + text_in(phone, "cure");
      }
    }
    if (list_in(answer.result, "phones").empty()) text += std::string("\n") + tr("There is no phone yet.");
    text = with_passed_over(text, list_in(answer.result, "passed_over"));
    if (const std::size_t under_way = loaded->sending.under_way(); under_way > 0) {
      text += "\n" + fill(tr_n("{} card is on its way.", "{} cards are on their way.", under_way), under_way);
    }
    text += "\n" + fill(tr("{0}, version {1}."), loaded->client.program(), loaded->client.version());
    loaded->conversations.tell(where, text);
  });
}

PurpleCmdRet phonebook_status(PurpleConversation* conversation, const gchar*, gchar** arguments,
                              gchar** error, void*) noexcept {
  return guarded("/phonebook", PURPLE_CMD_RET_FAILED, [&] {
    State* state = State::loaded();
    if (state == nullptr) return PURPLE_CMD_RET_FAILED;
    const Where where = state->conversations.where(conversation);
    const std::string argument = argument_of(arguments);
    if (argument == "cancel") {
      if (!state->sending.cancel()) state->conversations.tell(where, tr("No card is on its way."));
      return PURPLE_CMD_RET_OK;
    }
    if (argument == "qr" || argument == "qr invert") {
      if (purple_conversation_get_type(conversation) != PURPLE_CONV_TYPE_IM) {
        *error = g_strdup(tr("A chat room has no one person's card. Open a conversation with the person."));
        return PURPLE_CMD_RET_FAILED;
      }
      const Partner partner = Findings::partner_in(conversation);
      if (argument == "qr")
        state->codes.show(partner, where, {});
      else
        state->codes.show_as_text(partner, where, {}, true);
      return PURPLE_CMD_RET_OK;
    }
    if (!argument.empty()) {
      *error = g_strdup(
          tr("/phonebook shows how things are; /phonebook qr shows the card as a QR code for a phone's "
             "camera; /phonebook cancel stops the card that is on its way."));
      return PURPLE_CMD_RET_FAILED;
    }
    std::string waiting;
    if (purple_conversation_get_type(conversation) == PURPLE_CONV_TYPE_IM) {
      const Partner partner = Findings::partner_in(conversation);
      const auto count = static_cast<unsigned long>(std::max(0, state->findings.pending(partner)));
      waiting = count == 0 ? fill(tr("Nothing new of {} waits."), partner.shown)
                           : fill(tr_n("{0} finding of {1} waits.", "{0} findings of {1} wait.", count),
                                  count, partner.shown);
    } else {
      waiting = tr("In a chat room findings are marked; right-click one to add it.");
    }
    tell_status(where, waiting);
    return PURPLE_CMD_RET_OK;
  });
}

Command command(const char* name, PurpleCmdFunc function, const char* help) {
  const auto flags = static_cast<PurpleCmdFlag>(PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT |
                                                PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS);
  return Command{
      purple_cmd_register(name, "s", PURPLE_CMD_P_PLUGIN, flags, nullptr, function, help, nullptr)};
}

}  // namespace

std::vector<Command> register_commands() {
  std::vector<Command> commands;
  commands.push_back(
      command("addtophone", add_to_phone,
              tr("addtophone [number or mail address]: adds what this buddy wrote, or what you name, to "
                 "your phone.")));
  commands.push_back(command(
      "phonebook", phonebook_status,
      tr("phonebook [qr|cancel]: shows your phones and what waits; qr shows this buddy's card as a QR "
         "code for a phone's camera; cancel stops a card on its way.")));
  return commands;
}

}  // namespace phonebook
