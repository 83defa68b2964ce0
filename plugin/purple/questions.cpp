#include "plugin/purple/questions.h"

#include <algorithm>

#include "plugin/purple/guarded.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxAnswers = 8;
constexpr const char* kChoiceField = "answer";
constexpr std::size_t kMaxFields = 30;

int next_number() {
  static int last = 0;
  return ++last;
}

// "_Keep the phone's" is a button's label; a list shows it without the underline.
std::string without_mnemonic(std::string label) {
  std::erase(label, '_');
  return label;
}

// The engine's words for what differs, in the person's language.
std::string field_name(const std::string& field) {
  if (field == "name") return tr("name");
  if (field == "number") return tr("number");
  if (field == "mail") return tr("mail");
  if (field == "im") return tr("chat address");
  if (field == "address") return tr("address");
  if (field == "nickname") return tr("nickname");
  if (field == "organisation") return tr("organisation");
  if (field == "title") return tr("title");
  if (field == "role") return tr("role");
  if (field == "birthday") return tr("birthday");
  if (field == "anniversary") return tr("anniversary");
  if (field == "note") return tr("note");
  if (field == "photo") return tr("photo");
  if (field == "url") return tr("web page");
  if (field == "category") return tr("groups");
  return field;
}

std::string difference(const Json& fields) {
  std::string text;
  std::size_t told = 0;
  for (const Json& field : fields) {
    if (++told > kMaxFields) break;
    if (!text.empty()) text += '\n';
    text += fill(tr("{0}: on the phone “{1}”, here “{2}”"), field_name(text_in(field, "field")),
                 text_in(field, "theirs"), text_in(field, "ours"));
  }
  return text;
}

}  // namespace

void Questions::ask(const Json& id, const Json& params) {
  Open open{id, {}};
  // Fields, not an action: closing an action's window calls nothing back in Pidgin, and the engine would wait
  // for ever.
  PurpleRequestField* choice =
      purple_request_field_choice_new(kChoiceField, label(tr("_What shall be done")).c_str(), 0);
  for (const Json& answer : list_in(params, "answers")) {
    const std::string value = text_in(answer, "answer");
    // Cancelling has a button of its own.
    if (value.empty() || value == "cancel" || open.answers.size() == kMaxAnswers) continue;
    purple_request_field_choice_add(choice,
                                    without_mnemonic(text_in(answer, "label", value.c_str())).c_str());
    if (value == "keep") {  // the one that changes nothing
      purple_request_field_choice_set_default_value(choice, static_cast<int>(open.answers.size()));
      purple_request_field_choice_set_value(choice, static_cast<int>(open.answers.size()));
    }
    open.answers.push_back(value);
  }
  if (open.answers.empty()) {
    purple_request_field_destroy(choice);
    state_.client.refuse_question(id, "no answers to choose from");
    return;
  }
  PurpleRequestFields* fields = purple_request_fields_new();
  PurpleRequestFieldGroup* group = purple_request_field_group_new(nullptr);
  purple_request_fields_add_group(fields, group);
  purple_request_field_group_add_field(group, choice);
  const int number = next_number();
  open_.emplace(number, std::move(open));
  const std::string sentence = text_in(params, "sentence", text_in(params, "name").c_str());
  const std::string differences = difference(list_in(params, "fields"));
  void* handle = purple_request_fields(state_.plugin, tr("Add to phone"), sentence.c_str(),
                                       differences.empty() ? nullptr : differences.c_str(), fields,
                                       label(tr("C_ontinue")).c_str(), G_CALLBACK(on_continue),
                                       label(tr("_Cancel")).c_str(), G_CALLBACK(on_cancel), nullptr, nullptr,
                                       nullptr, GINT_TO_POINTER(number));
  if (handle == nullptr && open_.erase(number) > 0) {
    state_.client.refuse_question(id, "this client cannot ask");
  }
}

void Questions::answered(int number, std::optional<std::size_t> index) {
  const auto found = open_.find(number);
  if (found == open_.end()) return;
  const Open question = std::move(found->second);
  open_.erase(found);
  const std::string answer = index && *index < question.answers.size() ? question.answers[*index] : "cancel";
  state_.client.reply_to_question(question.id, {{"answer", answer}});
}

void Questions::on_continue(gpointer number, PurpleRequestFields* fields) noexcept {
  guarded("answer", [&] {
    const int index = purple_request_fields_get_choice(fields, kChoiceField);
    State* state = State::loaded();
    if (state != nullptr) {
      state->questions.answered(GPOINTER_TO_INT(number), static_cast<std::size_t>(std::max(index, 0)));
    }
  });
}

void Questions::on_cancel(gpointer number, PurpleRequestFields*) noexcept {
  guarded("answer", [&] {
    if (State* state = State::loaded()) state->questions.answered(GPOINTER_TO_INT(number), std::nullopt);
  });
}

}  // namespace phonebook
