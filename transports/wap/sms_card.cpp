#include "transports/wap/sms_card.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

// TEL's words of vCard 2.1 that such phones know.
constexpr std::array<std::string_view, 6> kNumberTypes = {"cell", "home", "work", "fax", "pager", "car"};

// One line of clean text: no control characters, blanks at neither end.
std::string line_of(std::string_view text) {
  std::string out;
  const std::string clean = valid_utf8(text);
  for (const char c : clean) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return std::string(trim(out));
}

NameParts line_of(const NameParts& name) {
  return {line_of(name.family), line_of(name.given), line_of(name.middle), line_of(name.prefix),
          line_of(name.suffix)};
}

// In 2.1 only the semicolon separates. A comma with a backslash would be shown with it.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ';' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

class Writer {
 public:
  void line(std::string head, std::string_view value) {
    const bool plain =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; }) &&
        !value.ends_with('=') && !vcard::looks_quoted_printable(value);
    if (plain) {
      out_ += head.append(":").append(value).append("\r\n");
      return;
    }
    head += ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:";
    out_ += head + vcard::encode_quoted_printable(value, head.size()) + "\r\n";
  }

  void structure(const std::string& head, std::vector<std::string_view> parts) {
    while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
    std::string value;
    for (std::size_t i = 0; i < parts.size(); ++i) value.append(i > 0 ? ";" : "").append(escaped(parts[i]));
    line(head, value);
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Whether a phone that shows N shows this name already.
bool is_said_by(const NameParts& name, std::string_view formatted) {
  const std::string folded = fold(formatted);
  return folded == fold(name_from_parts(name)) || folded == fold(name.given + " " + name.family) ||
         folded == fold(name.family + " " + name.given);
}

}  // namespace

Contact kept_by_sms(const Contact& contact) {
  Contact kept;
  kept.uid = contact.uid;
  kept.name = line_of(contact.name);
  kept.formatted_name = line_of(shown_name(contact));
  for (const ContactNumber& number : contact.numbers) {
    ContactNumber out{.number = line_of(number.number), .preferred = number.preferred};
    if (out.number.empty()) continue;
    if (const std::string extension = line_of(number.extension); !extension.empty())
      out.number += "p" + extension;
    for (const std::string& type : number.types)
      if (std::find(kNumberTypes.begin(), kNumberTypes.end(), type) != kNumberTypes.end())
        out.types.push_back(type);
    kept.numbers.push_back(std::move(out));
  }
  for (const ContactMail& mail : contact.mails)
    if (std::string address = line_of(mail.address); !address.empty())
      kept.mails.push_back({.address = std::move(address)});
  if (!contact.organisation.empty())
    if (std::string company = line_of(contact.organisation.front()); !company.empty())
      kept.organisation = {std::move(company)};
  return kept;
}

std::string write_sms_card(const Contact& contact) {
  const Contact kept = kept_by_sms(contact);
  const NameParts& name = kept.name;
  Writer card;
  card.line("BEGIN", "VCARD");
  card.line("VERSION", "2.1");
  if (name.empty()) {
    card.structure("N", {kept.formatted_name});
  } else {
    card.structure("N", {name.family, name.given, name.middle, name.prefix, name.suffix});
    if (!is_said_by(name, kept.formatted_name)) card.line("FN", escaped(kept.formatted_name));
  }
  if (!kept.organisation.empty()) card.structure("ORG", {kept.organisation.front()});
  for (const ContactNumber& number : kept.numbers) {
    std::string head = "TEL";
    if (number.preferred) head += ";PREF";
    for (const std::string& type : number.types) {
      head += ';';
      for (const char c : type) head += static_cast<char>(c - 'a' + 'A');
    }
    card.line(head, escaped(number.number));
  }
  for (const ContactMail& mail : kept.mails) card.line("EMAIL", escaped(mail.address));
  card.line("END", "VCARD");
  return card.take();
}

}  // namespace phonebook
