#include "transports/chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr Link kChain[] = {Link::usb, Link::bluetooth, Link::wap};

PassedOver passed_over(const FoundPhone& phone) {
  return {phone.address.route, phone.address.text(), phone.reason, phone.cure, phone.name};
}

// One route's phones, and what it says for itself when it has none.
struct RouteAnswer {
  std::vector<FoundPhone> phones;
  std::optional<PassedOver> silent;
};

RouteAnswer ask(const Route& route, std::span<const KnownPhone> known, const Task& task) {
  RouteAnswer answer{.phones = route.discover(known, task)};
  if (!answer.phones.empty()) return answer;
  if (const auto absence = route.absence()) {
    answer.silent = PassedOver{route.name(), "", absence->reason, absence->cure};
  } else {
    Route::Absence why = route.why_no_phone(task);
    answer.silent = PassedOver{route.name(), "", std::move(why.reason), std::move(why.cure)};
  }
  return answer;
}

// All that one link has to say. Ready phones: the one used last, those the person set up, those that
// announced themselves; among equals the table's order.
struct LinkAnswer {
  std::vector<FoundPhone> phones;
  std::vector<PassedOver> passed_over;
  std::optional<FoundPhone> ready;
};

class Survey {
 public:
  Survey(const ChainRequest& request, const Task& task) : request_(request), task_(task) {
    for (const KnownPhone& phone : request.known) known_.push_back(one_way(phone));
    if (request.last_used) last_used_ = addresses_of(one_way({*request.last_used, ""}).address, known_);
    for (const PhoneAddress& address : request.among) among_.push_back(one_way({address, ""}).address);
  }

  ChainReport all() {
    ChainReport report;
    bool via_exists = !request_.via;
    for (const Link link : kChain) {
      LinkAnswer answer = ask_link(link, via_exists);
      std::move(answer.phones.begin(), answer.phones.end(), std::back_inserter(report.phones));
      std::vector<PassedOver>& told = report.chosen ? report.not_needed : report.passed_over;
      std::move(answer.passed_over.begin(), answer.passed_over.end(), std::back_inserter(told));
      if (!report.chosen) report.chosen = std::move(answer.ready);
    }
    if (!via_exists) report.passed_over.push_back(unknown_route(*request_.via, ""));
    return report;
  }

  ChainReport only(const PhoneAddress& asked) {
    ChainReport report;
    const Route* route = find_route(asked.route);
    if (!route) {
      report.passed_over.push_back(unknown_route(asked.route, asked.text()));
      return report;
    }
    KnownPhone phone = one_way({asked, ""});
    for (const KnownPhone& known : known_)
      if (known.address == phone.address) phone = known;
    if (!wanted(*route)) {
      report.passed_over.push_back(
          {route->name(), phone.address.text(),
           fmt::format(fmt::runtime(tr("This phone is not reached over “{}”.")), *request_.via),
           tr("Leave out either --phone or --via.")});
      return report;
    }
    for (FoundPhone& found : route->discover({&phone, 1}, task_))
      if (found.address == phone.address) report.phones.push_back(std::move(found));
    if (report.phones.empty()) {
      RouteAnswer answer = ask(*route, {}, task_);
      if (answer.silent) report.passed_over.push_back(*answer.silent);
    } else if (report.phones.front().state == PhoneState::ready) {
      report.chosen = report.phones.front();
    } else {
      report.passed_over.push_back(passed_over(report.phones.front()));
    }
    return report;
  }

 private:
  static KnownPhone one_way(KnownPhone phone) {
    if (const Route* route = find_route(phone.address.route))
      phone.address.address = route->canonical(phone.address.address);
    return phone;
  }

  static PassedOver unknown_route(const std::string& name, const std::string& phone) {
    std::string names;
    for (const Route* route : routes()) names += (names.empty() ? "" : ", ") + std::string(route->name());
    return {name, phone, fmt::format(fmt::runtime(tr("There is no route “{}”.")), name),
            fmt::format(fmt::runtime(tr("Ask for one of these: {}.")), names)};
  }

  [[nodiscard]] bool wanted(const Route& route) const {
    return !request_.via || *request_.via == route.name() || *request_.via == to_string(route.link());
  }

  [[nodiscard]] int rank(const FoundPhone& phone) const {
    if (std::find(last_used_.begin(), last_used_.end(), phone.address) != last_used_.end()) return 0;
    const auto same = [&](const KnownPhone& known) { return known.address == phone.address; };
    return std::any_of(known_.begin(), known_.end(), same) ? 1 : 2;
  }

  LinkAnswer ask_link(Link link, bool& via_exists) {
    LinkAnswer link_answer;
    for (const Route* route : routes()) {
      if (route->link() != link || !wanted(*route)) continue;
      via_exists = true;
      if (task_.cancelled()) continue;
      RouteAnswer answer = ask(*route, known_, task_);
      if (!among_.empty()) {
        std::erase_if(answer.phones, [&](const FoundPhone& phone) {
          return std::find(among_.begin(), among_.end(), phone.address) == among_.end();
        });
      }
      if (answer.silent) link_answer.passed_over.push_back(std::move(*answer.silent));
      for (FoundPhone& phone : answer.phones) {
        if (phone.state == PhoneState::passed_over) {
          link_answer.passed_over.push_back(passed_over(phone));
        } else if (!link_answer.ready || rank(phone) < rank(*link_answer.ready)) {
          link_answer.ready = phone;
        }
        link_answer.phones.push_back(std::move(phone));
      }
    }
    return link_answer;
  }

  const ChainRequest& request_;
  const Task& task_;
  std::vector<KnownPhone> known_;
  std::vector<PhoneAddress> last_used_, among_;
};

}  // namespace

std::vector<PhoneAddress> addresses_of(const PhoneAddress& address, std::span<const KnownPhone> known) {
  const auto named = std::find_if(known.begin(), known.end(),
                                  [&](const KnownPhone& phone) { return phone.address == address; });
  std::vector<PhoneAddress> out{address};
  if (named == known.end() || named->device.empty()) return out;
  for (const KnownPhone& phone : known)
    if (phone.device == named->device && !(phone.address == address)) out.push_back(phone.address);
  return out;
}

ChainReport survey(const ChainRequest& request, const Task& task) {
  Survey survey(request, task);
  return request.only ? survey.only(*request.only) : survey.all();
}

}  // namespace phonebook
