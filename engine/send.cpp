#include "engine/send.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "contacts/merge.h"
#include "engine/added_beside.h"
#include "engine/reach.h"
#include "exporters/transcoder.h"
#include "transports/fingerprint.h"

namespace phonebook {
namespace {

inline auto runtime(const char* text) { return fmt::runtime(text); }

// What was handed to a phone that cannot be read: the card as written, without the stamp of its last change.
std::string digest_of(const Contact& contact) {
  Contact plain = contact;
  plain.updated.clear();
  plain.revision = 0;
  const auto card = write_contacts({&plain, 1}, Format::vcard3);
  return card ? fingerprint(*card) : std::string();
}

struct Read {
  std::vector<PhoneEntry> entries;
  std::vector<Error> unreadable;
  std::vector<HeldEntry> held;
  std::vector<Held> remembered;
};

Result<Read> read_phone(Engine& engine, Reached& reached, Host& host) {
  Read out;
  auto remembered = engine.book().held_by(reached.found->address.text());
  if (!remembered) return remembered.failure();
  out.remembered = *std::move(remembered);
  for (const Held& held : out.remembered) out.held.push_back({held.uid, held.id});
  if (reached.phone->capabilities().reads) {
    auto contents = reached.phone->read(task_for(host));
    if (!contents) return contents.failure();
    out.entries = std::move(contents->entries);
    out.unreadable = std::move(contents->unreadable);
  }
  return out;
}

std::vector<PlanItem> plan_for(Engine& engine, const Phone& phone, const Read& read,
                               std::span<const Contact> contacts, bool again) {
  // As the phone would keep them: what it cannot keep must not be offered as new at every send.
  const std::vector<Contact> kept = as_kept(phone, contacts);
  std::vector<PlanItem> items = make_plan(kept, read.entries, {.region = engine.region()}, read.held);
  if (phone.capabilities().reads || again) return items;
  for (PlanItem& item : items) {
    if (item.decision != Decision::add) continue;
    const Contact& contact = contacts[item.incoming];
    const bool same = std::any_of(read.remembered.begin(), read.remembered.end(), [&](const Held& held) {
      return held.uid == contact.uid && !held.digest.empty() && held.digest == digest_of(contact);
    });
    if (!same) continue;
    item.decision = Decision::identical;
    item.reason =
        tr("This card was handed to the phone before; the phone cannot be read to see whether it is still "
           "there.");
  }
  return items;
}

// What `read` holds less than `written`, for a person: what a phone cut, or cannot keep at all; "" for
// nothing.
std::string lost_on_the_way(Engine& engine, const Contact& written, const Contact& read) {
  const Merge difference = merge_contacts(read, written, {.region = engine.region()});
  std::string out;
  for (const auto& fields : {difference.gained, difference.conflicts})
    for (const FieldDifference& f : fields)
      out += (out.empty() ? "" : ", ") + f.field + (f.ours.empty() ? "" : " " + f.ours);
  return out;
}

// "+49 171 1234567, bob@example.com": what an entry gains, for a person.
std::string values_of(const std::vector<FieldDifference>& fields) {
  std::string out;
  for (const FieldDifference& f : fields)
    out += (out.empty() ? "" : ", ") + (f.ours.empty() ? f.field : f.ours);
  return out;
}

class Sending {
 public:
  Sending(Engine& engine, Reached& reached, const Read& read, std::span<const Contact> contacts,
          const SendOptions& options, Host& host)
      : engine_(engine),
        reached_(reached),
        read_(read),
        contacts_(contacts),
        options_(options),
        host_(host),
        can_(reached.phone->capabilities()),
        beside_({.region = engine.region()}) {}

  void run(SendReport& report) {
    items_ = plan_for(engine_, *reached_.phone, read_, contacts_, options_.again);
    for (const PlanItem& item : items_) {
      const Contact& contact = contacts_[item.incoming];
      SentItem sent{contact.uid, shown_name(contact), item.decision, Outcome::failed, {}};
      if (sent.name.empty()) sent.name = tr("a contact without a name");
      if (lost_phone_) {
        sent.sentence = tr("Not sent: the phone was gone.");
      } else if (report.cancelled || host_.cancelled()) {
        report.cancelled = true;
        sent.outcome = Outcome::skipped;
        sent.sentence = tr("Cancelled before it was sent.");
      } else {
        one(item, contact, report.items, sent);
      }
      host_.progress({ProgressEvent::What::item, report.items.size() + 1, items_.size(), sent.sentence});
      report.items.push_back(std::move(sent));
    }
    read_back(report);
  }

 private:
  struct Written {
    std::size_t item;  // index into items_ and the report's items
    std::string id;
    Contact contact;
  };

  void one(const PlanItem& item, const Contact& contact, const std::vector<SentItem>& before,
           SentItem& sent) {
    switch (item.decision) {
      case Decision::conflict:
        return conflict(item, contact, sent);
      case Decision::identical:
      case Decision::merge:
      case Decision::add:
        break;
    }
    if (item.joins) return go_with(before[*item.joins], sent);
    if (item.decision == Decision::identical) {
      sent.outcome = Outcome::unchanged;
      sent.sentence =
          fmt::format(runtime(tr("Nothing to change: {} has {} already.")), reached_.found->name, sent.name);
      // What is known to be there needs no guessing next time.
      if (item.target) remember(contact, read_.entries[*item.target].id);
      return;
    }
    const PhoneEntry* over = item.decision == Decision::merge ? &read_.entries[*item.target] : nullptr;
    write(item, item.result, over, contact, sent);
  }

  // Part of an earlier one of this batch: it shares that one's fate.
  void go_with(const SentItem& leader, SentItem& sent) {
    const bool there = leader.outcome == Outcome::written || leader.outcome == Outcome::unchanged;
    sent.outcome = there ? Outcome::unchanged : leader.outcome;
    sent.sentence = fmt::format(
        runtime(there ? tr("{} is the same person as another of this batch and went with it.")
                      : tr("{} is the same person as another of this batch, which was not sent.")),
        sent.name);
  }

  void conflict(const PlanItem& item, const Contact& contact, SentItem& sent) {
    ConflictAnswer answer = options_.on_conflict;
    if (answer == ConflictAnswer::ask) {
      const auto given = host_.ask({sent.name, item.reason, item.fields});
      if (!given) {
        sent.outcome = Outcome::skipped;
        sent.sentence = fmt::format(runtime(tr("Left for you to decide: {}")), item.reason);
        return;
      }
      answer = *given;
    }
    if (answer == ConflictAnswer::keep) {
      sent.outcome = Outcome::unchanged;
      sent.sentence = fmt::format(runtime(tr("{} stays on the phone as it is.")), sent.name);
      return;
    }
    Contact ours = reached_.phone->kept(contact);
    if (answer == ConflictAnswer::add) {
      if (beside_.holds(ours)) {
        sent.outcome = Outcome::unchanged;
        sent.sentence = fmt::format(
            runtime(tr("{} is the same person as another of this batch and went with it.")), sent.name);
        return;
      }
      beside_.add(ours);
      // Beside the other one: two entries of one uid would be one person to the next reader.
      if (item.joins || (item.target && read_.entries[*item.target].contact.uid == ours.uid))
        ours.uid = new_uuid();
      return write(item, ours, nullptr, contact, sent);
    }
    const auto entry = entry_now(item);
    if (!entry) {
      sent.sentence = entry.error().text();
      return;
    }
    const MatchOptions options{.region = engine_.region()};
    // Ours wins with overwrite, and what only the phone has stays.
    Contact result = answer == ConflictAnswer::overwrite
                         ? merge_contacts(ours, entry->contact, options).contact
                         : merge_contacts(entry->contact, ours, options).contact;
    if (!entry->contact.uid.empty()) result.uid = entry->contact.uid;
    write(item, result, &*entry, contact, sent);
  }

  // The entry that a conflict is about, as it stands now: an earlier one of this batch may have made or
  // rewritten it.
  Result<PhoneEntry> entry_now(const PlanItem& item) {
    const Written* latest = nullptr;
    for (const Written& w : written_) {
      const PlanItem& other = items_[w.item];
      if ((item.joins && w.item == *item.joins) || (item.target && other.target == item.target)) latest = &w;
    }
    if (!latest) {
      if (item.target) return read_.entries[*item.target];
      return fail(Code::conflict,
                  tr("The contact that it may be part of was not sent, so there is nothing to join."));
    }
    auto contents = reached_.phone->read(task_for(host_));
    if (!contents) return contents.failure();
    for (PhoneEntry& entry : contents->entries)
      if (entry.id == latest->id) return std::move(entry);
    return fail(Code::conflict, tr("The entry changed on the phone meanwhile; nothing was written."));
  }

  void write(const PlanItem& item, const Contact& result, const PhoneEntry* over, const Contact& contact,
             SentItem& sent) {
    const Task task = task_for(host_);
    if (over && !can_.updates) {
      sent.outcome = Outcome::skipped;
      sent.sentence = fmt::format(
          runtime(tr(
              "{} is on the phone already with less, and this phone's entries cannot be changed from here.")),
          sent.name);
      return;
    }
    const Result<std::string> id =
        over ? reached_.phone->update(*over, result, task) : reached_.phone->add(result, task);
    if (!id) {
      sent.outcome = id.error().code == Code::cancelled ? Outcome::skipped : Outcome::failed;
      sent.sentence = id.error().text();
      lost_phone_ = id.error().code == Code::unreachable;
      return;
    }
    sent.outcome = Outcome::written;
    const std::string news = over ? values_of(item.fields) : std::string();
    sent.sentence =
        !over ? fmt::format(runtime(tr("{} is now on {}.")), sent.name, reached_.found->name)
        : news.empty()
            ? fmt::format(runtime(tr("{} was changed on {}.")), sent.name, reached_.found->name)
            : fmt::format(runtime(tr("{} was completed on {}: {}.")), sent.name, reached_.found->name, news);
    if (const std::string lost = lost_on_the_way(engine_, contact, reached_.phone->kept(contact));
        !lost.empty())
      sent.sentence += " " + fmt::format(runtime(tr("This phone cannot keep: {}.")), lost);
    written_.push_back({static_cast<std::size_t>(&item - items_.data()), *id, result});
    remember(contact, *id);
  }

  void remember(const Contact& contact, const std::string& id) {
    // A failure costs a comparison next time, nothing else: what was written is on the phone.
    static_cast<void>(
        engine_.book().remember_held(reached_.found->address.text(), {contact.uid, id, digest_of(contact)}));
  }

  // Phones cut values silently: what came out is compared with what went in.
  void read_back(SendReport& report) {
    if (written_.empty() || !can_.reads || lost_phone_ || report.cancelled) return;
    const auto contents = reached_.phone->read(task_for(host_));
    if (!contents) return;
    std::map<std::string, const PhoneEntry*> by_id;
    for (const PhoneEntry& entry : contents->entries) by_id[entry.id] = &entry;
    std::set<std::size_t> joined, targets;
    for (auto w = written_.rbegin(); w != written_.rend(); ++w) {
      // Written twice in this batch: the later one holds both, perhaps under a new id.
      const PlanItem& item = items_[w->item];
      if (joined.contains(w->item) || (item.target && !targets.insert(*item.target).second)) continue;
      if (item.joins) joined.insert(*item.joins);
      SentItem& sent = report.items[w->item];
      const auto found = by_id.find(w->id);
      if (found == by_id.end()) {
        sent.outcome = Outcome::failed;
        sent.sentence =
            fmt::format(runtime(tr("The phone took {} but does not show it when read again.")), sent.name);
        continue;
      }
      const std::string lost = lost_on_the_way(engine_, w->contact, found->second->contact);
      if (!lost.empty())
        sent.sentence += " " + fmt::format(runtime(tr("The phone kept it without: {}.")), lost);
    }
  }
  Engine& engine_;
  Reached& reached_;
  const Read& read_;
  std::span<const Contact> contacts_;
  const SendOptions& options_;
  Host& host_;
  Capabilities can_;
  AddedBeside beside_;
  std::vector<PlanItem> items_;
  std::vector<Written> written_;
  bool lost_phone_ = false;
};

std::string summary(const SendReport& report) {
  if (report.items.size() == 1) return report.items.front().sentence;
  std::size_t count[4] = {};
  for (const SentItem& item : report.items) ++count[static_cast<std::size_t>(item.outcome)];
  std::string out =
      fmt::format(runtime(tr("{}: {} written, {} unchanged")), report.phone->name, count[0], count[1]);
  if (count[2]) out += fmt::format(runtime(tr(", {} left to decide or skipped")), count[2]);
  if (count[3]) out += fmt::format(runtime(tr(", {} failed")), count[3]);
  return out + ".";
}

std::string unreachable_sentence() { return tr("No phone can be reached; nothing was written."); }

}  // namespace

const char* to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::written:
      return "written";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::skipped:
      return "skipped";
    case Outcome::failed:
      return "failed";
  }
  return "failed";
}

Result<ChainReport> phones(Engine& engine, const PhoneChoice& choice, Host& host) {
  auto request = chain_request(engine, choice);
  if (!request) return request.failure();
  return survey(*request, task_for(host));
}

Result<PlanReport> plan(Engine& engine, std::span<const Contact> contacts, const PhoneChoice& choice,
                        Host& host) {
  auto reached = reach(engine, choice, Access::read, host);
  if (!reached) return reached.failure();
  PlanReport out{.phone = reached->found, .passed_over = reached->passed_over, .items = {}, .unreadable = {}};
  if (!reached->phone) return out;
  auto read = read_phone(engine, *reached, host);
  if (!read) return read.failure();
  out.unreadable = read->unreadable;
  for (const PlanItem& item : plan_for(engine, *reached->phone, *read, contacts, false)) {
    const Contact& contact = contacts[item.incoming];
    out.items.push_back({contact.uid, shown_name(contact), item.decision,
                         item.target ? read->entries[*item.target].id : std::string(), item.reason,
                         item.fields});
  }
  return out;
}

Result<SendReport> send(Engine& engine, std::span<const Contact> contacts, const SendOptions& options,
                        Host& host) {
  host.progress({ProgressEvent::What::start, 0, contacts.size(), tr("Looking for the phone.")});
  auto reached = reach(engine, options.choice, Access::write, host);
  if (!reached) return reached.failure();
  SendReport report;
  report.phone = reached->found;
  report.passed_over = reached->passed_over;
  if (!reached->phone) {
    report.sentence = unreachable_sentence();
    return report;
  }
  auto read = read_phone(engine, *reached, host);
  if (!read) return read.failure();
  report.unreadable = read->unreadable;
  Sending(engine, *reached, *read, contacts, options, host).run(report);
  if (std::any_of(report.items.begin(), report.items.end(), [](const SentItem& i) {
        return i.outcome == Outcome::written || i.outcome == Outcome::unchanged;
      }))
    static_cast<void>(engine.book().mark_used(reached->found->address.text()));
  report.sentence = summary(report);
  host.progress({ProgressEvent::What::done, report.items.size(), report.items.size(), report.sentence});
  return report;
}

}  // namespace phonebook
