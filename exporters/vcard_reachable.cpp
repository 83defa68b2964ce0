// Card: numbers, mail, IM and postal addresses, and the photo.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "exporters/im_services.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_card.h"

namespace phonebook::vcard {
namespace {

constexpr std::size_t kMostTypes = 64;
constexpr std::string_view kCustomLabel = "X-CUSTOM(";

// Words that say nothing about a value.
bool is_noise(std::string_view type) noexcept {
  return ascii_equal(type, "voice") || ascii_equal(type, "internet") || ascii_equal(type, "text") ||
         ascii_equal(type, "x-voice") || ascii_equal(type, "x-internet");
}

// Android writes a person's own label as a type "X-Boat"; vendors write theirs in capitals ("X-NEC-FAMILY").
bool is_own_label(std::string_view type) noexcept {
  return type.size() > 2 && (type[0] == 'X' || type[0] == 'x') && type[1] == '-' &&
         (type[2] < 'a' || type[2] > 'z') && std::any_of(type.begin() + 2, type.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
         });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && ascii_equal(text.substr(0, prefix.size()), prefix);
}

void drop_prefix(std::string_view& text, std::string_view prefix) noexcept {
  if (starts_with_ignoring_case(text, prefix)) text.remove_prefix(prefix.size());
}

bool is_true(std::string_view word) noexcept {
  return ascii_equal(word, "true") || ascii_equal(word, "yes") || ascii_equal(word, "y");
}

void lower(std::string& text) noexcept {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
}

void note_rank(std::vector<int>& ranks, std::size_t count, int rank) {
  if (rank == 0) return;
  ranks.resize(count);
  ranks.back() = rank;
}

}  // namespace

void Card::add_type(std::string_view word, const VcardLine& line, Attributes& found,
                    std::vector<std::string>& types) {
  word = trim(word);
  if (word.empty() || word == "=" || is_noise(word)) return;
  if (ascii_equal(word, "pref")) {
    found.preferred = true;
    return;
  }
  std::string converted;
  if (std::any_of(word.begin(), word.end(), [](char c) { return (c & 0x80) != 0; })) {
    converted = values_.utf8(word, line);
    word = converted;
  }
  // What is no word of the standard's is the person's own, and could not be written as a type again.
  if (const bool own = is_own_label(word); own || !is_token(word)) {
    if (own) word.remove_prefix(2);
    if (found.label.empty()) {
      found.label = word;
    } else if (found.label != word) {
      context_.report(line.number, tr("A value has more than one label."), tr("The first one counts."));
    }
    return;
  }
  if (types.size() >= kMostTypes || std::any_of(types.begin(), types.end(), [&](const std::string& type) {
        return ascii_equal(type, word);
      }))
    return;
  lower(types.emplace_back(word));
}

Card::Attributes Card::attributes(const VcardLine& line, std::vector<std::string>& types) {
  Attributes found;
  for (const Param& param : line.params) {
    if (param.name.empty() || ascii_equal(param.name, "TYPE")) {
      if (starts_with_ignoring_case(param.value, kCustomLabel) && param.value.ends_with(')')) {
        // Samsung: X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=C3=9C)
        std::string_view inner = param.value.substr(kCustomLabel.size());
        inner.remove_suffix(1);
        const bool quoted = inner.find("QUOTED-PRINTABLE") != std::string_view::npos;
        if (const std::size_t comma = inner.rfind(','); comma != std::string_view::npos && quoted)
          inner.remove_prefix(comma + 1);
        if (found.label.empty())
          found.label = values_.utf8(quoted ? decode_quoted_printable(inner) : std::string(inner), line);
      } else if (param.value.find_first_of("\",^") == std::string_view::npos) {
        add_type(param.value, line, found, types);
      } else {
        // Also TYPE="work,cell", where the comma was meant to separate.
        for (const std::string& value : param_values(param.value))
          for (const std::string_view word : split(value, ',')) add_type(word, line, found, types);
      }
    } else if (ascii_equal(param.name, "PREF")) {
      std::string_view value = param.value;
      if (value.size() > 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
      int rank = 0;
      std::from_chars(value.data(), value.data() + value.size(), rank);
      if (rank >= 1 && rank <= 100) found.rank = rank;
      if (is_true(value)) found.preferred = true;
    } else if (ascii_equal(param.name, "X-LABEL") || ascii_equal(param.name, "LABEL-NAME")) {
      if (found.label.empty()) found.label = values_.utf8(param_values(param.value).front(), line);
    }
  }
  ranked_ = ranked_ || found.rank > 0;
  return found;
}

void Card::claim(const VcardLine& line, Part part, std::size_t index) {
  if (line.group.empty()) return;
  std::string group(line.group);
  for (char& c : group)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  claims_.push_back({std::move(group), part, index});
}

template <class Entry>
void Card::finish_entry(const VcardLine& line, Part part, std::vector<Entry>& entries,
                        std::vector<int>& ranks) {
  Entry& entry = entries.back();
  Attributes found = attributes(line, entry.types);
  entry.label = std::move(found.label);
  entry.preferred = found.preferred;
  claim(line, part, entries.size() - 1);
  note_rank(ranks, entries.size(), found.rank);
}

void Card::finish_im(const VcardLine& line) {
  std::vector<ImAddress>& ims = contact_->im_addresses;
  if (!attributes(line, ims.back().types).label.empty())
    context_.report(line.number, tr("A chat address has a label."), tr("It was left out."));
  claim(line, Part::im, ims.size() - 1);
  im_by_property_.resize(ims.size());
}

void Card::take_number(const VcardLine& line) {
  const std::string_view value = strip(values_.text(line));
  if (value.empty()) return;
  std::vector<ContactNumber>& numbers = contact_->numbers;
  ContactNumber& entry = numbers.emplace_back();
  if (value.find(';') == std::string_view::npos && !starts_with_ignoring_case(value, "tel:")) {
    entry.number = value;
  } else {
    entry = parse_tel_text(value);
    entry.number = std::string(strip(entry.number));
    if (entry.number.empty()) {
      numbers.pop_back();
      return;
    }
  }
  finish_entry(line, Part::number, numbers, number_ranks_);
}

void Card::take_mail(const VcardLine& line) {
  std::string_view address = strip(values_.text(line));
  drop_prefix(address, "mailto:");
  address = strip(address);
  if (address.empty()) return;
  contact_->mails.emplace_back().address = address;
  finish_entry(line, Part::mail, contact_->mails, mail_ranks_);
}

void Card::take_address(const VcardLine& line) {
  std::vector<PostalAddress>& addresses = contact_->addresses;
  PostalAddress& a = addresses.emplace_back();
  std::string* const fields[] = {&a.po_box, &a.extended, &a.street, &a.city,
                                 &a.region, &a.postcode, &a.country};
  bool any = false, more = false;
  values_.each_part(line, ';', [&](std::size_t i, std::string_view part) {
    part = strip(part);
    if (part.empty()) return;
    if (i >= std::size(fields)) {
      more = true;
      return;
    }
    *fields[i] = part;
    any = true;
  });
  // RFC 9554, 2.1, has eleven more; who writes them writes them into the first seven as well.
  if (more)
    context_.report(line.number, tr("An address has more parts than seven."),
                    tr("The others were left out."));
  if (!any) {
    addresses.pop_back();
    take_address_label(line, {});
    return;
  }
  finish_entry(line, Part::address, addresses, address_ranks_);
  take_address_label(line, a.types);
}

// The address as it stands on a letter (RFC 6350, 6.3.1), as the property that 2.1 and 3.0 have for it.
void Card::take_address_label(const VcardLine& line, const std::vector<std::string>& types) {
  for (const Param& param : line.params) {
    if (!ascii_equal(param.name, "LABEL")) continue;
    const std::string written = values_.utf8(param_values(param.value).front(), line);
    const std::string text = with_line_feeds(unescape(written, Version::v4));
    if (strip(text).empty()) continue;
    OtherProperty& other = contact_->other.emplace_back();
    other.name = "LABEL";
    for (const std::string& type : types) other.params.emplace_back("TYPE", type);
    other.value = escape(strip(text), Version::v3);
  }
}

void Card::take_im_address(const VcardLine& line) {
  const std::string value(values_.text(line));
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
  std::vector<ImAddress>& ims = contact_->im_addresses;
  ImAddress& entry = ims.emplace_back();
  entry.service = std::move(service);
  entry.address = std::move(address);
  finish_im(line);
}

void Card::take_im_property(const VcardLine& line, std::string service) {
  const std::string_view address = strip(values_.text(line));
  if (address.empty()) return;
  std::vector<ImAddress>& ims = contact_->im_addresses;
  ImAddress& entry = ims.emplace_back();
  entry.service = std::move(service);
  entry.address = address;
  finish_im(line);
  im_by_property_.back() = any_im_property_ = true;
}

void Card::take_photo(const VcardLine& line) {
  if (trim(line.value).empty()) return;
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
  // What is no base64 although it says so: the address of a picture, or a data: URI.
  const bool says_base64 = line.encoding == Encoding::base64;
  const std::string_view head = trim(line.value).substr(0, 64);
  if (!says_base64 || head.find(':') != std::string_view::npos) {
    VcardLine as_text = line;
    if (says_base64) as_text.encoding = Encoding::plain;
    std::string uri(strip(values_.text(as_text)));
    if (auto data = decode_data_uri(uri)) {
      if (data->bytes.empty()) return;
      photo.bytes = std::move(data->bytes);
      if (!data->media_type.empty()) photo.media_type = std::move(data->media_type);
    } else if (starts_with_ignoring_case(uri, "data:")) {
      context_.report(line.number, tr("The photo is damaged."), tr("It was left out."));
      return;
    } else if (std::string_view(uri).substr(0, 64).find(':') != std::string_view::npos) {
      photo.uri = std::move(uri);
    } else if (auto bytes = base64_decode(line.value); bytes && !picture_type(*bytes).empty()) {
      photo.bytes = *std::move(bytes);  // base64 that nobody declared
    } else if (!says_base64) {
      context_.report(line.number, tr("The photo is neither a picture nor an address of one."),
                      tr("It was left out."));
      return;
    }
  } else {
    bool mended = false;
    photo.bytes = decode_base64_leniently(line.value, mended);
    if (photo.bytes.empty()) {
      context_.report(line.number, tr("The photo is damaged."), tr("It was left out."));
      return;
    }
    if (mended)
      context_.report(line.number, tr("The photo is damaged."), tr("It was read as far as it can be."));
  }
  if (photo.bytes.empty() && photo.uri.empty()) {
    context_.report(line.number, tr("The photo is damaged."), tr("It was left out."));
    return;
  }
  if (photo.media_type.empty() && photo.uri.empty()) photo.media_type = picture_type(photo.bytes);
  contact_->photo = std::move(photo);
}

}  // namespace phonebook::vcard
