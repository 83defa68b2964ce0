#include "command/serve_methods.h"

#include <fmt/format.h>

#include <array>
#include <mutex>

#include "base/text.h"
#include "command/report_json.h"
#include "command/serve_params.h"
#include "command/serve_phones.h"
#include "command/serve_qr.h"
#include "engine/add_to_phone.h"
#include "engine/doctor.h"
#include "engine/import.h"
#include "engine/transfer.h"
#include "numbers/telephone_number.h"

namespace phonebook::command {
namespace {
using nlohmann::json;

json kept_list(const std::vector<KeptFinding>& findings, const std::string& region) {
  json out = json::array();
  for (const KeptFinding& f : findings) out.push_back(to_json(f, region));
  return out;
}

Result<json> find_call(const Call& call) {
  std::string text;
  auto found = find(call.engine, message_param(call.params, text));
  if (!found) return found.failure();
  return json{{"findings", list_json(found->findings)}, {"pending", found->pending}};
}

Result<json> suggest_call(const Call& call) {
  auto waiting = suggest(call.engine, partner_param(call.params));
  if (!waiting) return waiting.failure();
  return json{{"findings", kept_list(*waiting, call.engine.region())}, {"pending", waiting->size()}};
}

Result<json> ignore_call(const Call& call) {
  const auto state = finding_state_from(text_param(call.params, "as", "ignored"));
  if (!state || *state == FindingState::kept) throw WrongParams("as is ignored, not_a_number or new");
  const auto ids = ids_param(call.params, "findings");
  if (!ids) throw WrongParams("findings is missing");
  if (auto done = set_aside(call.engine, *ids, *state); !done) return done.failure();
  json out = json::object();
  if (call.params.contains("partner")) {
    auto pending = count_pending(call.engine, partner_param(call.params));
    if (!pending) return pending.failure();
    out["pending"] = *pending;
  }
  return out;
}

// The finding behind a value of the card, for the boxes of the look dialog; null for what was known before.
json finding_of(const Card& card, const std::string& kind, const std::string& value) {
  for (const KeptFinding& f : card.findings)
    if (f.kind == kind && fold(f.value) == fold(value)) return std::to_string(f.id);
  return nullptr;
}

// The word beside a value, in the person's language; the words of the extractor and of vCard, and whatever
// else a card says.
std::string shown_label(const std::string& label, const std::vector<std::string>& types) {
  if (!label.empty()) return label;
  if (types.empty()) return {};
  const std::string& type = types.front();
  if (type == "cell") return tr("mobile");
  if (type == "home") return tr("home");
  if (type == "work") return tr("work");
  if (type == "fax") return tr("fax");
  if (type == "main") return tr("main number");
  if (type == "pager") return tr("pager");
  return type;
}

json card_json(const Card& card, const std::string& region) {
  const Contact& c = card.contact;
  json out{{"uid", c.uid},
           {"name", shown_name(c)},
           {"first", card.first},
           {"linked", card.linked},
           {"photo", c.photo && !c.photo->bytes.empty()}};
  if (!card.linked) out["name"] = c.formatted_name;
  out["numbers"] = json::array();
  for (const ContactNumber& n : c.numbers) {
    const std::string value = n.extension.empty() ? n.number : n.number + ";ext=" + n.extension;
    out["numbers"].push_back({{"finding", finding_of(card, "phone", value)},
                              {"value", value},
                              {"display", display_text(value, region)},
                              {"label", shown_label(n.label, n.types)}});
  }
  out["mails"] = json::array();
  for (const ContactMail& m : c.mails)
    out["mails"].push_back({{"finding", finding_of(card, "email", m.address)},
                            {"value", m.address},
                            {"label", shown_label(m.label, m.types)}});
  out["ims"] = json::array();
  for (const ImAddress& i : c.im_addresses)
    out["ims"].push_back(
        {{"finding", finding_of(card, i.service, i.address)}, {"service", i.service}, {"value", i.address}});
  return out;
}

Result<json> card_call(const Call& call) {
  auto card = make_card(call.engine, card_param(call.params));
  if (!card) return card.failure();
  auto report = phones(call.engine, choice_param(call.params), call.host);
  if (!report) return report.failure();
  json out = card_json(*card, call.engine.region());
  out["phone"] = report->chosen ? to_json(*report->chosen) : json(nullptr);
  out["passed_over"] = list_json(report->passed_over);
  out["sentence"] = report->chosen
                        ? fmt::format(fmt::runtime(tr("This card goes to {}.")), report->chosen->name)
                        : std::string(tr("No phone can be reached; nothing was written."));
  return out;
}

json sent_json(const Added& added, std::int64_t pending) {
  const SendReport& r = added.report;
  return {{"sentence", r.sentence},
          {"items", list_json(r.items)},
          {"phone", r.phone ? to_json(*r.phone) : json(nullptr)},
          {"passed_over", list_json(r.passed_over)},
          {"pending", pending}};
}

Result<json> carry_out_send(const Call& call) {
  AddRequest request{.card = card_param(call.params),
                     .name = std::string(trim(text_param(call.params, "name"))),
                     .options = {.choice = choice_param(call.params)}};
  const auto on_conflict = conflict_answer_from(text_param(call.params, "on_conflict", "ask"));
  if (!on_conflict) throw WrongParams("on_conflict is ask, keep, overwrite, add or merge");
  request.options.on_conflict = *on_conflict;
  request.options.again = flag_param(call.params, "again");
  if (call.host.cancelled()) return fail(Code::cancelled, tr("Cancelled; nothing was written."));
  auto added = add_to_phone(call.engine, request, call.host);
  if (!added) return added.failure();
  auto pending = count_pending(call.engine, request.card.partner);
  if (!pending) return pending.failure();
  return sent_json(*added, *pending);
}

std::string interrupted_sentence() {
  return tr(
      "The program ended in the middle of this send, so it is not known whether the phone has the card. Add "
      "to phone looks first and changes nothing that is there.");
}

// Nothing was written when an error came: the request may be tried again. A result, good or bad, is kept.
Result<json> send_call(const Call& call) {
  const std::string request = needed_text(call.params, "request");
  if (request.size() > 100) throw WrongParams("request is a UUID");
  Book& book = call.engine.book();
  auto fresh = book.journal_start(request);
  if (!fresh) return fresh.failure();
  if (!*fresh) {
    auto entry = book.journal(request);
    if (!entry) return entry.failure();
    if (*entry && (*entry)->done) return json::parse((*entry)->result, nullptr, false);
    return fail(Code::conflict, interrupted_sentence());
  }
  struct Running {
    RunningRequests& set;
    const std::string& request;
    Running(RunningRequests& s, const std::string& r) : set(s), request(r) { set.add(request); }
    ~Running() { set.remove(request); }
  } running(call.running, request);
  const auto forget = [&] { static_cast<void>(book.journal_forget(request)); };
  try {
    auto answer = carry_out_send(call);
    if (!answer) {
      forget();
      return answer;
    }
    // Nothing reachable is no result either: the same click may be tried again.
    if ((*answer)["phone"].is_null())
      forget();
    else if (auto done = book.journal_done(request, dump(*answer)); !done)
      return done.failure();
    return answer;
  } catch (const WrongParams&) {
    forget();
    throw;
  }
}

Result<json> send_status_call(const Call& call) {
  const std::string request = needed_text(call.params, "request");
  if (call.running.has(request))
    return json{{"state", "running"}, {"sentence", tr("The card is being sent.")}};
  auto entry = call.engine.book().journal(request);
  if (!entry) return entry.failure();
  if (!*entry) return json{{"state", "unknown"}, {"sentence", tr("Nothing was sent under this request.")}};
  if (!(*entry)->done) return json{{"state", "interrupted"}, {"sentence", interrupted_sentence()}};
  json result = json::parse((*entry)->result, nullptr, false);
  const std::string sentence = result.is_object() ? result.value("sentence", "") : "";
  return json{{"state", "done"}, {"sentence", sentence}, {"result", std::move(result)}};
}

Result<json> rename_call(const Call& call) {
  if (auto done = rename(call.engine, partner_param(call.params, "from").buddy,
                         partner_param(call.params, "to").buddy);
      !done)
    return done.failure();
  return json::object();
}

Result<json> forget_call(const Call& call) {
  const Partner partner = partner_param(call.params);
  auto gone = forget(call.engine, partner);
  if (!gone) return gone.failure();
  const std::string name = partner.shown.empty() ? partner.buddy.name : partner.shown;
  return json{{"sentence", fmt::format(fmt::runtime(tr_n("{} finding of {} was forgotten.",
                                                         "{} findings of {} were forgotten.",
                                                         static_cast<unsigned long>(*gone))),
                                       *gone, name)}};
}

Result<json> list_call(const Call& call) {
  auto contacts = search(call.engine, text_param(call.params, "search"));
  if (!contacts) return contacts.failure();
  json out = json::array();
  for (const Contact& c : contacts->contacts) out.push_back(summary_json(c));
  return json{{"contacts", std::move(out)}};
}

Result<json> show_call(const Call& call) {
  std::optional<Contact> contact;
  if (call.params.contains("uid")) {
    auto found = call.engine.book().contact(needed_text(call.params, "uid"));
    if (!found) return found.failure();
    contact = *std::move(found);
  } else {
    auto found = call.engine.book().linked(partner_param(call.params).buddy);
    if (!found) return found.failure();
    contact = *std::move(found);
  }
  if (!contact) return fail(Code::not_found, tr("The book has no such contact."));
  auto bytes = write_contacts({&*contact, 1}, Format::jscontact);
  if (!bytes) return bytes.failure();
  const json cards = json::parse(*bytes, nullptr, false);
  return json{{"card", cards.is_array() && !cards.empty() ? cards.front() : json(nullptr)}};
}

Result<std::vector<Contact>> chosen_contacts(const Call& call) {
  const auto uids = call.params.find("uids");
  if (uids == call.params.end() || uids->is_null()) return call.engine.book().contacts();
  if (!uids->is_array()) throw WrongParams("uids must be a list");
  std::vector<Contact> out;
  for (const json& uid : *uids) {
    if (!uid.is_string()) throw WrongParams("uids must be a list of text");
    auto contact = call.engine.book().contact(uid.get<std::string>());
    if (!contact) return contact.failure();
    if (!*contact) return fail(Code::not_found, tr("The book has no such contact."), uid.get<std::string>());
    out.push_back(**contact);
  }
  return out;
}

Result<json> export_call(const Call& call) {
  const FormatRow* format = find_format(text_param(call.params, "to", "vcard3"));
  if (!format || !format->writes) throw WrongParams("to is no format that can be written");
  auto contacts = chosen_contacts(call);
  if (!contacts) return contacts.failure();
  const std::string path = needed_text(call.params, "path");
  if (auto done = write_contacts_file(*contacts, format->format, path, flag_param(call.params, "overwrite"));
      !done)
    return done.failure();
  return json{
      {"sentence", fmt::format(fmt::runtime(tr_n("{} contact was written to {}.",
                                                 "{} contacts were written to {}.", contacts->size())),
                               contacts->size(), path)},
      {"count", contacts->size()}};
}

Result<json> import_call(const Call& call) {
  const std::vector<std::string> paths{needed_text(call.params, "path")};
  if (paths.front() == "-") throw WrongParams("path is a file");
  auto read = read_files(paths);
  if (!read) return read.failure();
  const auto on_conflict = conflict_answer_from(text_param(call.params, "on_conflict", "ask"));
  if (!on_conflict) throw WrongParams("on_conflict is ask, keep, overwrite, add or merge");
  auto report = import(call.engine, read->contacts,
                       flag_param(call.params, "accept") ? Accept::yes : Accept::no, *on_conflict, call.host);
  if (!report) return report.failure();
  return json{{"plan", list_json(report->items)}, {"sentence", report->sentence}};
}

Result<json> plan_call(const Call& call) {
  auto contacts = chosen_contacts(call);
  if (!contacts) return contacts.failure();
  auto report = plan(call.engine, *contacts, choice_param(call.params), call.host);
  if (!report) return report.failure();
  return json{{"phone", report->phone ? to_json(*report->phone) : json(nullptr)},
              {"passed_over", list_json(report->passed_over)},
              {"plan", list_json(report->items)}};
}

Result<json> doctor_call(const Call& call) {
  return json{
      {"checks", list_json(doctor({.book = call.engine.book().path(), .region = call.engine.region()}))}};
}

constexpr std::array kMethods{
    Method{"find", true, find_call},
    Method{"suggest", true, suggest_call},
    Method{"ignore", true, ignore_call},
    Method{"rename", true, rename_call},
    Method{"forget", true, forget_call},
    Method{"send/status", true, send_status_call},
    Method{"qr", true, qr_call},
    Method{"card", false, card_call},
    Method{"send", false, send_call},
    Method{"phones", false, phones_call},
    Method{"phones/add", false, phones_add_call},
    Method{"phones/remove", false, phones_remove_call},
    Method{"phones/same", false, phones_same_call},
    Method{"phones/apart", false, phones_apart_call},
    Method{"list", false, list_call},
    Method{"show", false, show_call},
    Method{"export", false, export_call},
    Method{"import", false, import_call},
    Method{"plan", false, plan_call},
    Method{"doctor", false, doctor_call},
};

}  // namespace

void RunningRequests::add(const std::string& request) {
  const std::lock_guard lock(mutex_);
  requests_.insert(request);
}
void RunningRequests::remove(const std::string& request) {
  const std::lock_guard lock(mutex_);
  requests_.erase(request);
}
bool RunningRequests::has(const std::string& request) const {
  const std::lock_guard lock(mutex_);
  return requests_.contains(request);
}

const Method* find_method(std::string_view name) {
  for (const Method& method : kMethods)
    if (name == method.name) return &method;
  return nullptr;
}

}  // namespace phonebook::command
