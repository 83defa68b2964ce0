#include "engine/send.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "engine/reach.h"
#include "engine/sending.h"

namespace phonebook {
namespace {

inline auto runtime(const char* text) { return fmt::runtime(text); }

bool settled(const SentItem& item) {
  return item.outcome == Outcome::written || item.outcome == Outcome::unchanged;
}

// "Pixel 7: 2 written, 1 unchanged." for each phone that had its turn.
std::string counts(const SendReport& report) {
  std::vector<std::string> phones;
  for (const SentItem& item : report.items)
    if (std::find(phones.begin(), phones.end(), item.phone) == phones.end()) phones.push_back(item.phone);
  std::string out;
  for (const std::string& phone : phones) {
    std::size_t count[4] = {}, uncertain = 0;
    for (const SentItem& item : report.items) {
      if (item.phone != phone) continue;
      ++(item.uncertain ? uncertain : count[static_cast<std::size_t>(item.outcome)]);
    }
    if (!out.empty()) out += " ";
    out += fmt::format(runtime(tr("{}: {} written, {} unchanged")), phone, count[0], count[1]);
    if (count[2]) out += fmt::format(runtime(tr(", {} left to decide or skipped")), count[2]);
    if (uncertain) out += fmt::format(runtime(tr(", {} perhaps arrived")), uncertain);
    if (count[3]) out += fmt::format(runtime(tr(", {} failed")), count[3]);
    out += ".";
  }
  return out;
}

void add_sentence(std::string& out, const std::string& sentence) {
  if (!sentence.empty()) out += (out.empty() ? "" : " ") + sentence;
}

std::string unreachable_sentence() { return tr("No phone can be reached; nothing was written."); }

// One send over as many phones as it takes.
class Journey {
 public:
  Journey(Engine& engine, std::span<const Contact> contacts, const SendOptions& options, Host& host)
      : engine_(engine), contacts_(contacts), options_(options), host_(host), open_(contacts.size()) {
    std::iota(open_.begin(), open_.end(), std::size_t{0});
  }

  Result<SendReport> run() {
    host_.progress({ProgressEvent::What::start, 0, contacts_.size(), tr("Looking for the phone.")});
    auto reach = Reach::begin(engine_, options_.choice, Access::write, host_);
    if (!reach) return reach.failure();
    report_.items.resize(contacts_.size());
    bool tried = false;
    while (!tried || (!open_.empty() && !report_.cancelled)) {
      auto reached = reach->next(host_);
      if (!reached && report_.phone) break;  // what was written stays told
      if (!reached) return reached.failure();
      if (!*reached) break;
      auto read = read_phone(engine_, **reached, host_);
      if (!read) {
        if (read.error().code == Code::unreachable && !options_.choice.phone) {
          reach->pass_over((*reached)->found, read.error());
          continue;
        }
        if (report_.phone) break;
        return read.failure();
      }
      tried = true;
      visit(*reach, **reached, *read);
    }
    report_.passed_over = reach->passed_over();
    return finish();
  }

 private:
  void visit(Reach& reach, Reached& reached, const ReadPhone& read) {
    std::vector<Contact> contacts;
    contacts.reserve(open_.size());
    for (const std::size_t i : open_) contacts.push_back(contacts_[i]);
    std::vector<SentItem> items(contacts.size());
    Sending sending(engine_, reached, read, contacts, options_, host_);
    const auto gone = sending.run(items, report_.cancelled);

    std::vector<std::size_t> missing;
    for (const std::size_t i : sending.surely_missing()) missing.push_back(open_[i]);
    for (std::size_t i = 0; i < items.size(); ++i) report_.items[open_[i]] = std::move(items[i]);
    const bool any =
        std::any_of(open_.begin(), open_.end(), [&](std::size_t i) { return settled(report_.items[i]); });
    if (any) tell_takeover(reach, reached);
    add_sentence(after_, sending.toll_told());
    add_sentence(after_, sending.next_tap());
    std::move(read.unreadable.begin(), read.unreadable.end(), std::back_inserter(report_.unreadable));
    report_.phone = reached.found;
    if (any)
      static_cast<void>(
          engine_.book().mark_used({.address = reached.found.address.text(), .name = reached.found.name}));
    if (gone) {
      reach.pass_over(reached.found, *gone);
      gone_from_ = reached.found.name;
    }
    open_ = std::move(missing);
    std::sort(open_.begin(), open_.end());
  }

  // Another phone than the person expects, or another way to it: said, and why.
  void tell_takeover(const Reach& reach, const Reached& reached) {
    if (!gone_from_.empty()) {
      add_sentence(takeover_,
                   gone_from_ == reached.found.name
                       ? fmt::format(runtime(tr("{} was gone in the middle, so the rest went over {}.")),
                                     gone_from_, way_of(reached.found))
                       : fmt::format(runtime(tr("{} was gone in the middle, so {} took over.")), gone_from_,
                                     reached.found.name));
      return;
    }
    const auto missed = reach.used_last_and_missed(reached);
    if (!missed) return;
    add_sentence(
        takeover_,
        missed->same_phone
            ? fmt::format(runtime(tr("{} So it went over {}.")), missed->reason, way_of(reached.found))
            : fmt::format(runtime(tr("{}, which was used last, cannot be reached. {} So {} took over.")),
                          missed->name, missed->reason, reached.found.name));
  }

  static std::string way_of(const FoundPhone& phone) {
    const Route* route = find_route(phone.address.route);
    return route ? shown_link(route->link()) : phone.address.route;
  }

  Result<SendReport> finish() {
    if (!report_.phone) {
      report_.items.clear();
      report_.sentence = unreachable_sentence();
      return std::move(report_);
    }
    // Nothing arrived anywhere, surely: as if no phone had been there.
    if (open_.size() == contacts_.size() && !open_.empty()) {
      report_.phone.reset();
      report_.items.clear();
      report_.sentence = unreachable_sentence();
      return std::move(report_);
    }
    report_.sentence = report_.items.size() == 1 ? report_.items.front().sentence : counts(report_);
    add_sentence(report_.sentence, takeover_);
    add_sentence(report_.sentence, after_);
    host_.progress({ProgressEvent::What::done, report_.items.size(), report_.items.size(), report_.sentence});
    return std::move(report_);
  }

  Engine& engine_;
  std::span<const Contact> contacts_;
  const SendOptions& options_;
  Host& host_;
  std::vector<std::size_t> open_;  // not yet anywhere
  SendReport report_;
  std::string takeover_, after_, gone_from_;
};

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
  auto reach = Reach::begin(engine, choice, Access::read, host);
  if (!reach) return reach.failure();
  PlanReport out;
  while (true) {
    auto reached = reach->next(host);
    if (!reached) return reached.failure();
    out.passed_over = reach->passed_over();
    if (!*reached) return out;
    auto read = read_phone(engine, **reached, host);
    if (!read) {
      if (read.error().code != Code::unreachable || choice.phone) return read.failure();
      reach->pass_over((*reached)->found, read.error());
      continue;
    }
    out.phone = (*reached)->found;
    out.unreadable = read->unreadable;
    for (const PlanItem& item : plan_for(engine, *(*reached)->phone, *read, contacts, false)) {
      const Contact& contact = contacts[item.incoming];
      out.items.push_back({contact.uid, shown_name(contact), item.decision,
                           item.target ? read->entries[*item.target].id : std::string(), item.reason,
                           item.fields});
    }
    return out;
  }
}

Result<SendReport> send(Engine& engine, std::span<const Contact> contacts, const SendOptions& options,
                        Host& host) {
  return Journey(engine, contacts, options, host).run();
}

}  // namespace phonebook
