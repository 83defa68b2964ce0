// A contact as lines of text, for comparing with what stands in a file.
#pragma once
#include <string>

#include "contacts/contact.h"
#include "exporters/dates.h"

namespace phonebook::testing {

inline std::string visible(const std::string& text) {
  std::string out;
  for (const char c : text) c == '\n' ? out += "\\n" : out += c;
  return out;
}

inline std::string in_brackets(const std::vector<std::string>& types, const std::string& label,
                               bool preferred) {
  std::string out;
  for (const std::string& type : types) out += (out.empty() ? "" : " ") + type;
  if (!out.empty()) out = " [" + out + "]";
  if (!label.empty()) out += " (" + visible(label) + ")";
  return out + (preferred ? " *" : "");
}

inline std::string describe(const Contact& c) {
  std::string out;
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.append(name).append(": ").append(visible(value)).append("\n");
  };
  out += "contact\n";
  line("uid", c.uid);
  line("kind", c.kind);
  line("shown", c.formatted_name);
  line("prefix", c.name.prefix);
  line("given", c.name.given);
  line("middle", c.name.middle);
  line("family", c.name.family);
  line("suffix", c.name.suffix);
  line("reading", c.reading.empty() ? "" : c.reading.family + "|" + c.reading.given + "|" + c.reading.middle);
  for (const std::string& n : c.nicknames) line("nickname", n);
  for (const ContactNumber& n : c.numbers)
    line("number", n.number + (n.extension.empty() ? "" : " ext " + n.extension) +
                       in_brackets(n.types, n.label, n.preferred));
  for (const ContactMail& m : c.mails) line("mail", m.address + in_brackets(m.types, m.label, m.preferred));
  for (const ImAddress& i : c.im_addresses)
    line("im", i.service + " " + i.address + in_brackets(i.types, {}, false));
  for (const std::string& o : c.organisation) line("organisation", o.empty() ? "-" : o);
  line("title", c.title);
  line("role", c.role);
  for (const PostalAddress& a : c.addresses)
    line("address", a.po_box + "|" + a.extended + "|" + a.street + "|" + a.city + "|" + a.region + "|" +
                        a.postcode + "|" + a.country + in_brackets(a.types, a.label, a.preferred));
  for (const std::string& u : c.urls) line("url", u);
  if (c.birthday) line("birthday", write_date(*c.birthday, true));
  if (c.anniversary) line("anniversary", write_date(*c.anniversary, true));
  line("note", c.note.size() > 400 ? c.note.substr(0, 40) + "… " + std::to_string(c.note.size()) : c.note);
  if (c.photo) line("photo", c.photo->uri.empty() ? std::to_string(c.photo->bytes.size()) : c.photo->uri);
  for (const std::string& g : c.categories) line("group", g);
  line("gender", c.gender.empty() ? "" : c.gender.sex + "|" + c.gender.identity);
  for (const Related& r : c.related) line("related", r.type + " " + r.value);
  for (const OtherProperty& o : c.other) {
    std::string text = o.name;
    if (!o.group.empty()) text = o.group + "." + text;
    for (const auto& [name, value] : o.params) text += ";" + name + "=" + value;
    line("other", text + " " + o.value);
  }
  return out;
}

}  // namespace phonebook::testing
