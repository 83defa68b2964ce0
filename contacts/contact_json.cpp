#include "contacts/contact_json.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace phonebook {
namespace {
using nlohmann::json;

// Empty text, lists and absent parts are left out: most contacts fill a fifth of the fields, and photos are
// octets.
void put(json& to, const char* key, const std::string& value) {
  if (!value.empty()) to[key] = value;
}
void put(json& to, const char* key, const std::vector<std::string>& value) {
  if (!value.empty()) to[key] = value;
}
void put(json& to, const char* key, bool value) {
  if (value) to[key] = true;
}
std::string text(const json& from, const char* key) {
  const auto it = from.find(key);
  return it == from.end() ? std::string() : it->get<std::string>();
}
std::vector<std::string> texts(const json& from, const char* key) {
  const auto it = from.find(key);
  return it == from.end() ? std::vector<std::string>() : it->get<std::vector<std::string>>();
}
bool flag(const json& from, const char* key) { return from.value(key, false); }

template <class T, class Write>
void put_list(json& to, const char* key, const std::vector<T>& values, Write write) {
  if (values.empty()) return;
  json& list = to[key] = json::array();
  for (const T& value : values) {
    json item = json::object();
    write(item, value);
    list.push_back(std::move(item));
  }
}
template <class T, class Read>
std::vector<T> list(const json& from, const char* key, Read read) {
  std::vector<T> out;
  if (const auto it = from.find(key); it != from.end())
    for (const json& item : *it) out.push_back(read(item));
  return out;
}

void put_date(json& to, const char* key, const std::optional<Date>& date) {
  if (!date) return;
  json& out = to[key] = json::object();
  if (date->year) out["y"] = *date->year;
  if (date->month) out["m"] = *date->month;
  if (date->day) out["d"] = *date->day;
}
std::optional<Date> date(const json& from, const char* key) {
  const auto it = from.find(key);
  if (it == from.end()) return std::nullopt;
  const auto part = [&](const char* name) -> std::optional<int> {
    const auto found = it->find(name);
    return found == it->end() ? std::nullopt : std::optional(found->get<int>());
  };
  return Date{part("y"), part("m"), part("d")};
}

json write(const Contact& c) {
  json out = json::object();
  put(out, "uid", c.uid);
  put(out, "updated", c.updated);
  put(out, "kind", c.kind);
  if (!c.name.empty()) {
    json& name = out["name"] = json::object();
    put(name, "family", c.name.family);
    put(name, "given", c.name.given);
    put(name, "middle", c.name.middle);
    put(name, "prefix", c.name.prefix);
    put(name, "suffix", c.name.suffix);
  }
  if (!c.reading.empty()) {
    json& reading = out["reading"] = json::object();
    put(reading, "family", c.reading.family);
    put(reading, "given", c.reading.given);
    put(reading, "middle", c.reading.middle);
  }
  put(out, "fn", c.formatted_name);
  put(out, "nicknames", c.nicknames);
  put_list(out, "numbers", c.numbers, [](json& to, const ContactNumber& n) {
    put(to, "number", n.number);
    put(to, "ext", n.extension);
    put(to, "types", n.types);
    put(to, "label", n.label);
    put(to, "pref", n.preferred);
  });
  put_list(out, "mails", c.mails, [](json& to, const ContactMail& m) {
    put(to, "address", m.address);
    put(to, "types", m.types);
    put(to, "label", m.label);
    put(to, "pref", m.preferred);
  });
  put_list(out, "ims", c.im_addresses, [](json& to, const ImAddress& i) {
    put(to, "service", i.service);
    put(to, "address", i.address);
    put(to, "types", i.types);
  });
  put(out, "org", c.organisation);
  put(out, "title", c.title);
  put(out, "role", c.role);
  put_list(out, "addresses", c.addresses, [](json& to, const PostalAddress& a) {
    put(to, "box", a.po_box);
    put(to, "extended", a.extended);
    put(to, "street", a.street);
    put(to, "city", a.city);
    put(to, "region", a.region);
    put(to, "postcode", a.postcode);
    put(to, "country", a.country);
    put(to, "types", a.types);
    put(to, "label", a.label);
    put(to, "pref", a.preferred);
  });
  put(out, "urls", c.urls);
  put_date(out, "birthday", c.birthday);
  put_date(out, "anniversary", c.anniversary);
  if (!c.gender.empty()) {
    json& gender = out["gender"] = json::object();
    put(gender, "sex", c.gender.sex);
    put(gender, "identity", c.gender.identity);
  }
  put(out, "languages", c.languages);
  put_list(out, "related", c.related, [](json& to, const Related& r) {
    put(to, "type", r.type);
    put(to, "value", r.value);
  });
  put(out, "members", c.members);
  put(out, "note", c.note);
  if (c.photo) {
    json& photo = out["photo"] = json::object();
    put(photo, "bytes", base64_encode(c.photo->bytes));
    put(photo, "type", c.photo->media_type);
    put(photo, "uri", c.photo->uri);
  }
  put(out, "categories", c.categories);
  put_list(out, "other", c.other, [](json& to, const OtherProperty& o) {
    put(to, "group", o.group);
    put(to, "name", o.name);
    if (!o.params.empty()) to["params"] = o.params;
    put(to, "value", o.value);
  });
  return out;
}

Contact read(const json& in) {
  Contact c;
  c.uid = text(in, "uid");
  c.updated = text(in, "updated");
  c.kind = text(in, "kind");
  if (const auto it = in.find("name"); it != in.end())
    c.name = {text(*it, "family"), text(*it, "given"), text(*it, "middle"), text(*it, "prefix"),
              text(*it, "suffix")};
  if (const auto it = in.find("reading"); it != in.end())
    c.reading = {text(*it, "family"), text(*it, "given"), text(*it, "middle")};
  c.formatted_name = text(in, "fn");
  c.nicknames = texts(in, "nicknames");
  c.numbers = list<ContactNumber>(in, "numbers", [](const json& n) {
    return ContactNumber{text(n, "number"), text(n, "ext"), texts(n, "types"), text(n, "label"),
                         flag(n, "pref")};
  });
  c.mails = list<ContactMail>(in, "mails", [](const json& m) {
    return ContactMail{text(m, "address"), texts(m, "types"), text(m, "label"), flag(m, "pref")};
  });
  c.im_addresses = list<ImAddress>(in, "ims", [](const json& i) {
    return ImAddress{text(i, "service"), text(i, "address"), texts(i, "types")};
  });
  c.organisation = texts(in, "org");
  c.title = text(in, "title");
  c.role = text(in, "role");
  c.addresses = list<PostalAddress>(in, "addresses", [](const json& a) {
    return PostalAddress{text(a, "box"),    text(a, "extended"), text(a, "street"),  text(a, "city"),
                         text(a, "region"), text(a, "postcode"), text(a, "country"), texts(a, "types"),
                         text(a, "label"),  flag(a, "pref")};
  });
  c.urls = texts(in, "urls");
  c.birthday = date(in, "birthday");
  c.anniversary = date(in, "anniversary");
  if (const auto it = in.find("gender"); it != in.end()) c.gender = {text(*it, "sex"), text(*it, "identity")};
  c.languages = texts(in, "languages");
  c.related = list<Related>(in, "related", [](const json& r) {
    return Related{text(r, "type"), text(r, "value")};
  });
  c.members = texts(in, "members");
  c.note = text(in, "note");
  if (const auto it = in.find("photo"); it != in.end())
    c.photo = Photo{base64_decode(text(*it, "bytes")).value_or(""), text(*it, "type"), text(*it, "uri")};
  c.categories = texts(in, "categories");
  c.other = list<OtherProperty>(in, "other", [](const json& o) {
    return OtherProperty{text(o, "group"), text(o, "name"),
                         o.value("params", std::vector<std::pair<std::string, std::string>>()),
                         text(o, "value")};
  });
  return c;
}

}  // namespace

std::string contact_to_json(const Contact& contact) {
  return write(contact).dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Contact> contact_from_json(std::string_view bytes) {
  try {
    return read(json::parse(bytes));
  } catch (const json::exception&) {
    return fail(Code::invalid_input, tr("A contact of the book cannot be read; its row is damaged."));
  }
}

}  // namespace phonebook
