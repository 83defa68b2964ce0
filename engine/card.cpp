#include "engine/card.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "contacts/match.h"
#include "contacts/merge.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

ContactNumber number_of(const KeptFinding& finding) {
  ContactNumber out;
  const auto ext = finding.value.find(";ext=");
  out.number = finding.value.substr(0, ext);
  if (ext != std::string::npos) out.extension = finding.value.substr(ext + 5);
  // The extractor's words for labels are vCard's but for the mobile. Where nothing was said, the range says
  // it: a person looks for a mobile number under "mobile".
  if (finding.label == "mobile") {
    out.types = {"cell"};
  } else if (!finding.label.empty() && finding.label != "other") {
    out.types = {finding.label};
  } else if (finding.label.empty() && number_type({out.number, {}}) == NumberType::mobile) {
    out.types = {"cell"};
  }
  return out;
}

void take_in(Contact& contact, const KeptFinding& finding) {
  if (holds(contact, finding)) return;
  if (finding.kind == "phone") {
    contact.numbers.push_back(number_of(finding));
  } else if (finding.kind == "email") {
    ContactMail mail{.address = finding.value, .types = {}, .label = {}};
    if (finding.label == "home" || finding.label == "work") mail.types = {finding.label};
    contact.mails.push_back(std::move(mail));
  } else {
    contact.im_addresses.push_back({finding.kind, finding.value, {}});
  }
}

// The contact that any buddy of this person is tied to.
Result<std::optional<Contact>> linked_contact(Engine& engine, const Partner& partner) {
  auto found = engine.book().linked(partner.buddy);
  if (!found || *found) return found;
  for (const Buddy& other : partner.others) {
    found = engine.book().linked(other);
    if (!found || *found) return found;
  }
  return std::optional<Contact>();
}

// The person may have come from a file or a phone: known by a number, mail address or id, and judged the same
// by match.
Result<std::optional<Contact>> same_in_the_book(Engine& engine, const Contact& contact) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const ContactNumber& n : contact.numbers)
    values.emplace_back("phone", n.extension.empty() ? n.number : n.number + ";ext=" + n.extension);
  for (const ContactMail& m : contact.mails) values.emplace_back("email", m.address);
  for (const ImAddress& i : contact.im_addresses) values.emplace_back(i.service, i.address);
  for (const auto& [kind, value] : values) {
    auto found = engine.book().contacts_with(kind, value);
    if (!found) return found.failure();
    for (const Contact& candidate : *found)
      if (match_contacts(candidate, contact, {.region = engine.region()}).verdict == Sameness::same)
        return std::optional(candidate);
  }
  return std::optional<Contact>();
}

Result<std::vector<KeptFinding>> chosen_findings(Engine& engine, const CardRequest& request) {
  std::vector<KeptFinding> out;
  if (!request.findings) {
    auto waiting = suggest(engine, request.partner);
    if (!waiting) return waiting;
    out = *std::move(waiting);
  } else {
    for (const std::int64_t id : *request.findings) {
      auto one = finding(engine, id);
      if (!one) return one.failure();
      if (!*one)
        return fail(Code::not_found, tr("This finding is gone; it was forgotten meanwhile."),
                    std::to_string(id));
      out.push_back(**one);
    }
  }
  const auto left_out = std::erase_if(out, [&](const KeptFinding& f) {
    return std::find(request.leave_out.begin(), request.leave_out.end(), f.id) != request.leave_out.end();
  });
  if (out.empty() && left_out > 0)
    return fail(Code::invalid_input, tr("Nothing was chosen; nothing was sent."));
  return out;
}

// Surnames of two characters; all other Chinese surnames have one.
constexpr std::array kLongSurnames{"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛",
                                   "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫",
                                   "令狐", "慕容", "司徒", "夏侯", "南宫", "南宮", "端木"};

}  // namespace

bool holds(const Contact& contact, const KeptFinding& finding) {
  if (finding.kind == "phone") {
    const ContactNumber wanted = number_of(finding);
    return std::any_of(contact.numbers.begin(), contact.numbers.end(), [&](const ContactNumber& n) {
      return n.number == wanted.number && n.extension == wanted.extension;
    });
  }
  if (finding.kind == "email")
    return std::any_of(contact.mails.begin(), contact.mails.end(),
                       [&](const ContactMail& m) { return ascii_equal(m.address, finding.value); });
  return std::any_of(contact.im_addresses.begin(), contact.im_addresses.end(), [&](const ImAddress& i) {
    return i.service == finding.kind && ascii_equal(i.address, finding.value);
  });
}

NameParts name_parts_of(const std::string& formatted_name) {
  NameParts out;
  const std::string name(trim(formatted_name));
  const std::size_t length = count_code_points(name);
  const bool all_cjk =
      has_cjk(name) && name.find_first_of(" .0123456789") == std::string::npos && name.size() == 3 * length;
  if (all_cjk && length >= 2 && length <= 4) {
    std::size_t cut = 3;
    for (const char* surname : kLongSurnames)
      if (length >= 3 && name.starts_with(surname)) cut = 6;
    if (cut == 6 || length <= 3) return {.family = name.substr(0, cut), .given = name.substr(cut)};
  }
  const auto words = split(name, ' ');
  if (words.size() == 2 && !words[0].empty() && !words[1].empty() && !has_cjk(name) &&
      !words[0].ends_with(','))
    return {.family = std::string(words[1]), .given = std::string(words[0])};
  out.given = name;
  return out;
}

std::string service_of_protocol(const std::string& protocol) {
  constexpr std::array<std::pair<const char*, const char*>, 12> kServices{{{"prpl-jabber", "xmpp"},
                                                                           {"prpl-aim", "aim"},
                                                                           {"prpl-icq", "icq"},
                                                                           {"prpl-yahoo", "yahoo"},
                                                                           {"prpl-msn", "msn"},
                                                                           {"prpl-gg", "gadugadu"},
                                                                           {"prpl-irc", "irc"},
                                                                           {"prpl-simple", "sip"},
                                                                           {"prpl-matrix", "matrix"},
                                                                           {"prpl-telegram", "telegram"},
                                                                           {"prpl-qq", "qq"},
                                                                           {"prpl-skypeweb", "skype"}}};
  for (const auto& [prpl, service] : kServices)
    if (protocol == prpl) return service;
  return {};
}

Result<Card> make_card(Engine& engine, const CardRequest& request) {
  auto chosen = chosen_findings(engine, request);
  if (!chosen) return chosen.failure();
  Card card;
  card.partner = request.partner;
  card.findings = *std::move(chosen);
  const auto mine = static_cast<std::size_t>(
      std::count_if(card.findings.begin(), card.findings.end(), [](const KeptFinding& f) { return f.mine; }));
  if (mine != 0 && mine != card.findings.size())
    return fail(Code::invalid_input,
                tr("These findings belong to different people; add them one person at a time."));
  card.linked = mine == card.findings.size();
  if (card.linked) {
    auto known = linked_contact(engine, request.partner);
    if (!known) return known.failure();
    card.first = !*known;
    card.contact = *known ? **known : new_contact();
    if (card.first) {
      card.contact.formatted_name =
          request.partner.shown.empty() ? request.partner.buddy.name : request.partner.shown;
      const std::string service = service_of_protocol(request.partner.buddy.protocol);
      if (!service.empty()) card.contact.im_addresses.push_back({service, request.partner.buddy.name, {}});
    }
    if (request.icon && (!card.contact.photo || card.contact.photo->bytes.empty()))
      card.contact.photo = request.icon;
  } else {
    const std::string& name = card.findings.front().owner_name;
    for (const KeptFinding& f : card.findings)
      if (fold(f.owner_name) != fold(name))
        return fail(Code::invalid_input,
                    tr("These findings belong to different people; add them one person at a time."));
    card.first = true;
    card.contact = new_contact();
    card.contact.formatted_name = name;
    // The same third party may be in the book already: by the value itself and the name.
    auto known = engine.book().contacts_with(card.findings.front().kind, card.findings.front().value);
    if (!known) return known.failure();
    for (const Contact& contact : *known)
      if (!name.empty() && fold(shown_name(contact)) == fold(name)) {
        card.contact = contact;
        card.first = false;
        break;
      }
  }
  for (const KeptFinding& f : card.findings) take_in(card.contact, f);
  if (card.linked && card.first) {
    auto known = same_in_the_book(engine, card.contact);
    if (!known) return known.failure();
    // Known, but not tied to the buddy yet: still shown for a look, because the tie is new.
    if (*known) card.contact = merge_contacts(**known, card.contact, {.region = engine.region()}).contact;
  }
  return card;
}

Result<Contact> keep_card(Engine& engine, const Card& card, const std::string& name) {
  Contact contact = card.contact;
  const std::string chosen(trim(name));
  if (!chosen.empty() && chosen != shown_name(contact)) {
    contact.formatted_name = chosen;
    contact.name = {};
  } else if (contact.formatted_name.empty()) {
    contact.formatted_name = chosen;
  }
  if (trim(contact.formatted_name).empty())
    return fail(Code::invalid_input,
                tr("The card has no name yet; give it one before it goes to the phone."));
  if (contact.name.empty()) contact.name = name_parts_of(contact.formatted_name);
  auto batch = engine.book().begin();
  if (!batch) return batch.failure();
  Contact unchanged = contact;
  if (contact.revision > 0) {
    auto stored = engine.book().contact(contact.uid);
    if (!stored) return stored.failure();
    if (*stored) unchanged = **stored;
  }
  if (contact.revision == 0 || !(unchanged == contact)) {
    auto saved = engine.book().save(contact);
    if (!saved) return saved;
    contact = *std::move(saved);
  }
  if (card.linked) {
    std::vector<Buddy> buddies{card.partner.buddy};
    buddies.insert(buddies.end(), card.partner.others.begin(), card.partner.others.end());
    for (const Buddy& buddy : buddies) {
      auto now = engine.book().linked(buddy);
      if (!now) return now.failure();
      if (*now) continue;  // a tie that the person made stays
      if (auto done = engine.book().link(buddy, contact.uid); !done) return done.failure();
    }
  }
  if (auto done = batch->commit(); !done) return done.failure();
  return contact;
}

Result<void> mark_kept(Engine& engine, const Card& card, const std::string& uid) {
  std::vector<KeptFinding> same = card.findings;
  // A sibling of a metacontact may have said the same: it waits no longer either.
  std::vector<Buddy> buddies{card.partner.buddy};
  buddies.insert(buddies.end(), card.partner.others.begin(), card.partner.others.end());
  if (card.linked)
    for (const Buddy& buddy : buddies) {
      auto waiting = engine.book().waiting(buddy);
      if (!waiting) return waiting.failure();
      for (const KeptFinding& f : *waiting)
        if (std::any_of(card.findings.begin(), card.findings.end(), [&](const KeptFinding& c) {
              return c.kind == f.kind && c.value == f.value && c.id != f.id;
            }))
          same.push_back(f);
    }
  for (const KeptFinding& f : same) {
    if (f.id < 0) {
      engine.off_record().set_state(f.id, FindingState::kept);
    } else if (auto done = engine.book().set_state(f.id, FindingState::kept, uid);
               !done && done.error().code != Code::not_found) {
      return done;
    }
  }
  return {};
}

}  // namespace phonebook
