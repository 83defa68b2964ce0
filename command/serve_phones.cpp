#include "command/serve_phones.h"

#include "base/text.h"
#include "command/report_json.h"
#include "command/serve_params.h"
#include "engine/send.h"
#include "engine/set_up_phone.h"

namespace phonebook::command {

using nlohmann::json;

Result<json> phones_call(const Call& call) {
  auto report = phones(call.engine, choice_param(call.params), call.host);
  if (!report) return report.failure();
  return json{{"phones", list_json(report->phones)},
              {"passed_over", list_json(report->passed_over)},
              {"not_needed", list_json(report->not_needed)},
              {"chosen", report->chosen ? json(report->chosen->address.text()) : json(nullptr)}};
}

Result<json> phones_add_call(const Call& call) {
  const auto added = set_up_phone(needed_text(call.params, "phone"), text_param(call.params, "name"));
  if (!added) return added.failure();
  auto report = phones(call.engine, {.phone = added->address, .via = std::nullopt}, call.host);
  if (!report) return report.failure();
  for (const FoundPhone& p : report->phones)
    if (p.address == added->address) return json{{"phone", to_json(p)}};
  return json{{"phone", nullptr}};
}

Result<json> phones_remove_call(const Call& call) {
  if (auto done = take_phone_off(needed_text(call.params, "phone")); !done) return done.failure();
  return json::object();
}

Result<json> phones_same_call(const Call& call) {
  constexpr std::size_t kMostAddresses = 100;
  const auto list = call.params.find("phones");
  if (list == call.params.end() || !list->is_array() || list->size() > kMostAddresses)
    throw WrongParams("phones must be a list of addresses");
  std::vector<std::string> addresses;
  for (const json& one : *list) {
    if (!one.is_string()) throw WrongParams("phones must be a list of addresses");
    addresses.push_back(one.get<std::string>());
  }
  const auto joined = name_as_one(addresses, text_param(call.params, "name"));
  if (!joined) return joined.failure();
  json out = json::array();
  for (const KnownPhone& phone : *joined)
    out.push_back({{"phone", phone.address.text()}, {"name", phone.name}, {"device", phone.device}});
  return json{{"phones", std::move(out)}};
}

Result<json> phones_apart_call(const Call& call) {
  if (auto done = name_apart(needed_text(call.params, "phone")); !done) return done.failure();
  return json::object();
}

}  // namespace phonebook::command
