// What fits a phone of a contact: profile.h's fitted(), what_is_lost() and the writing.
#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.h"
#include "exporters/profile.h"
#include "exporters/sim_alpha.h"

namespace phonebook {
namespace {

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet & 0xC0) != 0x80) units += octet >= 0xF0 ? 2 : 1;
  }
  return units;
}

class Fitting {
 public:
  Fitting(Contact contact, const Profile& profile) : contact_(std::move(contact)), profile_(profile) {}

  Contact fit() {
    drop_fields();
    characters();
    extensions();
    counts();
    types();
    names();
    texts();
    photo();
    return std::move(contact_);
  }

 private:
  [[nodiscard]] const TextLimit* limit(std::string_view field) const {
    const auto found = profile_.lengths.find(field);
    return found == profile_.lengths.end() ? nullptr : &found->second;
  }

  [[nodiscard]] std::size_t octets_of(std::string_view text) const {
    if (profile_.charset == "UTF-8") return text.size();
    // Two octets a character of Shift-JIS but for ASCII and half-width katakana; one of ISO 8859-1.
    std::size_t octets = 0;
    for (std::size_t i = 0; i < text.size();) {
      const CodePoint c = decode_utf8(text.substr(i));
      i += c.length;
      const bool one =
          c.value < 0x80 || profile_.charset == "ISO-8859-1" || (c.value >= 0xFF61 && c.value <= 0xFF9F);
      octets += one ? 1 : 2;
    }
    return octets;
  }

  [[nodiscard]] bool fits(std::string_view text, const TextLimit& limit) const {
    switch (limit.unit) {
      case TextLimit::Unit::characters:
        return text.size() <= limit.most || count_characters(text) <= limit.most;
      case TextLimit::Unit::octets:
        return octets_of(text) <= limit.most;
      case TextLimit::Unit::units:
        return utf16_units(text) <= limit.most;
      case TextLimit::Unit::sim:
        return encode_sim_alpha(text, limit.most).kept == text;
    }
    return true;
  }

  void cut(std::string& text, std::string_view field) const {
    const TextLimit* found = limit(field);
    if (!found || text.empty()) return;
    if (found->unit == TextLimit::Unit::sim) {
      std::string kept = encode_sim_alpha(text, found->most).kept;
      kept = std::string(trim(kept));
      text = std::move(kept);
    } else if (found->unit == TextLimit::Unit::characters) {
      if (text.size() <= found->most) return;
      std::size_t count = 0, end = 0;
      for_each_character_end(text, [&](std::size_t at) {
        if (count == found->most) return false;
        ++count;
        end = at;
        return true;
      });
      if (end < text.size()) text = std::string(trim(std::string_view(text).substr(0, end)));
    } else if (!fits(text, *found)) {
      text = std::string(cut_where_it_fits(text, [&](std::string_view part) { return fits(part, *found); }));
    }
  }

  // A value that is another one when cut.
  [[nodiscard]] bool is_too_long(std::string_view text, std::string_view field) const {
    const TextLimit* found = limit(field);
    return found && !fits(text, *found);
  }

  void drop_fields() {
    const auto drop = [&](std::string_view field, auto& value) {
      if (!profile_.keeps(field)) value = {};
    };
    if (!profile_.name_parts) {
      contact_.formatted_name = shown_name(contact_);
      contact_.name = {};
    }
    drop("name", contact_.name);
    drop("name", contact_.formatted_name);
    drop("nickname", contact_.nicknames);
    drop("number", contact_.numbers);
    drop("mail", contact_.mails);
    drop("im", contact_.im_addresses);
    drop("organisation", contact_.organisation);
    drop("title", contact_.title);
    drop("role", contact_.role);
    drop("address", contact_.addresses);
    drop("url", contact_.urls);
    drop("birthday", contact_.birthday);
    drop("anniversary", contact_.anniversary);
    drop("note", contact_.note);
    drop("photo", contact_.photo);
    drop("category", contact_.categories);
    drop("kind", contact_.kind);
    drop("uid", contact_.uid);
    drop("updated", contact_.updated);
    std::erase_if(contact_.other, [&](const OtherProperty&) { return !profile_.keeps("other"); });
    drop("reading", contact_.reading);
    drop("gender", contact_.gender);
    drop("language", contact_.languages);
    drop("related", contact_.related);
    drop("member", contact_.members);
    if (profile_.keeps("label")) return;
    for (ContactNumber& number : contact_.numbers) number.label.clear();
    for (ContactMail& mail : contact_.mails) mail.label.clear();
    for (PostalAddress& address : contact_.addresses) address.label.clear();
  }

  template <class Use>
  void for_each_text(Use&& use) {
    for (std::string* text :
         {&contact_.name.family, &contact_.name.given, &contact_.name.middle, &contact_.name.prefix,
          &contact_.name.suffix, &contact_.formatted_name, &contact_.title, &contact_.role, &contact_.note})
      use(*text);
    for (auto* list : {&contact_.nicknames, &contact_.organisation, &contact_.urls, &contact_.categories})
      for (std::string& text : *list) use(text);
    for (ContactNumber& number : contact_.numbers) {
      use(number.number);
      use(number.label);
    }
    for (ContactMail& mail : contact_.mails) {
      use(mail.address);
      use(mail.label);
    }
    for (ImAddress& im : contact_.im_addresses) use(im.address);
    for (PostalAddress& a : contact_.addresses)
      for (std::string* text :
           {&a.po_box, &a.extended, &a.street, &a.city, &a.region, &a.postcode, &a.country, &a.label})
        use(*text);
    for (OtherProperty& other : contact_.other) use(other.value);
  }

  void characters() {
    if (profile_.characters == Repertoire::any) return;
    for_each_text([&](std::string& text) {
      std::string kept = keep_characters(text, profile_.characters);
      if (kept.size() != text.size() || kept != text) text = std::string(trim(kept));
    });
  }

  // Digits and what is dialled with them; absent where letters would make it another number.
  static std::optional<std::string> dialled(std::string_view number) {
    std::string out;
    for (std::size_t i = 0; i < number.size();) {
      const CodePoint c = decode_utf8(number.substr(i));
      i += c.length;
      const char plain = c.value < 0x80 ? static_cast<char>(c.value) : '\0';
      if ((plain >= '0' && plain <= '9') || plain == '*' || plain == '#' || (plain == '+' && out.empty())) {
        out += plain;
      } else if ((plain == 'p' || plain == 'P' || plain == ',') && !out.empty()) {
        out += 'p';
      } else if (std::string_view(" -./()\t").find(plain) == std::string_view::npos && c.value != 0xA0 &&
                 !(c.value >= 0x2000 && c.value <= 0x2015)) {
        return std::nullopt;
      }
    }
    const bool has_digit = std::any_of(out.begin(), out.end(), [](char c) { return c >= '0' && c <= '9'; });
    return has_digit ? std::optional(out) : std::nullopt;
  }

  void extensions() {
    for (ContactNumber& number : contact_.numbers) {
      if (!number.extension.empty() && profile_.extension != Profile::Extension::keep) {
        const char* pause = profile_.extension == Profile::Extension::pause_p       ? "p"
                            : profile_.extension == Profile::Extension::pause_comma ? ","
                                                                                    : nullptr;
        std::string digits;
        for (const char c : number.extension)
          if ((c >= '0' && c <= '9') || c == '*' || c == '#') digits += c;
        if (pause && !digits.empty()) number.number += pause + digits;
        number.extension.clear();
      }
      if (profile_.dialled_numbers_only) number.number = dialled(number.number).value_or(std::string());
    }
  }

  // The values that stay of too many: by their weight, then by their place; in their old order.
  template <class T, class Weight>
  void keep_most(std::vector<T>& values, std::string_view field, Weight&& weight) const {
    const auto found = profile_.most.find(field);
    if (found == profile_.most.end() || values.size() <= found->second) return;
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight(values[a]) > weight(values[b]); });
    order.resize(found->second);
    std::sort(order.begin(), order.end());
    std::vector<T> kept;
    for (const std::size_t i : order) kept.push_back(std::move(values[i]));
    values = std::move(kept);
  }

  void counts() {
    std::erase_if(contact_.numbers, [&](const ContactNumber& number) {
      return number.number.empty() || is_too_long(number.number, "number");
    });
    std::erase_if(contact_.mails, [&](const ContactMail& mail) {
      return mail.address.empty() || is_too_long(mail.address, "mail");
    });
    std::erase_if(contact_.im_addresses,
                  [&](const ImAddress& im) { return im.address.empty() || is_too_long(im.address, "im"); });
    std::erase_if(contact_.urls,
                  [&](const std::string& url) { return url.empty() || is_too_long(url, "url"); });
    const auto any = [](const auto&) { return 0; };
    const auto preferred = [](const auto& value) { return value.preferred ? 1 : 0; };
    keep_most(contact_.numbers, "number", [](const ContactNumber& number) {
      const bool mobile = std::find(number.types.begin(), number.types.end(), "cell") != number.types.end();
      const bool spoken = std::find(number.types.begin(), number.types.end(), "fax") == number.types.end();
      return (number.preferred ? 4 : 0) + (mobile ? 2 : 0) + (spoken ? 1 : 0);
    });
    keep_most(contact_.mails, "mail", preferred);
    keep_most(contact_.addresses, "address", preferred);
    keep_most(contact_.nicknames, "nickname", any);
    keep_most(contact_.im_addresses, "im", any);
    keep_most(contact_.urls, "url", any);
    keep_most(contact_.categories, "category", any);
    keep_most(contact_.organisation, "organisation", any);
  }

  void types() {
    const bool preferred = profile_.keeps("type");
    const auto keep = [&](auto& entries, const auto& known) {
      for (auto& entry : entries)
        std::erase_if(entry.types, [&](const std::string& type) {
          return !preferred || (known && !known->contains(type));
        });
    };
    keep(contact_.numbers, profile_.number_types);
    keep(contact_.mails, profile_.mail_types);
    keep(contact_.addresses, profile_.mail_types);
    keep(contact_.im_addresses, profile_.mail_types);
    if (preferred) return;
    for (ContactNumber& number : contact_.numbers) number.preferred = false;
    for (ContactMail& mail : contact_.mails) mail.preferred = false;
    for (PostalAddress& address : contact_.addresses) address.preferred = false;
  }

  void names() {
    cut(contact_.formatted_name, "name");
    cut(contact_.name.family, "family");
    cut(contact_.name.given, "given");
    cut(contact_.name.middle, "middle");
    cut(contact_.name.prefix, "prefix");
    cut(contact_.name.suffix, "suffix");
  }

  void texts() {
    for (std::string& nickname : contact_.nicknames) cut(nickname, "nickname");
    for (std::size_t i = 0; i < contact_.organisation.size(); ++i)
      cut(contact_.organisation[i], i == 0 ? "organisation" : "unit");
    cut(contact_.title, "title");
    cut(contact_.role, "role");
    cut(contact_.note, "note");
    for (std::string& category : contact_.categories) cut(category, "category");
    for (PostalAddress& a : contact_.addresses) {
      cut(a.po_box, "po-box");
      cut(a.extended, "extended");
      cut(a.street, "street");
      cut(a.city, "city");
      cut(a.region, "region");
      cut(a.postcode, "postcode");
      cut(a.country, "country");
      cut(a.label, "label");
    }
    for (ContactNumber& number : contact_.numbers) cut(number.label, "label");
    for (ContactMail& mail : contact_.mails) cut(mail.label, "label");
    // What lost all its characters is no value any more.
    const auto is_empty = [](const std::string& text) { return text.empty(); };
    std::erase_if(contact_.nicknames, is_empty);
    std::erase_if(contact_.categories, is_empty);
    while (!contact_.organisation.empty() && contact_.organisation.back().empty())
      contact_.organisation.pop_back();
    std::erase_if(contact_.addresses, [](const PostalAddress& a) {
      return a.po_box.empty() && a.extended.empty() && a.street.empty() && a.city.empty() &&
             a.region.empty() && a.postcode.empty() && a.country.empty();
    });
    std::erase_if(contact_.other, [](const OtherProperty& other) { return other.value.empty(); });
  }

  void photo() {
    if (!contact_.photo) return;
    const Photo& photo = *contact_.photo;
    const bool fits =
        photo.uri.empty()
            ? (profile_.photo_types.empty() || profile_.photo_types.contains(photo.media_type)) &&
                  (profile_.photo_bytes == 0 || photo.bytes.size() <= profile_.photo_bytes)
            : profile_.photo_uris;
    if (!fits) contact_.photo.reset();
  }

  Contact contact_;
  const Profile& profile_;
};

}  // namespace

Contact fitted(const Contact& contact, const Profile& profile) { return Fitting(contact, profile).fit(); }

std::vector<Loss> what_is_lost(const Contact& contact, const Profile& profile) {
  return losses_between(contact, fitted(contact, profile));
}

WriteProfile write_profile(const Profile& profile) {
  WriteProfile out;
  if (!profile.product_id) out.product_id.clear();
  out.photos = profile.keeps("photo");
  out.internet_mails = profile.internet_mails;
  return out;
}

Result<std::string> write_for(const Profile& profile, std::span<const Contact> contacts) {
  std::vector<Contact> kept;
  kept.reserve(contacts.size());
  for (const Contact& contact : contacts) kept.push_back(fitted(contact, profile));
  return write_contacts(kept, profile.format, write_profile(profile));
}

}  // namespace phonebook
