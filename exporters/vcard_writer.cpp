#include "exporters/vcard_writer.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"

namespace phonebook {
namespace {

using vcard::escape;
using vcard::is_token;
using vcard::param_value;
using vcard::Version;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  return out;
}

bool is_plain_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_uri(std::string_view text) noexcept {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && is_token(text.substr(0, colon)) &&
         (text[0] < '0' || text[0] > '9') && text[0] != '-';
}

bool is_e164(std::string_view number) noexcept {
  return number.size() > 2 && number[0] == '+' &&
         std::all_of(number.begin() + 1, number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A URI is no text: commas and semicolons stay bare. Only what would break the line is escaped.
std::string escape_uri(std::string_view uri, Version version) {
  std::string out;
  for (const char c : uri) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += version == Version::v2_1 ? "\n" : "\\n";
    } else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
      out += c;
    }
  }
  return out;
}

class CardWriter {
 public:
  CardWriter(std::string& out, const Contact& contact, Version version, const WriteProfile& profile)
      : out_(out), contact_(contact), version_(version), profile_(profile) {
    for (const OtherProperty& other : contact.other) used_groups_.insert(ascii_lower(other.group));
  }

  void write() {
    static constexpr std::array kVersions{"2.1", "3.0", "4.0"};
    emit("BEGIN", "VCARD");
    emit("VERSION", kVersions[static_cast<std::size_t>(version_)]);
    if (!profile_.product_id.empty() && version_ != Version::v2_1)
      emit("PRODID", escaped(profile_.product_id));
    names();
    organisation();
    numbers();
    mails();
    im_addresses();
    addresses();
    for (const std::string& url : contact_.urls)
      if (!url.empty()) emit("URL", escape_uri(url, version_));
    dates();
    person();
    if (!contact_.note.empty()) emit("NOTE", escaped(contact_.note));
    list("CATEGORIES", contact_.categories);
    photo();
    for (const OtherProperty& other : contact_.other) other_property(other);
    book_keeping();
    emit("END", "VCARD");
  }

 private:
  [[nodiscard]] bool is(Version version) const noexcept { return version_ == version; }
  [[nodiscard]] std::string escaped(std::string_view text) const { return escape(text, version_); }

  // `head` is the property with its parameters, `value` is escaped.
  void emit(std::string head, std::string_view value) {
    if (version_ != Version::v2_1) {
      vcard::append_folded(out_, head.append(":").append(value));
      return;
    }
    if (is_plain_ascii(value) && !value.ends_with('=') && !vcard::looks_quoted_printable(value)) {
      out_.append(head).append(":").append(value).append("\r\n");
      return;
    }
    head += ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:";
    std::string bytes;
    for (const char c : value) c == '\n' ? bytes += "\r\n" : bytes += c;
    out_.append(head).append(vcard::encode_quoted_printable(bytes, head.size())).append("\r\n");
  }

  // The group of a labelled value, and its label; "" without a label.
  std::string group_for(std::string_view label) {
    if (label.empty()) return {};
    std::string group;
    do {
      group = "item" + std::to_string(++groups_);
    } while (used_groups_.contains(group));
    return group + ".";
  }
  void label(const std::string& group, std::string_view label) {
    if (!group.empty()) emit(group + "X-ABLabel", escaped(label));
  }

  [[nodiscard]] std::string types(const std::vector<std::string>& words, bool preferred,
                                  bool with_rank = true) const {
    std::string out;
    const auto add = [&](std::string_view word) {
      if (!is_token(word)) return;
      out += is(Version::v2_1) ? ";" : ";TYPE=";
      out += is(Version::v4) ? ascii_lower(word) : upper(word);
    };
    for (const std::string& word : words)
      if (!ascii_equal(word, "pref")) add(word);
    if (preferred && !is(Version::v4)) add("PREF");
    if (preferred && is(Version::v4) && with_rank) out += ";PREF=1";
    return out;
  }

  void structure(const std::string& head, std::initializer_list<const std::string*> parts) {
    std::string value;
    bool first = true;
    for (const std::string* part : parts) {
      if (!std::exchange(first, false)) value += ';';
      value += escaped(*part);
    }
    emit(head, value);
  }

  void list(const std::string& head, const std::vector<std::string>& values) {
    std::string value;
    for (const std::string& entry : values) {
      if (entry.empty()) continue;
      if (!value.empty()) value += ',';
      value += escaped(entry);
    }
    if (!value.empty()) emit(head, value);
  }

  void names() {
    const std::string derived = is(Version::v4) ? ";DERIVED=TRUE" : ";X-DERIVED=TRUE";
    const bool is_firm = contact_.kind == "org" && !contact_.organisation.empty();
    const NameParts& name = contact_.name;
    const std::string shown = shown_name(contact_);
    const std::string nothing;
    if (!name.empty() || shown.empty() || is_firm) {
      structure("N", {&name.family, &name.given, &name.middle, &name.prefix, &name.suffix});
    } else {
      // Phones that show N alone show the name as well.
      structure("N" + derived, {&nothing, &shown, &nothing, &nothing, &nothing});
    }
    if (!contact_.formatted_name.empty()) {
      emit("FN", escaped(contact_.formatted_name));
    } else {
      emit("FN" + derived, escaped(shown));
    }
    list("NICKNAME", contact_.nicknames);
    const auto reading = [&](const char* property, const std::string& text) {
      if (!text.empty()) emit(property, escaped(text));
    };
    reading("X-PHONETIC-FIRST-NAME", contact_.reading.given);
    reading("X-PHONETIC-MIDDLE-NAME", contact_.reading.middle);
    reading("X-PHONETIC-LAST-NAME", contact_.reading.family);
  }

  void person() {
    if (const Gender& gender = contact_.gender; !gender.empty())
      // A sex is one letter; whatever else stands there is text like any other.
      emit("GENDER", escaped(gender.sex.size() == 1 ? upper(gender.sex) : gender.sex) +
                         (gender.identity.empty() ? "" : ";" + escaped(gender.identity)));
    for (const std::string& language : contact_.languages) emit("LANG", escaped(language));
    for (const Related& related : contact_.related) {
      if (related.value.empty()) continue;
      // A relation that is no word of the standard's is told as a label is.
      const bool own = !is_token(related.type);
      const std::string group = own ? group_for(related.type) : std::string();
      std::string head = group + "RELATED";
      if (!own) head += types({related.type}, false);
      if (is(Version::v4) && !is_uri(related.value)) head += ";VALUE=text";
      emit(head, escaped(related.value));
      label(group, related.type);
    }
    for (const std::string& member : contact_.members)
      emit(is(Version::v4) ? "MEMBER" : "X-ADDRESSBOOKSERVER-MEMBER", escaped(member));
  }

  void organisation() {
    std::string value;
    std::size_t count = contact_.organisation.size();
    while (count > 0 && contact_.organisation[count - 1].empty()) --count;
    for (std::size_t i = 0; i < count; ++i)
      value.append(i > 0 ? ";" : "").append(escaped(contact_.organisation[i]));
    if (count > 0) emit("ORG", value);
    if (!contact_.title.empty()) emit("TITLE", escaped(contact_.title));
    if (!contact_.role.empty()) emit("ROLE", escaped(contact_.role));
    if (contact_.kind.empty()) return;
    if (is(Version::v4)) {
      emit("KIND", escaped(contact_.kind));
    } else if (contact_.kind == "org" && count > 0) {
      emit("X-ABShowAs", "COMPANY");
    } else {
      emit("X-ADDRESSBOOKSERVER-KIND", escaped(contact_.kind));
    }
  }

  void numbers() {
    for (const ContactNumber& number : contact_.numbers) {
      if (number.number.empty()) continue;
      const std::string group = group_for(number.label);
      std::string head = group + "TEL" + types(number.types, number.preferred);
      // Outlook drops a number without any type.
      if (number.types.empty() && !is(Version::v4)) head += is(Version::v2_1) ? ";VOICE" : ";TYPE=VOICE";
      const std::string value = tel_text(number);
      if (is(Version::v4) && is_e164(number.number)) {
        emit(head + ";VALUE=uri", "tel:" + escape_uri(value, version_));
      } else {
        emit(head, escaped(value));
      }
      label(group, number.label);
    }
  }

  void mails() {
    for (const ContactMail& mail : contact_.mails) {
      if (mail.address.empty()) continue;
      const std::string group = group_for(mail.label);
      const bool bare = is(Version::v4) || !profile_.internet_mails;
      const std::string internet = bare ? "" : is(Version::v3) ? ";TYPE=INTERNET" : ";INTERNET";
      emit(group + "EMAIL" + internet + types(mail.types, mail.preferred), escaped(mail.address));
      label(group, mail.label);
    }
  }

  void im_addresses() {
    for (const ImAddress& im : contact_.im_addresses) {
      if (im.address.empty()) continue;
      const ImService* known = find_im_service(im.service);
      const bool has_property = known && !known->property.empty();
      if (!is(Version::v2_1) || !has_property) {
        // Where the service has no scheme, Apple's: the service is told beside it.
        const bool own_scheme = !known && is_token(im.service) &&
                                (im.service[0] < '0' || im.service[0] > '9') && im.service[0] != '-';
        const std::string scheme(known ? known->scheme : own_scheme ? im.service : "x-apple");
        std::string address = vcard::encode_percent(im.address);
        if (address.starts_with("/")) address.replace(0, 1, "%2F");
        std::string head = "IMPP";
        if (const std::string word = known ? std::string(known->apple) : im.service; !word.empty())
          head += (is(Version::v4) ? ";SERVICE-TYPE=" : ";X-SERVICE-TYPE=") + param_value(word, version_);
        emit(head + types(im.types, false), scheme + ":" + address);
      }
      // What Android, KDE and others read; the reader knows it for the same address.
      if (has_property && !is(Version::v4))
        emit(std::string(known->property) + (is(Version::v2_1) ? types(im.types, false) : ""),
             escaped(im.address));
    }
  }

  void addresses() {
    for (const PostalAddress& a : contact_.addresses) {
      const std::string group = group_for(a.label);
      structure(group + "ADR" + types(a.types, a.preferred),
                {&a.po_box, &a.extended, &a.street, &a.city, &a.region, &a.postcode, &a.country});
      label(group, a.label);
    }
  }

  void dates() {
    const bool extended = !is(Version::v4);
    if (contact_.birthday) {
      const Date& date = *contact_.birthday;
      if (extended && !date.year && date.month && date.day) {
        // 3.0 has only whole dates; this is how phones leave the year out.
        emit("BDAY;X-APPLE-OMIT-YEAR=1604", write_date({1604, date.month, date.day}, true));
      } else if (const std::string text = write_date(date, extended); !text.empty()) {
        emit("BDAY", text);
      }
    }
    if (!contact_.anniversary) return;
    const std::string text = write_date(*contact_.anniversary, extended);
    if (text.empty()) return;
    emit(is(Version::v4) ? "ANNIVERSARY" : "X-ANNIVERSARY", text);
    if (is(Version::v3) && contact_.anniversary->year && contact_.anniversary->month &&
        contact_.anniversary->day) {
      static constexpr std::string_view kLabel = "_$!<Anniversary>!$_";
      const std::string group = group_for(kLabel);
      emit(group + "X-ABDATE", text);
      emit(group + "X-ABLabel", kLabel);
    }
  }

  void photo() {
    if (!contact_.photo || !profile_.photos) return;
    const Photo& photo = *contact_.photo;
    if (!photo.uri.empty()) {
      emit(is(Version::v4) ? "PHOTO" : "PHOTO;VALUE=uri", escape_uri(photo.uri, version_));
      return;
    }
    if (photo.bytes.empty() ||
        (profile_.photo_limit_bytes > 0 && photo.bytes.size() > profile_.photo_limit_bytes))
      return;
    if (is(Version::v4)) {
      vcard::append_folded(out_, "PHOTO:" + encode_data_uri(photo));
      return;
    }
    // "image/png" → PNG; what is no image keeps its whole type.
    static constexpr std::string_view kImage = "image/";
    const std::string type = photo.media_type.starts_with(kImage)
                                 ? upper(photo.media_type.substr(kImage.size()))
                                 : photo.media_type;
    std::string head = is(Version::v3) ? "PHOTO;ENCODING=b" : "PHOTO;ENCODING=BASE64";
    if (!type.empty()) head += (is(Version::v3) ? ";TYPE=" : ";") + param_value(type, version_);
    vcard::append_folded(out_, head + ":" + base64_encode(photo.bytes));
    if (is(Version::v2_1)) out_ += "\r\n";  // the empty line that ends base64 there
  }

  void other_property(const OtherProperty& other) {
    static constexpr std::array<std::string_view, 4> kOurs{"BEGIN", "END", "VERSION", "PRODID"};
    std::string name = upper(other.name);
    if (!is_token(name) || std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end()) return;
    if (name == "MEMBER" && !is(Version::v4)) name = "X-ADDRESSBOOKSERVER-MEMBER";
    std::string head = (is_token(other.group) ? other.group + "." : std::string()) + name;
    bool base64 = false;
    for (const auto& [param, value] : other.params) {
      if (!is_token(param)) continue;
      if (ascii_equal(param, "ENCODING")) {
        base64 = true;
        if (!is(Version::v4)) head += is(Version::v3) ? ";ENCODING=b" : ";ENCODING=BASE64";
      } else if (is(Version::v2_1) && ascii_equal(param, "TYPE") && is_token(value)) {
        head += ";" + value;
      } else {
        head += ";" + param + "=" + param_value(value, version_);
      }
    }
    std::string value;
    for (std::size_t i = 0; i < other.value.size(); ++i) {
      const char c = other.value[i];
      // Where a line break is no escape, it is one before the encoding.
      if (is(Version::v2_1) && c == '\\' && i + 1 < other.value.size()) {
        const char next = other.value[++i];
        if (next == 'n' || next == 'N') {
          value += '\n';
        } else {
          value += c;
          value += next;
        }
      } else if (c == '\n') {
        value += is(Version::v2_1) ? "\n" : "\\n";
      } else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
        value += c;
      }
    }
    if (base64 && is(Version::v4)) value.insert(0, "data:application/octet-stream;base64,");
    if (base64) {
      vcard::append_folded(out_, head + ":" + value);
      if (is(Version::v2_1)) out_ += "\r\n";
    } else {
      emit(head, value);
    }
  }

  void book_keeping() {
    if (!contact_.uid.empty()) {
      const bool bare = is(Version::v4) && !is_uri(contact_.uid);
      emit(bare ? "UID;VALUE=text" : "UID", escaped(contact_.uid));
    }
    if (contact_.updated.empty()) return;
    std::string updated = contact_.updated;
    // 4.0 writes points in time without hyphens and colons.
    if (is(Version::v4) && parse_timestamp(updated) == updated)
      std::erase_if(updated, [](char c) { return c == '-' || c == ':'; });
    emit("REV", escaped(updated));
  }

  std::string& out_;
  const Contact& contact_;
  Version version_;
  const WriteProfile& profile_;
  std::unordered_set<std::string> used_groups_;
  int groups_ = 0;
};

// Cards leave in pieces of this size: a call of `to` may be a call of the system.
constexpr std::size_t kPiece = std::size_t{64} << 10;

class CardsWriter : public ContactWriter {
 public:
  CardsWriter(Version version, WriteBytes to, const WriteProfile& profile)
      : version_(version), to_(std::move(to)), profile_(profile) {}

  Result<void> add(const Contact& contact) override {
    append_vcard(out_, contact, version_, profile_);
    return out_.size() < kPiece ? Result<void>() : flush();
  }
  Result<void> finish() override { return flush(); }

 private:
  Result<void> flush() {
    auto written = to_(out_);
    out_.clear();
    return written;
  }

  Version version_;
  WriteBytes to_;
  WriteProfile profile_;
  std::string out_;
};

}  // namespace

void append_vcard(std::string& out, const Contact& contact, Version version, const WriteProfile& profile) {
  CardWriter(out, contact, version, profile).write();
}

Result<std::unique_ptr<ContactWriter>> make_vcard_writer(Version version, WriteBytes to,
                                                         const WriteProfile& profile) {
  return std::unique_ptr<ContactWriter>(std::make_unique<CardsWriter>(version, std::move(to), profile));
}

}  // namespace phonebook
