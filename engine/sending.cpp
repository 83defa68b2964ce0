#include "engine/sending.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "contacts/merge.h"

namespace phonebook {
namespace {

inline auto runtime(const char* text) { return fmt::runtime(text); }

// A field's name for a person.
std::string shown_field(const std::string& field) {
  if (field == "name") return tr("name");
  if (field == "number") return tr("number");
  if (field == "mail") return tr("mail");
  if (field == "im") return tr("chat address");
  if (field == "address") return tr("address");
  if (field == "nickname") return tr("nickname");
  if (field == "organisation") return tr("organisation");
  if (field == "title") return tr("title");
  if (field == "role") return tr("role");
  if (field == "birthday") return tr("birthday");
  if (field == "anniversary") return tr("anniversary");
  if (field == "note") return tr("note");
  if (field == "photo") return tr("photo");
  if (field == "url") return tr("web page");
  if (field == "category") return tr("groups");
  return field;
}

// What `read` holds less than `written`, for a person: what a phone cut, or cannot keep at all; "" for
// nothing.
std::string lost_on_the_way(Engine& engine, const Contact& written, const Contact& read) {
  const Merge difference = merge_contacts(read, written, {.region = engine.region()});
  std::string out;
  for (const auto& fields : {difference.gained, difference.conflicts}) {
    for (const FieldDifference& f : fields) {
      out += (out.empty() ? "" : ", ") + shown_field(f.field);
      // A photo's value is its media type, and a note may be long.
      if (!f.ours.empty() && f.field != "photo" && f.field != "note") out += " " + f.ours;
    }
  }
  return out;
}

// "+49 171 1234567, bob@example.com": what an entry gains, for a person.
std::string values_of(const std::vector<FieldDifference>& fields) {
  std::string out;
  for (const FieldDifference& f : fields)
    out += (out.empty() ? "" : ", ") + (f.ours.empty() ? f.field : f.ours);
  return out;
}

std::string toll_sentence(const Toll& toll, const std::string& phone) {
  std::string out = fmt::format(
      runtime(tr_n("Sending to {1} over {2} takes {0} short message, which may cost money.",
                   "Sending to {1} over {2} takes {0} short messages, which may cost money.", toll.messages)),
      toll.messages, phone, toll.through);
  if (toll.in_clear)
    out += std::string(" ") + tr("It goes in clear: whoever carries it can read the names and numbers.");
  return out;
}

std::string toll_paid_sentence(const Toll& toll) {
  return fmt::format(
      runtime(toll.in_clear ? tr_n("{} short message, in clear, over {}.",
                                   "{} short messages, in clear, over {}.", toll.messages)
                            : tr_n("{} short message over {}.", "{} short messages over {}.", toll.messages)),
      toll.messages, toll.through);
}

}  // namespace

Result<ReadPhone> read_phone(Engine& engine, const Reached& reached, Host& host) {
  // The address in use first.
  std::vector<PhoneAddress> addresses{reached.found.address};
  for (const PhoneAddress& address : reached.addresses)
    if (!(address == reached.found.address)) addresses.push_back(address);
  auto remembered = Remembered::of(engine, addresses);
  if (!remembered) return remembered.failure();
  ReadPhone out{.entries = {}, .unreadable = {}, .remembered = *std::move(remembered)};
  if (!reached.phone->capabilities().reads) return out;
  auto contents = reached.phone->read(task_for(host));
  if (!contents) return contents.failure();
  out.entries = std::move(contents->entries);
  out.unreadable = std::move(contents->unreadable);
  return out;
}

std::vector<PlanItem> plan_for(Engine& engine, const Phone& phone, const ReadPhone& read,
                               std::span<const Contact> contacts, bool again) {
  // As the phone would keep them: what it cannot keep must not be offered as new at every send.
  const std::vector<Contact> kept = as_kept(phone, contacts);
  std::vector<PlanItem> items =
      make_plan(kept, read.entries, {.region = engine.region()}, read.remembered.pairs());
  if (phone.capabilities().reads || again) return items;
  for (PlanItem& item : items) {
    if (item.decision != Decision::add) continue;
    switch (read.remembered.handed_over(contacts[item.incoming])) {
      case HandedOver::nothing:
        break;
      case HandedOver::same:
        item.decision = Decision::identical;
        item.reason = tr(
            "This card was handed to the phone before; the phone cannot be read to see whether it is still "
            "there.");
        break;
      case HandedOver::other:
        item.decision = Decision::conflict;
        item.reason =
            tr("A card of this contact that said something else was handed to the phone before. Sent now, it "
               "may "
               "stand there twice.");
        break;
      case HandedOver::unsure:
        item.decision = Decision::conflict;
        item.reason =
            tr("A card of this contact was on its way to the phone when the link broke. Look at the phone "
               "whether "
               "it arrived: sent again, it may stand there twice.");
        break;
    }
  }
  return items;
}

Sending::Sending(Engine& engine, Reached& reached, const ReadPhone& read, std::span<const Contact> contacts,
                 const SendOptions& options, Host& host)
    : engine_(engine),
      reached_(reached),
      read_(read),
      contacts_(contacts),
      options_(options),
      host_(host),
      can_(reached.phone->capabilities()),
      beside_({.region = engine.region()}) {}

std::optional<Error> Sending::run(std::span<SentItem> items, bool& cancelled) {
  sent_ = items;
  items_ = plan_for(engine_, *reached_.phone, read_, contacts_, options_.again);
  std::vector<const PlanItem*> joined;  // told after those that they go with
  for (const PlanItem& item : items_) {
    const Contact& contact = contacts_[item.incoming];
    SentItem& sent = sent_[item.incoming];
    sent = {.uid = contact.uid,
            .name = shown_name(contact),
            .decision = item.decision,
            .outcome = Outcome::failed,
            .sentence = {},
            .phone = reached_.found.name};
    if (sent.name.empty()) sent.name = tr("a contact without a name");
    if (gone_) {
      failed(item.incoming, fail(Code::unreachable, tr("Not sent: the phone was gone.")).error);
    } else if (cancelled || host_.cancelled()) {
      cancelled = true;
      failed(item.incoming, fail(Code::cancelled, tr("Cancelled before it was sent.")).error);
    } else if (item.joins && item.decision != Decision::conflict) {
      joined.push_back(&item);
      continue;
    } else {
      one(item, sent);
    }
    // What waits for the hand-over is told when that is done.
    if (batch_.empty() || batch_.back().first != item.incoming) tell(sent);
  }
  if (!batch_.empty()) hand_over(std::exchange(batch_, {}));
  for (const PlanItem* item : joined) {
    go_with(sent_[*item->joins], sent_[item->incoming]);
    if (std::find(surely_missing_.begin(), surely_missing_.end(), *item->joins) != surely_missing_.end())
      surely_missing_.push_back(item->incoming);
    tell(sent_[item->incoming]);
  }
  for (const SentItem& sent : sent_)
    cancelled = cancelled || (sent.outcome == Outcome::skipped && host_.cancelled());
  read_back(cancelled);
  return gone_;
}

std::string Sending::next_tap() const {
  return handed_over_ == 0 ? std::string() : reached_.phone->next_tap(handed_over_);
}

void Sending::tell(const SentItem& sent) {
  host_.progress({ProgressEvent::What::item, ++told_, items_.size(), sent.sentence});
}

void Sending::one(const PlanItem& item, SentItem& sent) {
  if (item.decision == Decision::conflict) return conflict(item, sent);
  const Contact& contact = contacts_[item.incoming];
  if (item.decision == Decision::identical) {
    sent.outcome = Outcome::unchanged;
    sent.sentence = fmt::format(runtime(can_.reads ? tr("Nothing to change: {} has {} already.")
                                                   : tr("Nothing to do: {} was given {} before.")),
                                reached_.found.name, sent.name);
    // What is known to be there needs no guessing next time.
    if (item.target) read_.remembered.is_there(engine_, contact, read_.entries[*item.target].id);
    return;
  }
  write(item, item.result, item.decision == Decision::merge ? &read_.entries[*item.target] : nullptr, sent);
}

// Part of an earlier one of this batch: it shares that one's fate.
void Sending::go_with(const SentItem& leader, SentItem& sent) {
  const bool there = leader.outcome == Outcome::written || leader.outcome == Outcome::unchanged;
  sent.outcome = there ? Outcome::unchanged : leader.outcome;
  sent.uncertain = leader.uncertain;
  sent.sentence =
      fmt::format(runtime(there ? tr("{} is the same person as another of this batch and went with it.")
                                : tr("{} is the same person as another of this batch, which was not sent.")),
                  sent.name);
}

void Sending::conflict(const PlanItem& item, SentItem& sent) {
  if (!can_.reads && !item.joins) return handed_over_before(item, sent);
  ConflictAnswer answer = options_.on_conflict;
  if (answer == ConflictAnswer::ask) {
    const auto given = host_.ask(ConflictQuestion{.kind = ConflictQuestion::Kind::differs,
                                                  .name = sent.name,
                                                  .sentence = item.reason,
                                                  .fields = item.fields});
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
  Contact ours = reached_.phone->kept(contacts_[item.incoming]);
  // What a phone that cannot be read was given cannot be joined with any more: beside is all there is.
  if (answer == ConflictAnswer::add || !can_.reads) {
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
    return write(item, ours, nullptr, sent);
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
  write(item, result, &*entry, sent);
}

// The phone cannot be read, and has a card of this contact, or perhaps: only the person can say.
void Sending::handed_over_before(const PlanItem& item, SentItem& sent) {
  ConflictAnswer answer = options_.on_conflict;
  if (answer != ConflictAnswer::keep && answer != ConflictAnswer::add) {
    const auto given = answer == ConflictAnswer::ask
                           ? host_.ask(ConflictQuestion{.kind = ConflictQuestion::Kind::handed_over,
                                                        .name = sent.name,
                                                        .sentence = item.reason,
                                                        .fields = {}})
                           : std::nullopt;
    if (!given || (*given != ConflictAnswer::keep && *given != ConflictAnswer::add)) {
      sent.outcome = Outcome::skipped;
      sent.sentence = fmt::format(runtime(tr("Left for you to decide: {}")), item.reason);
      return;
    }
    answer = *given;
  }
  if (answer == ConflictAnswer::add) return write(item, item.result, nullptr, sent);
  // The person has looked: it is there.
  read_.remembered.is_there(engine_, contacts_[item.incoming], {});
  sent.outcome = Outcome::unchanged;
  sent.sentence = fmt::format(runtime(tr("{} stays on the phone as it is.")), sent.name);
}

// The entry that a conflict is about, as it stands now: an earlier one of this batch may have made or
// rewritten it.
Result<PhoneEntry> Sending::entry_now(const PlanItem& item) {
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

void Sending::write(const PlanItem& item, const Contact& result, const PhoneEntry* over, SentItem& sent) {
  if (over && !can_.updates) {
    sent.outcome = Outcome::skipped;
    sent.sentence = fmt::format(
        runtime(tr(
            "{} is on the phone already with less, and this phone's entries cannot be changed from here.")),
        sent.name);
    return;
  }
  if (!over && !can_.reads) {
    batch_.emplace_back(item.incoming, result);
    return;
  }
  const Task task = task_for(host_);
  const Result<std::string> id =
      over ? reached_.phone->update(*over, result, task) : reached_.phone->add(result, task);
  if (!id) return failed(item.incoming, id.error());
  const std::string news = over ? values_of(item.fields) : std::string();
  tell_written(
      item.incoming,
      !over ? fmt::format(runtime(tr("{} is now on {}.")), sent.name, reached_.found.name)
      : news.empty()
          ? fmt::format(runtime(tr("{} was changed on {}.")), sent.name, reached_.found.name)
          : fmt::format(runtime(tr("{} was completed on {}: {}.")), sent.name, reached_.found.name, news));
  written_.push_back({item.incoming, *id, result});
  read_.remembered.is_there(engine_, contacts_[item.incoming], *id);
}

void Sending::hand_over(const std::vector<std::pair<std::size_t, Contact>>& batch) {
  std::vector<Contact> contacts;
  contacts.reserve(batch.size());
  for (const auto& [item, contact] : batch) contacts.push_back(contact);
  if (std::string refusal; !toll_is_paid(contacts, refusal)) {
    for (const auto& [item, contact] : batch) {
      sent_[item].outcome = Outcome::skipped;
      sent_[item].sentence = refusal;
      tell(sent_[item]);
    }
    return;
  }
  // Should this program die on the way, it is written down that they may have arrived.
  std::vector<Contact> originals;
  originals.reserve(batch.size());
  for (const auto& [item, contact] : batch) originals.push_back(contacts_[item]);
  if (auto noted = read_.remembered.set_out(engine_, originals); !noted) {
    for (const auto& [item, contact] : batch) {
      failed(item, noted.error());
      tell(sent_[item]);
    }
    return;
  }
  const auto results = reached_.phone->add_all(contacts, task_for(host_));
  std::vector<std::optional<bool>> arrived(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::size_t item = batch[i].first;
    if (i < results.size() && results[i]) {
      ++handed_over_;
      arrived[i] = true;
      tell_written(item,
                   fmt::format(runtime(tr("{} was handed to {}.")), sent_[item].name, reached_.found.name));
    } else {
      const Error error = i < results.size()
                              ? results[i].error()
                              : fail(Code::internal, tr("The route said nothing about this contact.")).error;
      if (error.code != Code::uncertain && error.code != Code::internal) arrived[i] = false;
      failed(item, error);
    }
  }
  read_.remembered.settle(engine_, originals, arrived);
  for (const auto& [item, contact] : batch) tell(sent_[item]);
}

bool Sending::toll_is_paid(std::span<const Contact> contacts, std::string& refusal) {
  const auto toll = reached_.phone->toll(contacts);
  if (!toll) {
    refusal = toll.error().text();
    return false;
  }
  if (!*toll) return true;
  toll_told_ = toll_paid_sentence(**toll);
  TollAnswer answer = (*toll)->agreed ? TollAnswer::once : options_.toll;
  const std::string sentence = toll_sentence(**toll, reached_.found.name);
  if (answer == TollAnswer::ask) {
    const auto given = host_.ask(TollQuestion{reached_.found.name, sentence, **toll});
    if (!given || *given == TollAnswer::ask) {
      refusal = fmt::format(runtime(tr("Left for you to decide: {}")), sentence);
      return false;
    }
    answer = *given;
  }
  if (answer == TollAnswer::no) {
    refusal = fmt::format(runtime(tr("Not sent to {}: you did not agree to the short messages.")),
                          reached_.found.name);
    return false;
  }
  if (answer == TollAnswer::always)
    if (auto kept = reached_.phone->agree_to_toll(); !kept) toll_told_ += " " + kept.error().text();
  return true;
}

void Sending::failed(std::size_t item, const Error& error) {
  SentItem& sent = sent_[item];
  sent.outcome = error.code == Code::cancelled ? Outcome::skipped : Outcome::failed;
  sent.sentence = error.text();
  sent.uncertain = error.code == Code::uncertain;
  if (error.code == Code::unreachable) {
    surely_missing_.push_back(item);
    if (!gone_) gone_ = error;
  } else if (error.code == Code::uncertain && !gone_) {
    gone_ = error;
  }
}

void Sending::tell_written(std::size_t item, const std::string& sentence) {
  SentItem& sent = sent_[item];
  sent.outcome = Outcome::written;
  sent.sentence = sentence;
  const Contact& contact = contacts_[item];
  if (const std::string lost = lost_on_the_way(engine_, contact, reached_.phone->kept(contact));
      !lost.empty())
    sent.sentence += " " + fmt::format(runtime(tr("This phone cannot keep: {}.")), lost);
}

// Phones cut values silently: what came out is compared with what went in.
void Sending::read_back(bool cancelled) {
  if (written_.empty() || !can_.reads || gone_ || cancelled) return;
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
    SentItem& sent = sent_[w->item];
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

}  // namespace phonebook
