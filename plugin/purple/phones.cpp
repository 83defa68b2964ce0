#include "plugin/purple/phones.h"

#include <vector>

#include "plugin/purple/notices.h"

namespace phonebook {
namespace {

constexpr int kSeconds = 60;
constexpr const char* kWaysField = "ways";
constexpr const char* kNameField = "name";
constexpr std::size_t kMaxWays = 100;

std::string phone_line(const Json& phone) {
  std::string name = text_in(phone, "name");
  if (name.empty()) name = text_in(phone, "phone");
  if (name.empty()) name = text_in(phone, "route");
  std::string html = "<b>" + escaped(name) + "</b>: ";
  if (text_in(phone, "state") == "ready") return html + escaped(tr("ready")) + "<br>";
  return html + escaped(text_in(phone, "reason")) + " " + escaped(text_in(phone, "cure")) + "<br>";
}

void on_folder_chosen(gpointer, const char* folder) noexcept {
  guarded("folder", [&] {
    State* state = State::loaded();
    if (state == nullptr || folder == nullptr || *folder == '\0') return;
    const std::string path = folder;
    state->client.request(
        "phones/add", {{"phone", "folder:" + path}, {"name", ""}},
        {.by_person = true, .timeout_seconds = kSeconds}, [path](const Answer& answer) {
          show_sentence(tr("Use a folder as phone"),
                        answer.ok() ? fill(tr("Cards now go to the folder {}."), path) : answer.sentence);
        });
  });
}

void on_no_folder(gpointer, const char*) noexcept {}

void on_ways_chosen(gpointer, PurpleRequestFields* fields) noexcept {
  guarded("One phone", [&] {
    State* state = State::loaded();
    if (state == nullptr) return;
    PurpleRequestField* list = purple_request_fields_get_field(fields, kWaysField);
    Json ways = Json::array();
    for (const GList* one = purple_request_field_list_get_selected(list); one != nullptr; one = one->next) {
      const void* data = purple_request_field_list_get_data(list, static_cast<const char*>(one->data));
      if (data != nullptr) ways.push_back(static_cast<const char*>(data));
    }
    const char* name = purple_request_fields_get_string(fields, kNameField);
    if (ways.size() < 2) {
      return show_sentence(tr("One phone by several ways"),
                           tr("Choose two ways or more that lead to the same phone; nothing was changed."));
    }
    state->client.request("phones/same", {{"phones", std::move(ways)}, {"name", name == nullptr ? "" : name}},
                          {.by_person = true, .timeout_seconds = kSeconds}, [](const Answer& answer) {
                            show_sentence(tr("One phone by several ways"),
                                          answer.ok()
                                              ? tr("They are one phone from now on: what one way brought is "
                                                   "not sent again by another.")
                                              : answer.sentence.c_str());
                          });
  });
}

void on_no_ways(gpointer, PurpleRequestFields*) noexcept {}

void ask_for_ways(State& state, const Json& phones) {
  PurpleRequestField* list = purple_request_field_list_new(kWaysField, label(tr("_Ways")).c_str());
  purple_request_field_list_set_multi_select(list, TRUE);
  std::size_t ways = 0;
  for (const Json& phone : phones) {
    const std::string address = text_in(phone, "phone");
    if (address.empty() || ++ways > kMaxWays) continue;
    const std::string shown = text_in(phone, "name") + " (" + address + ")";
    // The list does not free its data; an interned text belongs to GLib for good.
    purple_request_field_list_add_icon(list, shown.c_str(), nullptr,
                                       const_cast<char*>(g_intern_string(address.c_str())));
  }
  if (ways < 2) {
    purple_request_field_destroy(list);
    return show_sentence(
        tr("One phone by several ways"),
        tr("Fewer than two ways to a phone are known. Plug the phone in, pair it, or set its number "
           "up, and look at “Phones”."));
  }
  PurpleRequestFields* fields = purple_request_fields_new();
  PurpleRequestFieldGroup* group = purple_request_field_group_new(nullptr);
  purple_request_fields_add_group(fields, group);
  purple_request_field_group_add_field(
      group, purple_request_field_string_new(kNameField, label(tr("_Name")).c_str(), "", FALSE));
  purple_request_field_group_add_field(group, list);
  purple_request_fields(
      state.plugin, tr("One phone by several ways"), tr("Which of these lead to the same phone?"),
      tr("A contact that one way brought is then not sent again by another."), fields,
      label(tr("_They are one phone")).c_str(), G_CALLBACK(on_ways_chosen), label(tr("_Cancel")).c_str(),
      G_CALLBACK(on_no_ways), nullptr, nullptr, nullptr, nullptr);
}

}  // namespace

void on_phones(PurplePluginAction*) noexcept {
  guarded("Phones", [] {
    State* state = State::loaded();
    if (state == nullptr) return;
    state->client.request(
        "phones", Json::object(), {.again = true, .by_person = true, .timeout_seconds = kSeconds},
        [](const Answer& answer) {
          if (!answer.ok()) return show_sentence(tr("Phones"), answer.sentence);
          std::string html;
          // Those of a phone that cannot be reached say so themselves; the rest of passed_over is routes.
          for (const Json& phone : list_in(answer.result, "phones")) html += phone_line(phone);
          for (const char* list : {"passed_over", "not_needed"}) {
            for (const Json& passed : list_in(answer.result, list)) {
              if (text_in(passed, "phone").empty()) html += phone_line(passed);
            }
          }
          if (html.empty()) {
            html = escaped(tr("There is no phone yet. Connect one, or use a folder as phone."));
          }
          show(tr("Phones"), html);
        });
  });
}

void on_use_folder(PurplePluginAction*) noexcept {
  guarded("Use a folder", [] {
    State* state = State::loaded();
    if (state == nullptr) return;
    purple_request_folder(state->plugin, tr("Use a folder as phone"), nullptr, G_CALLBACK(on_folder_chosen),
                          G_CALLBACK(on_no_folder), nullptr, nullptr, nullptr, nullptr);
  });
}

void on_one_phone(PurplePluginAction*) noexcept {
  guarded("One phone", [] {
    State* state = State::loaded();
    if (state == nullptr) return;
    state->client.request("phones", Json::object(),
                          {.again = true, .by_person = true, .timeout_seconds = kSeconds},
                          [](const Answer& answer) {
                            State* now = State::loaded();
                            if (now == nullptr) return;
                            if (!answer.ok())
                              return show_sentence(tr("One phone by several ways"), answer.sentence);
                            ask_for_ways(*now, list_in(answer.result, "phones"));
                          });
  });
}

}  // namespace phonebook
