#include "engine/import.h"

#include <fmt/format.h>

#include "base/text.h"
#include "contacts/merge.h"
#include "engine/added_beside.h"
#include "transports/plan.h"

namespace phonebook {
namespace {

// The book seen as a phone, so that one judgement serves both: entry id = uid.
std::vector<PhoneEntry> as_entries(std::vector<Contact> contacts) {
  std::vector<PhoneEntry> out;
  out.reserve(contacts.size());
  for (Contact& contact : contacts) {
    std::string uid = contact.uid;
    out.push_back({std::move(uid), {}, std::move(contact)});
  }
  return out;
}

// Gives the answers of an earlier round to the questions of this one, item by item.
class Answered : public Host {
 public:
  Answered(const std::vector<PlanItem>& before, const std::vector<ConflictAnswer>& given,
           const std::vector<PlanItem>& now) {
    for (std::size_t i = 0; i < now.size(); ++i)
      if (now[i].decision == Decision::conflict)
        answers_.push_back(before[i].decision == Decision::conflict && before[i].fields == now[i].fields
                               ? given[i]
                               : ConflictAnswer::ask);
  }
  std::optional<ConflictAnswer> ask(const ConflictQuestion&) override {
    return next_ < answers_.size() ? answers_[next_++] : ConflictAnswer::ask;
  }

 private:
  std::vector<ConflictAnswer> answers_;
  std::size_t next_ = 0;
};

class Import {
 public:
  Import(Engine& engine, std::span<const Contact> contacts, Accept accept, Host& host)
      : engine_(engine), contacts_(contacts), accept_(accept), host_(host) {}

  Result<ImportReport> run(ConflictAnswer on_conflict) {
    auto version = engine_.book().data_version();
    if (!version) return version.failure();
    version_ = *version;
    if (auto planned = make_plan_of_now(); !planned) return planned.failure();
    host_.progress({ProgressEvent::What::start, 0, items_.size(), tr("Taking contacts in.")});
    if (auto decided = decide(on_conflict, host_); !decided) return decided.failure();
    if (accept_ == Accept::yes)
      if (auto written = write_all(on_conflict); !written) return written.failure();
    report_.sentence = fmt::format(
        fmt::runtime(accept_ == Accept::yes
                         ? tr("{} added, {} completed, {} already known, {} left for you to decide.")
                         : tr("{} to add, {} to complete, {} already known, {} for you to decide.")),
        report_.added, report_.merged, report_.unchanged, report_.left);
    host_.progress({ProgressEvent::What::done, items_.size(), items_.size(), report_.sentence});
    return std::move(report_);
  }

 private:
  Result<void> make_plan_of_now() {
    auto known = engine_.book().contacts();
    if (!known) return known.failure();
    entries_ = as_entries(*std::move(known));
    items_ = make_plan(contacts_, entries_, {.region = engine_.region()});
    return {};
  }

  // What happens to each, before anything is locked or written. `ask` stays where nobody answered.
  Result<void> decide(ConflictAnswer on_conflict, Host& asked) {
    report_ = {};
    answers_.clear();
    for (const PlanItem& item : items_) {
      if (host_.cancelled()) return cancelled();
      const Contact& contact = contacts_[item.incoming];
      report_.items.push_back({contact.uid, shown_name(contact), item.decision,
                               item.target ? entries_[*item.target].id : std::string(), item.reason,
                               item.fields});
      ConflictAnswer answer = on_conflict;
      if (item.decision == Decision::conflict && answer == ConflictAnswer::ask && accept_ == Accept::yes)
        answer = asked
                     .ask(ConflictQuestion{.kind = ConflictQuestion::Kind::differs,
                                           .name = shown_name(contact),
                                           .sentence = item.reason,
                                           .fields = item.fields})
                     .value_or(ConflictAnswer::ask);
      answers_.push_back(answer);
      count(item, answer);
    }
    return {};
  }

  void count(const PlanItem& item, ConflictAnswer answer) {
    if (item.decision == Decision::conflict) {
      switch (answer) {
        case ConflictAnswer::ask:
          ++report_.left;
          return;
        case ConflictAnswer::keep:
          ++report_.unchanged;
          return;
        case ConflictAnswer::add:
          ++report_.added;
          return;
        case ConflictAnswer::merge:
        case ConflictAnswer::overwrite:
          ++report_.merged;
          return;
      }
    }
    if (item.joins || item.decision == Decision::identical) {
      ++report_.unchanged;
    } else {
      ++(item.decision == Decision::add ? report_.added : report_.merged);
    }
  }

  Result<void> write_all(ConflictAnswer on_conflict) {
    auto batch = engine_.book().begin();
    if (!batch) return batch.failure();
    auto version = engine_.book().data_version();
    if (!version) return version.failure();
    if (*version != version_) {
      // Another program wrote while the person was asked: what it added must not be doubled. Planned again,
      // now that nobody else writes; the person's answers stand where the question is still the same, new
      // questions are left.
      const std::vector<PlanItem> before = items_;
      const std::vector<ConflictAnswer> given = answers_;
      if (auto planned = make_plan_of_now(); !planned) return planned;
      Answered answered(before, given, items_);
      if (auto decided = decide(on_conflict, answered); !decided) return decided;
    }
    uids_.assign(items_.size(), {});
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (host_.cancelled()) return cancelled();
      if (auto written = write(i); !written) return written;
      host_.progress({ProgressEvent::What::progress, i + 1, items_.size(), {}});
    }
    return batch->commit();
  }

  Result<void> write(std::size_t i) {
    const PlanItem& item = items_[i];
    // The book's contact that this one is about: of the book, or made by an earlier one of this import.
    if (item.target)
      uids_[i] = entries_[*item.target].id;
    else if (item.joins)
      uids_[i] = uids_[*item.joins];
    if (item.decision == Decision::conflict) return write_answer(i, answers_[i]);
    if (item.joins || item.decision == Decision::identical) return {};
    if (item.decision == Decision::add) return add(i, item.result);
    return merge(i, item.result, ConflictAnswer::merge);
  }

  Result<void> write_answer(std::size_t i, ConflictAnswer answer) {
    const Contact& contact = contacts_[items_[i].incoming];
    if (answer == ConflictAnswer::add) {
      if (beside_.holds(contact)) return {};
      beside_.add(contact);
      return add(i, contact);
    }
    if (answer == ConflictAnswer::merge || answer == ConflictAnswer::overwrite)
      return merge(i, contact, answer);
    return {};
  }

  Result<void> add(std::size_t i, Contact contact) {
    contact.revision = 0;
    if (!contact.uid.empty()) {
      // A uid that another person of the book bears already would overwrite that person.
      auto taken = engine_.book().contact(contact.uid);
      if (!taken) return taken.failure();
      if (*taken) contact.uid.clear();
    }
    if (contact.uid.empty()) contact.uid = new_uuid();
    uids_[i] = contact.uid;
    auto saved = engine_.book().save(contact);
    return saved ? Result<void>() : saved.failure();
  }

  Result<void> merge(std::size_t i, const Contact& contact, ConflictAnswer who_wins) {
    auto held = uids_[i].empty() ? Result<std::optional<Contact>>(std::optional<Contact>())
                                 : engine_.book().contact(uids_[i]);
    if (!held) return held.failure();
    if (!*held) return add(i, contact);  // removed meanwhile, or never written
    const MatchOptions options{.region = engine_.region()};
    Contact wanted = who_wins == ConflictAnswer::overwrite ? merge_contacts(contact, **held, options).contact
                                                           : merge_contacts(**held, contact, options).contact;
    wanted.uid = (*held)->uid;
    wanted.revision = (*held)->revision;
    auto saved = engine_.book().save(wanted);
    return saved ? Result<void>() : saved.failure();
  }

  static Fail cancelled() { return fail(Code::cancelled, tr("Cancelled; the book was not changed.")); }

  Engine& engine_;
  std::span<const Contact> contacts_;
  Accept accept_;
  Host& host_;
  std::vector<PhoneEntry> entries_;
  std::vector<PlanItem> items_;
  std::vector<ConflictAnswer> answers_;
  std::vector<std::string> uids_;  // of the book, by item, as far as written
  AddedBeside beside_{{.region = engine_.region()}};
  ImportReport report_;
  std::int64_t version_ = 0;
};

}  // namespace

Result<ImportReport> import(Engine& engine, std::span<const Contact> contacts, Accept accept,
                            ConflictAnswer on_conflict, Host& host) {
  return Import(engine, contacts, accept, host).run(on_conflict);
}

}  // namespace phonebook
