#include "engine/reach.h"

#include "base/text.h"

namespace phonebook {

Task task_for(Host& host) {
  Task task;
  task.progress = [&host](std::size_t done, std::size_t total, const std::string& sentence) {
    host.progress({ProgressEvent::What::progress, done, total, sentence});
  };
  task.cancelled_by_person = [&host] { return host.cancelled(); };
  return task;
}

Result<ChainRequest> chain_request(Engine& engine, const PhoneChoice& choice) {
  auto known = load_known_phones();
  // A phone that is named needs no list of phones, whatever state that is in.
  if (!known && !choice.phone) return known.failure();
  auto last = engine.book().last_used_phone();
  if (!last) return last.failure();
  ChainRequest request{.known = known ? *std::move(known) : std::vector<KnownPhone>(),
                       .only = choice.phone,
                       .via = choice.via,
                       .last_used = std::nullopt};
  if (*last) request.last_used = parse_phone_address(**last);
  return request;
}

Result<Reached> reach(Engine& engine, const PhoneChoice& choice, Access access, Host& host) {
  auto request = chain_request(engine, choice);
  if (!request) return request.failure();
  const Task task = task_for(host);
  ChainReport report = survey(*request, task);
  Reached out;
  out.passed_over = report.passed_over;
  if (!report.chosen) return out;
  // The chosen one first, then the other ready ones in the chain's order.
  std::vector<FoundPhone> ready{*report.chosen};
  for (const FoundPhone& phone : report.phones)
    if (phone.state == PhoneState::ready && !(phone.address == report.chosen->address))
      ready.push_back(phone);
  for (const FoundPhone& candidate : ready) {
    if (host.cancelled()) return fail(Code::cancelled, tr("Cancelled; nothing was written."));
    const Route* route = find_route(candidate.address.route);
    if (!route) continue;
    std::optional<PhoneLock> lock;
    if (access == Access::write) {
      auto locked = lock_phone(candidate.address);
      // A phone that somebody else writes to is there: waiting for it beats sending to another one.
      if (!locked) return locked.failure();
      lock.emplace(*std::move(locked));
    }
    auto phone = route->open(candidate.address.address);
    if (!phone) {
      if (choice.phone || phone.error().code != Code::unreachable) return phone.failure();
      out.passed_over.push_back(
          {candidate.address.route, candidate.address.text(), phone.error().sentence, {}});
      continue;
    }
    out.found = candidate;
    out.phone = *std::move(phone);
    out.lock = std::move(lock);
    return out;
  }
  return out;
}

}  // namespace phonebook
