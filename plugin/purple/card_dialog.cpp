#include "plugin/purple/card_dialog.h"

#include <cstring>

#include "plugin/purple/guarded.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/picture_size.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxLines = 60;
constexpr unsigned kMaxShownPixels = 160;
constexpr const char* kNameField = "name";
constexpr const char* kPhoneField = "phone";

// Dialogs by number for all loads of the plugin: the callback of a closed one finds nothing.
int next_number() {
  static int last = 0;
  return ++last;
}

std::string box_id(std::size_t index) { return "finding-" + std::to_string(index); }

// The engine's words for services, as a person calls them.
std::string service_name(const std::string& service) {
  struct Name {
    const char* service;
    const char* shown;
  };
  static constexpr Name kNames[] = {{"xmpp", "Jabber (XMPP)"},
                                    {"qq", "QQ"},
                                    {"wechat", "WeChat"},
                                    {"skype", "Skype"},
                                    {"telegram", "Telegram"},
                                    {"whatsapp", "WhatsApp"},
                                    {"signal", "Signal"},
                                    {"line", "LINE"},
                                    {"viber", "Viber"},
                                    {"matrix", "Matrix"},
                                    {"icq", "ICQ"},
                                    {"aim", "AIM"},
                                    {"msn", "MSN"},
                                    {"yahoo", "Yahoo"},
                                    {"irc", "IRC"},
                                    {"sip", "SIP"},
                                    {"gadugadu", "Gadu-Gadu"},
                                    {"discord", "Discord"}};
  for (const Name& name : kNames) {
    if (service == name.service) return name.shown;
  }
  return service;
}

std::string line_of(const Json& entry) {
  std::string text = text_in(entry, "display");
  if (text.empty()) text = text_in(entry, "value");
  const std::string service = text_in(entry, "service");
  if (!service.empty()) text = service_name(service) + " " + text;
  const std::string label = text_in(entry, "label");
  if (!label.empty()) text += " (" + label + ")";
  return text;
}

// Pidgin reads "_" in a check box's text as a mnemonic.
std::string without_mnemonics(const std::string& text) {
  std::string doubled;
  for (const char c : text) doubled.append(c == '_' ? 2 : 1, c);
  return doubled;
}

}  // namespace

bool CardDialogs::show(const Partner& partner, const Json& card, const Json& phones, Chosen chosen) {
  Open open;
  open.chosen = std::move(chosen);
  PurpleRequestFields* fields = purple_request_fields_new();
  PurpleRequestFieldGroup* group = purple_request_field_group_new(nullptr);
  purple_request_fields_add_group(fields, group);

  PurpleRequestField* name = purple_request_field_string_new(kNameField, label(tr("_Name")).c_str(),
                                                             text_in(card, "name").c_str(), FALSE);
  purple_request_field_set_required(name, TRUE);
  purple_request_field_group_add_field(group, name);

  std::string known;
  for (const char* list : {"numbers", "mails", "ims"}) {
    for (const Json& entry : list_in(card, list)) {
      if (open.findings.size() >= kMaxLines) break;
      const std::string line = line_of(entry);
      const std::string finding = text_in(entry, "finding");
      if (finding.empty()) {  // known before: it stays
        known += (known.empty() ? "" : ", ") + line;
        continue;
      }
      const std::string text = shows_mnemonics() ? without_mnemonics(line) : line;
      purple_request_field_group_add_field(
          group, purple_request_field_bool_new(box_id(open.findings.size()).c_str(), text.c_str(), TRUE));
      open.findings.push_back(finding);
    }
  }

  // Finch has no picture field.
  bool unseen_picture = false;
  if (shows_mnemonics()) {
    if (const auto icon = icon_of(partner)) {
      gsize size_bytes = 0;
      const Owned<guchar, g_free> bytes{g_base64_decode(text_in(*icon, "data").c_str(), &size_bytes)};
      const auto size = picture_size(bytes.get(), size_bytes);
      // libpurple can only enlarge a picture, and one as large as the screen would push the buttons off it.
      if (size && size->width <= kMaxShownPixels && size->height <= kMaxShownPixels) {
        purple_request_field_group_add_field(
            group, purple_request_field_image_new("photo", tr("Photo"),
                                                  reinterpret_cast<const char*>(bytes.get()), size_bytes));
      } else {
        unseen_picture = true;
      }
    }
  }

  const std::string proposed = text_in(member_of(card, "phone"), "phone");
  PurpleRequestField* choice = purple_request_field_choice_new(kPhoneField, label(tr("_Phone")).c_str(), 0);
  for (const Json& phone : phones) {
    const std::string id = text_in(phone, "phone");
    if (id.empty() || text_in(phone, "state") != "ready") continue;
    const std::string shown = text_in(phone, "name").empty() ? id : text_in(phone, "name");
    purple_request_field_choice_add(choice, shown.c_str());
    if (id == proposed) {
      purple_request_field_choice_set_default_value(choice, static_cast<int>(open.phones.size()));
      purple_request_field_choice_set_value(choice, static_cast<int>(open.phones.size()));
    }
    open.phones.push_back(id);
  }
  if (open.phones.size() > 1) {
    purple_request_field_group_add_field(group, choice);
  } else {
    purple_request_field_destroy(choice);
    open.phones = {proposed};
  }

  const int number = next_number();
  const std::string question =
      flag_in(card, "linked", true)
          ? fill(tr("Add {} to the phone?"), partner.shown)
          : fill(tr("Add somebody whom {} wrote about to the phone?"), partner.shown);
  std::string sentence = text_in(card, "sentence");
  if (!known.empty()) sentence += (sentence.empty() ? "" : "\n") + fill(tr("Also on the card: {}."), known);
  if (unseen_picture && flag_in(card, "photo")) {
    sentence += (sentence.empty() ? "" : "\n") + std::string(tr("The buddy's picture goes with it."));
  }
  open_.emplace(number, std::move(open));
  void* handle = purple_request_fields(
      plugin_, tr("Add to phone"), question.c_str(), sentence.empty() ? nullptr : sentence.c_str(), fields,
      label(tr("_Add to phone")).c_str(), G_CALLBACK(on_add), label(tr("_Cancel")).c_str(),
      G_CALLBACK(on_cancel), nullptr, nullptr, nullptr, GINT_TO_POINTER(number));
  // A client without dialogs gives nothing back and calls nothing.
  if (handle == nullptr && open_.erase(number) > 0) return false;
  return true;
}

void CardDialogs::closed(int number, PurpleRequestFields* fields) {
  const auto found = open_.find(number);
  if (found == open_.end()) return;
  const Open open = std::move(found->second);
  open_.erase(found);
  if (fields == nullptr) {
    open.chosen(std::nullopt);
    return;
  }
  CardChoice choice;
  const char* name = purple_request_fields_get_string(fields, kNameField);
  choice.name = name != nullptr ? name : "";
  for (std::size_t i = 0; i < open.findings.size(); ++i) {
    if (!purple_request_fields_get_bool(fields, box_id(i).c_str()))
      choice.leave_out.push_back(open.findings[i]);
  }
  std::size_t phone = 0;
  if (purple_request_fields_exists(fields, kPhoneField)) {
    phone = static_cast<std::size_t>(purple_request_fields_get_choice(fields, kPhoneField));
  }
  if (phone < open.phones.size()) choice.phone = open.phones[phone];
  open.chosen(std::move(choice));
}

void CardDialogs::on_add(gpointer number, PurpleRequestFields* fields) noexcept {
  guarded("card", [&] {
    if (State* state = State::loaded()) state->sending.dialogs().closed(GPOINTER_TO_INT(number), fields);
  });
}

void CardDialogs::on_cancel(gpointer number, PurpleRequestFields*) noexcept {
  guarded("card", [&] {
    if (State* state = State::loaded()) state->sending.dialogs().closed(GPOINTER_TO_INT(number), nullptr);
  });
}

}  // namespace phonebook
