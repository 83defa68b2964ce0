#include "engine/reach.h"

#include <algorithm>

#include "base/text.h"

namespace phonebook {
namespace {

Result<std::vector<PhoneLock>> lock_all(std::vector<PhoneAddress> addresses) {
  // In one order everywhere, so that two who want the same phone by different ways do not both fail.
  std::sort(addresses.begin(), addresses.end(),
            [](const PhoneAddress& a, const PhoneAddress& b) { return a.text() < b.text(); });
  std::vector<PhoneLock> locks;
  for (const PhoneAddress& address : addresses) {
    auto lock = lock_phone(address);
    if (!lock) return lock.failure();
    locks.push_back(*std::move(lock));
  }
  return locks;
}

}  // namespace

Task task_for(Host& host) {
  Task task;
  task.progress = [&host](std::size_t done, std::size_t total, const std::string& sentence) {
    host.progress({ProgressEvent::What::progress, done, total, sentence});
  };
  task.cancelled_by_person = [&host] { return host.cancelled(); };
  return task;
}

Result<PhoneChoice> choose_phone(const std::string& text) {
  PhoneChoice out{.phone = parse_phone_address(text), .via = std::nullopt};
  if (out.phone && find_route(out.phone->route)) return out;
  // “Home: the old one” is a name too.
  const auto known = load_known_phones();
  if (known && std::any_of(known->begin(), known->end(),
                           [&](const KnownPhone& phone) { return fold(phone.name) == fold(text); })) {
    out.phone.reset();
    out.name = text;
    return out;
  }
  if (out.phone) return out;  // the chain knows which routes there are, and says so
  return fail(Code::invalid_input,
              tr("A phone is named by the name you gave it, or ROUTE:ADDRESS, for example "
                 "folder:/media/card/contacts."),
              text);
}

Result<ChainRequest> chain_request(Engine& engine, const PhoneChoice& choice) {
  auto known = load_known_phones();
  // A phone that is named by its address needs no list of phones, whatever state that is in.
  if (!known && !choice.phone) return known.failure();
  auto last = engine.book().last_used_phone();
  if (!last) return last.failure();
  ChainRequest request{.known = known ? *std::move(known) : std::vector<KnownPhone>(),
                       .only = choice.phone,
                       .among = {},
                       .via = choice.via,
                       .last_used = std::nullopt};
  if (*last) request.last_used = parse_phone_address((*last)->address);
  if (!choice.name.empty()) {
    for (const KnownPhone& phone : request.known)
      if (fold(phone.name) == fold(choice.name))
        for (PhoneAddress& address : addresses_of(phone.address, request.known))
          request.among.push_back(std::move(address));
    if (request.among.empty())
      return fail(
          Code::not_found,
          tr("No phone of this name was set up. “purple-phonebook phones” shows those there are; another "
             "is named ROUTE:ADDRESS."),
          choice.name);
  }
  return request;
}

Result<Reach> Reach::begin(Engine& engine, const PhoneChoice& choice, Access access, Host& host) {
  auto request = chain_request(engine, choice);
  if (!request) return request.failure();
  auto last = engine.book().last_used_phone();
  if (!last) return last.failure();
  Reach out(*std::move(request), access, *last ? (*last)->name : std::string());
  ChainReport report = survey(out.request_, task_for(host));
  out.passed_over_ = std::move(report.passed_over);
  if (!report.chosen) return out;
  // The chosen one first, then other ways to the same phone, then the other ready ones in the chain's order.
  const auto same = addresses_of(report.chosen->address, out.request_.known);
  const auto is_same = [&](const FoundPhone& phone) {
    return std::find(same.begin(), same.end(), phone.address) != same.end();
  };
  for (FoundPhone& phone : report.phones)
    if (phone.state == PhoneState::ready && !(phone.address == report.chosen->address))
      out.ready_.push_back(std::move(phone));
  std::stable_partition(out.ready_.begin(), out.ready_.end(), is_same);
  out.ready_.push_front(*std::move(report.chosen));
  return out;
}

Result<std::optional<Reached>> Reach::next(Host& host) {
  while (!ready_.empty()) {
    if (host.cancelled()) return fail(Code::cancelled, tr("Cancelled; nothing was written."));
    FoundPhone candidate = std::move(ready_.front());
    ready_.pop_front();
    const Route* route = find_route(candidate.address.route);
    if (!route) continue;
    Reached out{.found = candidate,
                .addresses = addresses_of(candidate.address, request_.known),
                .phone = nullptr,
                .locks = {}};
    if (access_ == Access::write) {
      auto locks = lock_all(out.addresses);
      if (!locks) return locks.failure();
      out.locks = *std::move(locks);
    }
    auto phone = route->open(candidate.address.address);
    if (!phone) {
      // Named, it is this phone or none; and what a person must mend is not papered over.
      const Code code = phone.error().code;
      if (request_.only || (code != Code::unreachable && code != Code::denied)) return phone.failure();
      pass_over(candidate, phone.error());
      continue;
    }
    out.phone = *std::move(phone);
    return std::optional<Reached>(std::move(out));
  }
  return std::optional<Reached>();
}

void Reach::pass_over(const FoundPhone& phone, const Error& why) {
  passed_over_.push_back({phone.address.route, phone.address.text(), why.sentence,
                          tr("See that it is plugged in or near, and switched on."), phone.name});
}

std::optional<Reach::Missed> Reach::used_last_and_missed(const Reached& taken) const {
  if (!request_.last_used || request_.only || request_.via || taken.found.address == *request_.last_used)
    return std::nullopt;
  const PassedOver* found = nullptr;
  for (const PassedOver& one : passed_over_) {
    const bool itself = one.phone == request_.last_used->text();
    // A phone that announces itself is not spoken of once it is gone; its route is.
    if (itself || (!found && one.phone.empty() && one.route == request_.last_used->route)) found = &one;
    if (itself) break;
  }
  if (!found) return std::nullopt;
  const auto same = addresses_of(*request_.last_used, request_.known);
  Missed out{.name = found->name.empty() ? last_name_ : found->name,
             .reason = found->reason,
             .same_phone = std::find(same.begin(), same.end(), taken.found.address) != same.end()};
  if (out.name.empty()) out.name = request_.last_used->text();
  return out;
}

}  // namespace phonebook
