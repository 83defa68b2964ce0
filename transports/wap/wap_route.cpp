#include "transports/wap/wap_route.h"

#include <fmt/format.h>

#include "base/text.h"
#include "transports/wap/gateway.h"
#include "transports/wap/sendsms.h"
#include "transports/wap/sms.h"
#include "transports/wap/wap_phone.h"

namespace phonebook {
namespace {

const char* no_gateway() { return tr("No SMS gateway is set up."); }
const char* set_one_up() {
  return tr(
      "Set one up with “purple-phonebook gateway --set URL --user NAME”. Messages cost what its owner asks.");
}
const char* no_number() { return tr("This is no number that messages can be sent to."); }
const char* write_it_so() {
  return tr("Write it with a plus and the country code, like wap:+4915112345678.");
}

// Why nothing can go through the gateway just now; absent when it listens.
std::optional<Route::Absence> gateway_trouble() {
  const auto gateway = load_gateway();
  if (!gateway) return Route::Absence{gateway.error().where + ": " + gateway.error().sentence, ""};
  if (!*gateway) return Route::Absence{no_gateway(), set_one_up()};
  if (const auto reached = reach_gateway(**gateway); !reached) {
    return Route::Absence{
        fmt::format(fmt::runtime(tr("The SMS gateway {} does not answer.")), gateway_host(**gateway)),
        tr("Start it, or look at its address with “purple-phonebook gateway --check”.")};
  }
  return std::nullopt;
}

}  // namespace

std::string WapRoute::canonical(const std::string& address) const {
  std::string number;
  for (const char c : address)
    if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '/' && c != '.') number += c;
  return is_sms_number(number) ? number : address;
}

Route::Absence WapRoute::why_no_phone(const Task& task) const {
  const auto gateway = load_gateway();
  if (gateway && !*gateway) return {no_gateway(), set_one_up()};
  return Route::why_no_phone(task);
}

std::vector<Route::Check> WapRoute::checks(const Task&) const {
  constexpr const char* kName = "sms-gateway";
  if (const auto trouble = gateway_trouble()) return {{kName, false, trouble->reason, trouble->cure}};
  const auto gateway = load_gateway();
  if (!gateway || !*gateway) return {{kName, false, no_gateway(), set_one_up()}};
  return {{kName, true, fmt::format(fmt::runtime(tr("The SMS gateway {} answers.")), gateway_host(**gateway)),
           ""}};
}

std::vector<FoundPhone> WapRoute::discover(std::span<const KnownPhone> known, const Task& task) const {
  std::vector<FoundPhone> found;
  std::optional<std::optional<Absence>> trouble;  // asked once, and only when there is a number
  for (const KnownPhone& phone : known) {
    if (phone.address.route != name() || task.cancelled()) continue;
    const std::string number = canonical(phone.address.address);
    FoundPhone answer{.address = {name(), number}, .name = phone.name, .device = phone.device};
    if (answer.name.empty()) answer.name = fmt::format(fmt::runtime(tr("Phone {} by SMS")), number);
    if (!is_sms_number(number)) {
      answer.state = PhoneState::passed_over;
      answer.reason = no_number();
      answer.cure = write_it_so();
    } else {
      if (!trouble) trouble = gateway_trouble();
      if (*trouble) {
        answer.state = PhoneState::passed_over;
        answer.reason = (*trouble)->reason;
        answer.cure = (*trouble)->cure;
      }
    }
    found.push_back(std::move(answer));
  }
  return found;
}

Result<std::unique_ptr<Phone>> WapRoute::open(const std::string& address) const {
  const std::string number = canonical(address);
  const std::string where = std::string(name()) + ":" + number;
  if (!is_sms_number(number))
    return fail(Code::invalid_input, std::string(no_number()) + " " + write_it_so(), where);
  auto gateway = load_gateway();
  if (!gateway) return gateway.failure();
  if (!*gateway) return fail(Code::unreachable, std::string(no_gateway()) + " " + set_one_up(), where);
  return std::unique_ptr<Phone>(std::make_unique<WapPhone>(number, **std::move(gateway)));
}

}  // namespace phonebook
