#include "transports/usb/adb_form.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "transports/usb/adb_card.h"
#include "transports/usb/device_shell.h"

namespace phonebook {
namespace {

// An adbd of before Android 7 takes no command longer than 4096 bytes; the mark behind it needs some.
constexpr std::size_t kMaxCommandBytes = 3500;

bool fits_a_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// The form takes one name and splits it by rules of its own: two plain words come out as they went in.
bool splits_well(const Contact& contact) {
  const NameParts& name = contact.name;
  if (name.empty()) return true;
  const auto plain = [](const std::string& part) {
    return !part.empty() && part.find_first_of(" ,.-") == std::string::npos && !has_cjk(part) &&
           is_valid_utf8(part);
  };
  return name.middle.empty() && name.prefix.empty() && name.suffix.empty() && plain(name.given) &&
         plain(name.family) && contact.formatted_name == name.given + " " + name.family;
}

bool is_preferred_among_others(const Contact& contact) {
  const auto preferred = [](const auto& value) { return value.preferred; };
  return (contact.numbers.size() > 1 &&
          std::any_of(contact.numbers.begin(), contact.numbers.end(), preferred)) ||
         (contact.mails.size() > 1 && std::any_of(contact.mails.begin(), contact.mails.end(), preferred));
}

// ContactsContract.CommonDataKinds.Phone's types.
const char* number_type(const std::vector<std::string>& types) {
  if (types == std::vector<std::string>{"home"}) return "1";
  if (types == std::vector<std::string>{"cell"}) return "2";
  if (types == std::vector<std::string>{"work"}) return "3";
  if (types == std::vector<std::string>{"work", "fax"}) return "4";
  if (types == std::vector<std::string>{"home", "fax"}) return "5";
  if (types == std::vector<std::string>{"pager"}) return "6";
  return types.empty() ? "7" : nullptr;
}
// …Email's types.
const char* mail_type(const std::vector<std::string>& types) {
  if (types == std::vector<std::string>{"home"}) return "1";
  if (types == std::vector<std::string>{"work"}) return "2";
  if (types == std::vector<std::string>{"cell"}) return "4";
  return types.empty() ? "3" : nullptr;
}

bool has_only_what_a_form_takes(const Contact& contact) {
  return contact.kind.empty() && contact.nicknames.empty() && contact.im_addresses.empty() &&
         contact.organisation.size() <= 1 && contact.role.empty() && contact.addresses.empty() &&
         contact.urls.empty() && !contact.birthday && !contact.anniversary && !contact.photo &&
         contact.categories.empty() && contact.other.empty() && contact.reading.empty() &&
         contact.numbers.size() <= 3 && contact.mails.size() <= 3 && !contact.formatted_name.empty() &&
         splits_well(contact) && !is_preferred_among_others(contact) && kept_by_android(contact) == contact;
}

}  // namespace

std::optional<std::vector<std::string>> form_words(const Contact& contact) {
  if (!has_only_what_a_form_takes(contact)) return std::nullopt;
  // A task of its own (NEW_TASK, MULTIPLE_TASK): a form that still stands open would come up again instead.
  std::vector<std::string> words{"am", "start",  "-f", "0x18000000", "-a", "android.intent.action.INSERT",
                                 "-t", kFormType};
  bool fits = true;
  const auto text = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    fits = fits && fits_a_line(value);
    words.insert(words.end(), {"-e", name, value});
  };
  const auto typed = [&](const std::string& name, const std::string& value, const char* type) {
    fits = fits && type && !value.empty();
    if (!fits) return;
    text(name.c_str(), value);
    words.insert(words.end(), {"--ei", name + "_type", type});
  };
  constexpr std::array<const char*, 3> kNumbers{"phone", "secondary_phone", "tertiary_phone"};
  constexpr std::array<const char*, 3> kMails{"email", "secondary_email", "tertiary_email"};
  text("name", contact.formatted_name);
  for (std::size_t n = 0; n < contact.numbers.size(); ++n) {
    const ContactNumber& number = contact.numbers[n];
    // A comma is Android's pause.
    typed(kNumbers[n], number.number + (number.extension.empty() ? "" : "," + number.extension),
          number_type(number.types));
  }
  for (std::size_t n = 0; n < contact.mails.size(); ++n)
    typed(kMails[n], contact.mails[n].address, mail_type(contact.mails[n].types));
  if (!contact.organisation.empty()) text("company", contact.organisation.front());
  text("job_title", contact.title);
  text("notes", contact.note);
  if (!fits || command_for_device(words).size() > kMaxCommandBytes) return std::nullopt;
  return words;
}

}  // namespace phonebook
