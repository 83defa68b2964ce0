#include "exporters/vcard_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"

namespace phonebook::vcard {
namespace {

// Far over any real card, far under what would fill the memory.
constexpr std::size_t kMostProperties = 1'000'000;
constexpr std::size_t kMostTypes = 64;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  return out;
}

// Direction marks and zero-width characters, which come along when a phone pastes.
constexpr bool is_invisible(char32_t c) noexcept {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF;
}

// Blanks and invisible characters at both ends, of names, numbers and addresses.
std::string_view strip(std::string_view text) noexcept {
  while (true) {
    text = trim(text);
    if (text.empty()) return text;
    if (static_cast<unsigned char>(text.front()) >= 0x80) {
      const CodePoint first = decode_utf8(text);
      if (is_invisible(first.value)) {
        text.remove_prefix(first.length);
        continue;
      }
    }
    // All of them have three octets.
    if (text.size() >= 3 && static_cast<unsigned char>(text.back()) >= 0x80) {
      const CodePoint last = decode_utf8(text.substr(text.size() - 3));
      if (last.length == 3 && is_invisible(last.value)) {
        text.remove_suffix(3);
        continue;
      }
    }
    return text;
  }
}

// Line ends as '\n'.
std::string with_line_feeds(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

// "_$!<HomePage>!$_" → "HomePage".
std::string_view plain_label(std::string_view label) noexcept {
  if (label.size() > 8 && label.starts_with("_$!<") && label.ends_with(">!$_"))
    return label.substr(4, label.size() - 8);
  return label;
}

// Words that say nothing about a value.
bool is_noise(std::string_view type) noexcept {
  return type == "voice" || type == "internet" || type == "text" || type == "x-voice" || type == "x-internet";
}

// Android writes a person's own label as a type "X-Boat"; vendors write theirs in capitals ("X-NEC-FAMILY").
bool is_own_label(std::string_view type) noexcept {
  return type.size() > 2 && (type[0] == 'X' || type[0] == 'x') && type[1] == '-' &&
         (type[2] < 'a' || type[2] > 'z') && std::any_of(type.begin() + 2, type.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
         });
}

void drop_prefix(std::string_view& text, std::string_view prefix) noexcept {
  if (text.size() >= prefix.size() && ascii_equal(text.substr(0, prefix.size()), prefix))
    text.remove_prefix(prefix.size());
}

bool has_param(const VcardLine& line, std::string_view name, std::string_view value) noexcept {
  return std::any_of(line.params.begin(), line.params.end(), [&](const Param& param) {
    return ascii_equal(param.name, name) && (value.empty() || ascii_equal(trim(param.value), value));
  });
}

std::string param(const VcardLine& line, std::string_view name) {
  for (const Param& param : line.params)
    if (ascii_equal(param.name, name)) return valid_utf8(param_values(param.value).front());
  return {};
}

std::string at(const std::vector<std::string>& parts, std::size_t index) {
  return index < parts.size() ? parts[index] : std::string();
}

}  // namespace

std::string Card::utf8(std::string_view bytes, const VcardLine& line) const {
  if (!line.charset.empty() && !ascii_equal(line.charset, "UTF-8")) {
    if (auto text = decode_charset(bytes, std::string(line.charset))) return *std::move(text);
  }
  if (is_valid_utf8(bytes)) return std::string(bytes);
  if (!line.charset.empty()) return valid_utf8(bytes);
  return decode_charset(bytes, context_.charset()).value_or(valid_utf8(bytes));
}

// One piece of a quoted-printable value: cut at its separators first, decoded after, as Android does.
std::string Card::decoded(std::string_view raw, const VcardLine& line) const {
  return utf8(decode_quoted_printable(unescape(raw, version_)), line);
}

// Android's FN is quoted-printable without saying so.
bool Card::is_quoted(const VcardLine& line) const {
  return line.encoding == Encoding::quoted_printable ||
         (version_ == Version::v2_1 && looks_quoted_printable(line.value));
}

std::string Card::text(const VcardLine& line) const {
  return with_line_feeds(is_quoted(line) ? decoded(line.value, line)
                                         : unescape(utf8(line.value, line), version_));
}

std::vector<std::string> Card::parts(const VcardLine& line, char separator) const {
  std::vector<std::string> parts;
  if (is_quoted(line)) {
    for (const std::string_view part : split_unescaped(line.value, separator))
      parts.push_back(with_line_feeds(decoded(part, line)));
    return parts;
  }
  // Charset before escapes: the second octet of a Shift-JIS character may be a backslash.
  const std::string value = utf8(line.value, line);
  for (const std::string_view part : split_unescaped(value, separator))
    parts.push_back(with_line_feeds(unescape(part, version_)));
  return parts;
}

Card::Attributes Card::attributes(const VcardLine& line) const {
  Attributes found;
  const auto add_type = [&](std::string_view word) {
    word = trim(word);
    if (word.empty() || word == "=") return;
    if (ascii_equal(word, "pref")) {
      found.preferred = true;
      return;
    }
    if (is_own_label(word)) {
      if (found.label.empty()) found.label = word.substr(2);
      return;
    }
    std::string type = ascii_lower(word);
    if (is_noise(type) || found.types.size() >= kMostTypes ||
        std::find(found.types.begin(), found.types.end(), type) != found.types.end())
      return;
    found.types.push_back(std::move(type));
  };
  for (const Param& param : line.params) {
    if (param.name.empty() || ascii_equal(param.name, "TYPE")) {
      // Also TYPE="work,cell", where the comma was meant to separate.
      for (const std::string& value : param_values(param.value))
        for (const std::string_view word : split(value, ',')) add_type(utf8(word, line));
    } else if (ascii_equal(param.name, "PREF")) {
      int rank = 0;
      std::from_chars(param.value.data(), param.value.data() + param.value.size(), rank);
      if (rank >= 1 && rank <= 100) found.rank = rank;
    }
  }
  return found;
}

void Card::claim(const VcardLine& line, Part part, std::size_t index) {
  if (!line.group.empty()) claims_.emplace(upper(line.group), Claim{part, index});
}

void Card::take(const VcardLine& line) {
  if (!line.complete) {
    context_.report(line.number, tr("A line is no property of a card."), tr("It was passed over."));
    return;
  }
  if (++properties_ > kMostProperties) {
    if (properties_ == kMostProperties + 1)
      context_.report(line.number, tr("The card has more properties than the limit."),
                      tr("The rest was not read."));
    return;
  }
  const std::string name = upper(line.name);
  if (take_person(line, name) || take_reachable(line, name) || take_rest(line, name) || take_more(line, name))
    return;
  if (!is_token(name)) {
    context_.report(line.number, tr("A line is no property of a card."), tr("It was passed over."));
    return;
  }
  keep(line);
}

bool Card::take_person(const VcardLine& line, std::string_view name) {
  if (name == "N") {
    if (has_name_) keep(line);
    if (!has_name_) take_name(line);
  } else if (name == "FN") {
    if (has_formatted_name_) {
      keep(line);
    } else if (!has_param(line, "DERIVED", "TRUE") && !has_param(line, "X-DERIVED", "TRUE")) {
      contact_.formatted_name = strip(text(line));
      has_formatted_name_ = !contact_.formatted_name.empty();
    }
  } else if (name == "NICKNAME") {
    for (const std::string& nickname : parts(line, ','))
      if (!strip(nickname).empty()) contact_.nicknames.emplace_back(strip(nickname));
  } else if (name == "X-EPOCSECONDNAME" || name == "X-NICKNAME") {
    if (const std::string nickname = text(line); !strip(nickname).empty())
      contact_.nicknames.emplace_back(strip(nickname));
  } else if (name == "ORG") {
    std::vector<std::string> organisation;
    for (const std::string& part : parts(line, ';')) organisation.emplace_back(strip(part));
    while (!organisation.empty() && organisation.back().empty()) organisation.pop_back();
    if (organisation.empty()) return true;
    if (!contact_.organisation.empty()) keep(line);
    if (contact_.organisation.empty()) contact_.organisation = std::move(organisation);
  } else if (name == "TITLE" || name == "ROLE") {
    std::string& field = name == "TITLE" ? contact_.title : contact_.role;
    const std::string value = text(line);
    if (strip(value).empty()) return true;
    if (!field.empty()) keep(line);
    if (field.empty()) field = strip(value);
  } else if (name == "BDAY") {
    return take_date(line, contact_.birthday);
  } else if (name == "ANNIVERSARY" || name == "X-ANNIVERSARY" || name == "X-EVOLUTION-ANNIVERSARY" ||
             name == "X-KADDRESSBOOK-X-ANNIVERSARY") {
    return take_date(line, contact_.anniversary);
  } else if (name == "PHOTO") {
    take_photo(line);
  } else if (name == "SOUND") {
    if (!has_param(line, "", "X-IRMC-N")) return false;
    take_phonetic(line);
  } else {
    return false;
  }
  return true;
}

bool Card::take_reachable(const VcardLine& line, std::string_view name) {
  if (name == "TEL") {
    take_number(line);
  } else if (name == "EMAIL") {
    take_mail(line);
  } else if (name == "ADR") {
    take_address(line);
  } else if (name == "IMPP") {
    take_impp(line);
  } else if (name == "URL") {
    const std::string value = text(line);
    if (!strip(value).empty()) contact_.urls.emplace_back(strip(value));
  } else if (std::string service = service_from_property(name); !service.empty()) {
    const std::string value = text(line);
    if (strip(value).empty()) return true;
    contact_.im_addresses.push_back({std::move(service), std::string(strip(value)), attributes(line).types});
    im_by_property_.resize(contact_.im_addresses.size());
    im_by_property_.back() = true;
  } else {
    return false;
  }
  return true;
}

bool Card::take_rest(const VcardLine& line, std::string_view name) {
  if (name == "VERSION" || name == "PRODID") return true;
  if (name == "NOTE") {
    std::string note = text(line);
    note.erase(note.find_last_not_of(" \t\n") + 1);
    if (note.empty()) return true;
    if (!contact_.note.empty()) contact_.note += '\n';
    contact_.note += note;
  } else if (name == "CATEGORIES") {
    for (const std::string& category : parts(line, ','))
      if (const std::string word(strip(category)); !word.empty() && categories_.insert(word).second)
        contact_.categories.push_back(word);
  } else if (name == "X-GN") {
    if (const std::string word(strip(text(line))); !word.empty() && categories_.insert(word).second)
      contact_.categories.push_back(word);
  } else if (name == "UID") {
    if (!contact_.uid.empty()) return true;
    contact_.uid = strip(text(line));
  } else if (name == "REV") {
    const std::string value = text(line);
    contact_.updated = parse_timestamp(value).value_or(std::string(trim(value)));
  } else if (name == "KIND" || name == "X-ADDRESSBOOKSERVER-KIND") {
    contact_.kind = ascii_lower(trim(text(line)));
    if (contact_.kind == "individual") contact_.kind.clear();
  } else if (name == "X-ABSHOWAS") {
    if (!ascii_equal(trim(line.value), "COMPANY")) return false;
    if (contact_.kind.empty()) contact_.kind = "org";
  } else if (name == "X-ABLABEL") {
    if (line.group.empty()) return false;
    labels_.emplace_back(line.group, text(line));
  } else if (name == "X-ABDATE") {
    if (line.group.empty()) return false;
    const std::size_t before = contact_.other.size();
    keep(line);
    if (contact_.other.size() == before) return true;  // an empty one is not kept
    claim(line, Part::date, apple_dates_.size());
    apple_dates_.push_back({upper(line.group), std::move(contact_.other.back())});
    contact_.other.pop_back();
  } else if (name == "X-ANDROID-CUSTOM") {
    return take_android(line);
  } else {
    return false;
  }
  return true;
}

void Card::take_name(const VcardLine& line) {
  if (has_param(line, "DERIVED", "TRUE") || has_param(line, "X-DERIVED", "TRUE")) return;
  // A list inside a part (from 3.0 on) is joined by a blank.
  std::vector<std::string> names;
  if (version_ == Version::v2_1 || line.encoding == Encoding::quoted_printable) {
    names = parts(line, ';');
  } else {
    const std::string value = utf8(line.value, line);
    for (const std::string_view part : split_unescaped(value, ';')) {
      std::string name;
      for (const std::string_view word : split_unescaped(part, ',')) {
        const std::string plain = with_line_feeds(unescape(word, version_));
        if (plain.empty()) continue;
        if (!name.empty()) name += ' ';
        name += plain;
      }
      names.push_back(std::move(name));
    }
  }
  for (std::string& name : names) name = std::string(strip(name));
  contact_.name = {at(names, 0), at(names, 1), at(names, 2), at(names, 3), at(names, 4)};
  has_name_ = !contact_.name.empty();
  // Readings that go along in 4.0.
  if (const std::string sort = param(line, "SORT-AS"); !sort.empty()) {
    for (const Param& param : line.params) {
      if (!ascii_equal(param.name, "SORT-AS")) continue;
      const std::vector<std::string> values = param_values(param.value);
      if (contact_.reading.family.empty()) contact_.reading.family = utf8(values[0], line);
      if (values.size() > 1 && contact_.reading.given.empty()) contact_.reading.given = utf8(values[1], line);
      break;
    }
  }
}

// The reading of a Japanese name, as carriers write it. What is there already wins.
void Card::take_phonetic(const VcardLine& line) {
  const std::vector<std::string> names = parts(line, ';');
  std::string* fields[] = {&contact_.reading.family, &contact_.reading.given, &contact_.reading.middle};
  for (std::size_t i = 0; i < std::min(names.size(), std::size(fields)); ++i)
    if (fields[i]->empty()) *fields[i] = strip(names[i]);
}

// Absent where the field is taken: the property is kept as it is.
bool Card::take_text(const VcardLine& line, std::string& field) {
  const std::string value = text(line);
  if (strip(value).empty()) return true;
  if (!field.empty()) return false;
  field = strip(value);
  return true;
}

bool Card::take_more(const VcardLine& line, std::string_view name) {
  if (name == "X-PHONETIC-LAST-NAME") return take_text(line, contact_.reading.family);
  if (name == "X-PHONETIC-FIRST-NAME") return take_text(line, contact_.reading.given);
  if (name == "X-PHONETIC-MIDDLE-NAME") return take_text(line, contact_.reading.middle);
  if (name == "X-ADDRESSBOOKSERVER-MEMBER" || name == "MEMBER") {
    if (const std::string member = text(line); !strip(member).empty())
      contact_.members.emplace_back(strip(member));
    return true;
  }
  if (name == "LANG" && line.params.empty()) {
    if (const std::string language = text(line); !strip(language).empty())
      contact_.languages.emplace_back(strip(language));
    return true;
  }
  if (name == "GENDER" && contact_.gender.empty()) {
    const std::vector<std::string> values = parts(line, ';');
    contact_.gender = {ascii_lower(strip(values[0])), std::string(strip(at(values, 1)))};
    return true;
  }
  if (name == "RELATED") {
    const Attributes found = attributes(line);
    if (found.types.size() > 1) return false;
    if (const std::string value = text(line); !strip(value).empty())
      contact_.related.push_back({found.types.empty() ? "" : found.types[0], std::string(strip(value))});
    return true;
  }
  return false;
}

void Card::take_number(const VcardLine& line) {
  const std::string value = text(line);
  ContactNumber entry = parse_tel_text(strip(value));
  entry.number = std::string(strip(entry.number));
  if (entry.number.empty()) return;
  Attributes found = attributes(line);
  entry.types = std::move(found.types);
  entry.label = std::move(found.label);
  entry.preferred = found.preferred;
  claim(line, Part::number, contact_.numbers.size());
  contact_.numbers.push_back(std::move(entry));
  number_ranks_.push_back(found.rank);
}

void Card::take_mail(const VcardLine& line) {
  const std::string value = text(line);
  std::string_view address = strip(value);
  drop_prefix(address, "mailto:");
  if (address.empty()) return;
  Attributes found = attributes(line);
  claim(line, Part::mail, contact_.mails.size());
  contact_.mails.push_back(
      {std::string(address), std::move(found.types), std::move(found.label), found.preferred});
  mail_ranks_.push_back(found.rank);
}

void Card::take_address(const VcardLine& line) {
  std::vector<std::string> fields = parts(line, ';');
  for (std::string& field : fields) field = std::string(strip(field));
  Attributes found = attributes(line);
  PostalAddress address{at(fields, 0),          at(fields, 1),  at(fields, 2), at(fields, 3),
                        at(fields, 4),          at(fields, 5),  at(fields, 6), std::move(found.types),
                        std::move(found.label), found.preferred};
  if (std::all_of(fields.begin(), fields.end(), [](const std::string& field) { return field.empty(); }))
    return;
  claim(line, Part::address, contact_.addresses.size());
  contact_.addresses.push_back(std::move(address));
  address_ranks_.push_back(found.rank);
}

void Card::take_impp(const VcardLine& line) {
  const std::string value = text(line);
  std::string_view uri = strip(value);
  std::string service = service_from_word(param(line, "X-SERVICE-TYPE"));
  if (service.empty()) service = service_from_word(param(line, "SERVICE-TYPE"));
  std::string address(uri);
  if (const std::size_t colon = uri.find(':');
      colon != std::string_view::npos && is_token(uri.substr(0, colon))) {
    if (service.empty()) service = service_from_scheme(uri.substr(0, colon));
    uri.remove_prefix(colon + 1);
    drop_prefix(uri, "//");
    drop_prefix(uri, "chat?contact=");     // msnim
    drop_prefix(uri, "goim?screenname=");  // aim
    drop_prefix(uri, "sendim?");           // ymsgr
    for (const std::string_view action : {"?call", "?chat"})
      if (service == "skype" && uri.ends_with(action)) uri.remove_suffix(action.size());
    address = valid_utf8(decode_percent(uri));
  }
  address = std::string(strip(address));
  if (address.empty()) return;
  if (service.empty()) service = "other";
  claim(line, Part::im, contact_.im_addresses.size());
  contact_.im_addresses.push_back({std::move(service), std::move(address), attributes(line).types});
  im_by_property_.resize(contact_.im_addresses.size());
}

void Card::take_photo(const VcardLine& line) {
  if (trim(line.value).empty()) return;
  if (contact_.photo) {
    keep(line);
    return;
  }
  std::string type;
  for (const Param& param : line.params) {
    if (!param.name.empty() && !ascii_equal(param.name, "TYPE") && !ascii_equal(param.name, "MEDIATYPE"))
      continue;
    for (const std::string& word : param_values(param.value))
      if (!ascii_equal(word, "pref") && !ascii_equal(word, "home") && !ascii_equal(word, "work") &&
          !word.empty())
        type = ascii_lower(valid_utf8(word));
  }
  if (!type.empty() && type.find('/') == std::string::npos) type = "image/" + (type == "jpg" ? "jpeg" : type);

  Photo photo;
  photo.media_type = std::move(type);
  if (line.encoding != Encoding::base64) {
    std::string uri(strip(text(line)));
    if (auto data = decode_data_uri(uri)) {
      photo = *std::move(data);
    } else if (std::string_view(uri).substr(0, 64).find(':') != std::string_view::npos) {
      photo.uri = std::move(uri);
    } else if (auto bytes = base64_decode(line.value); bytes && !picture_type(*bytes).empty()) {
      photo.bytes = *std::move(bytes);  // base64 that nobody declared
    } else {
      context_.report(line.number, tr("The photo is neither a picture nor an address of one."),
                      tr("It was left out."));
      return;
    }
  } else {
    auto bytes = base64_decode(line.value);
    if (!bytes || bytes->empty()) {
      context_.report(line.number, tr("The photo is damaged."), tr("It was left out."));
      return;
    }
    photo.bytes = *std::move(bytes);
  }
  if (photo.media_type.empty() && photo.uri.empty()) photo.media_type = picture_type(photo.bytes);
  contact_.photo = std::move(photo);
}

// False: it is no date that the field can hold, and the property is kept as it is.
bool Card::take_date(const VcardLine& line, std::optional<Date>& date) {
  const std::string value = text(line);
  if (trim(value).empty()) return true;
  auto parsed = parse_date(value);
  if (!parsed) return false;
  // Apple's way to leave the year out, with and without its parameter.
  if (parsed->year == 1604 ||
      (parsed->year && param(line, "X-APPLE-OMIT-YEAR") == fmt::format("{:04}", *parsed->year)))
    parsed->year.reset();
  if (date) return *date == *parsed;
  date = *parsed;
  return true;
}

// vnd.android.cursor.item/KIND;value;type;…
bool Card::take_android(const VcardLine& line) {
  const std::vector<std::string> fields = parts(line, ';');
  if (at(fields, 1).empty()) return false;
  if (fields[0] == "vnd.android.cursor.item/nickname") {
    contact_.nicknames.emplace_back(strip(fields[1]));
    return true;
  }
  if (fields[0] != "vnd.android.cursor.item/contact_event") return false;
  const auto date = parse_date(fields[1]);
  if (!date) return false;
  if (at(fields, 2) == "1" && !contact_.anniversary) {
    contact_.anniversary = date;
    return true;
  }
  if (at(fields, 2) == "3" && !contact_.birthday) {
    contact_.birthday = date;
    return true;
  }
  return false;
}

void Card::keep(const VcardLine& line, std::string name) {
  if (trim(line.value).empty()) return;
  OtherProperty other;
  if (is_token(line.group)) other.group = line.group;
  other.name = name.empty() ? upper(line.name) : std::move(name);
  if (!is_token(other.name)) return;
  for (const Param& param : line.params) {
    const std::string param_name = param.name.empty() ? "TYPE" : upper(param.name);
    if (!is_token(param_name)) continue;
    for (const std::string& value : param_values(param.value))
      other.params.emplace_back(param_name, utf8(value, line));
  }
  if (line.encoding == Encoding::base64) {
    other.params.emplace_back("ENCODING", "b");
    for (const char c : line.value)
      if (static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F) other.value += c;
    contact_.other.push_back(std::move(other));
    return;
  }
  const bool quoted = line.encoding == Encoding::quoted_printable;
  const std::string raw =
      with_line_feeds(utf8(quoted ? decode_quoted_printable(line.value) : line.value, line));
  // As 3.0 writes it, so that it can be written back under any version.
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '\n') {
      other.value += "\\n";
    } else if (c == '\\' && version_ == Version::v2_1 && i + 1 < raw.size() &&
               (raw[i + 1] == ';' || raw[i + 1] == ',' || raw[i + 1] == '\\')) {
      other.value += c;
      other.value += raw[++i];
    } else if (c == '\\' && version_ == Version::v2_1) {
      other.value += "\\\\";
    } else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
      other.value += c;
    }
  }
  contact_.other.push_back(std::move(other));
}

void Card::keep_agent(std::string_view card) {
  contact_.other.push_back({{}, "AGENT", {}, escape(card, Version::v3)});
}

void Card::settle_labels() {
  for (auto& [group, label] : labels_) {
    const std::string plain(plain_label(strip(label)));
    bool used = false;
    const auto [first, last] = claims_.equal_range(upper(group));
    for (auto it = first; it != last; ++it) {
      const Claim& claim = it->second;
      used = true;
      switch (claim.part) {
        case Part::number:
          contact_.numbers[claim.index].label = plain;
          break;
        case Part::mail:
          contact_.mails[claim.index].label = plain;
          break;
        case Part::address:
          contact_.addresses[claim.index].label = plain;
          break;
        case Part::im:
          used = service_from_word(plain) == contact_.im_addresses[claim.index].service;
          break;
        case Part::date: {
          const auto date = ascii_equal(plain, "Anniversary")
                                ? parse_date(apple_dates_[claim.index].property.value)
                                : std::nullopt;
          used = date && (!contact_.anniversary || contact_.anniversary == date);
          if (!used) break;
          contact_.anniversary = date;
          apple_dates_[claim.index].property.value.clear();
          break;
        }
      }
    }
    claims_.erase(first, last);  // a second label of the group names nothing more
    if (!used && is_token(group) && !plain.empty())
      contact_.other.push_back({group, "X-ABLABEL", {}, escape(label, Version::v3)});
  }
  for (GroupDate& date : apple_dates_)
    if (!date.property.value.empty()) contact_.other.push_back(std::move(date.property));
}

// PREF of 4.0: only the lowest of a kind is preferred.
void Card::settle_preferred() {
  const auto settle = [](auto& entries, const std::vector<int>& ranks) {
    int lowest = 0;
    for (const int rank : ranks)
      if (rank > 0 && (lowest == 0 || rank < lowest)) lowest = rank;
    for (std::size_t i = 0; lowest > 0 && i < ranks.size(); ++i)
      if (ranks[i] == lowest) entries[i].preferred = true;
  };
  settle(contact_.numbers, number_ranks_);
  settle(contact_.mails, mail_ranks_);
  settle(contact_.addresses, address_ranks_);
}

// X-QQ beside an IMPP of the same address is the same address.
void Card::settle_im() {
  std::vector<std::pair<std::string_view, std::string_view>> by_impp;
  for (std::size_t i = 0; i < contact_.im_addresses.size(); ++i)
    if (!im_by_property_[i])
      by_impp.emplace_back(contact_.im_addresses[i].service, contact_.im_addresses[i].address);
  if (by_impp.empty()) return;
  std::sort(by_impp.begin(), by_impp.end());
  std::vector<ImAddress> kept;
  for (std::size_t i = 0; i < contact_.im_addresses.size(); ++i) {
    ImAddress& im = contact_.im_addresses[i];
    if (!im_by_property_[i] ||
        !std::binary_search(by_impp.begin(), by_impp.end(),
                            std::pair<std::string_view, std::string_view>(im.service, im.address)))
      kept.push_back(im);
  }
  contact_.im_addresses = std::move(kept);
}

Contact Card::finish() {
  settle_labels();
  settle_preferred();
  settle_im();
  return std::exchange(contact_, {});
}

}  // namespace phonebook::vcard
