#include "command/report_json.h"

#include <cmath>

namespace phonebook::command {
namespace {
using nlohmann::json;

json or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }
json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }
double rounded(double confidence) { return std::round(confidence * 1000) / 1000; }

json fields_json(const std::vector<FieldDifference>& fields) {
  json out = json::array();
  for (const FieldDifference& f : fields)
    out.push_back({{"field", f.field}, {"theirs", f.theirs}, {"ours", f.ours}});
  return out;
}

json kept_json(const KeptFinding& f) {
  return {{"id", std::to_string(f.id)},
          {"kind", f.kind},
          {"value", f.value},
          {"label", or_null(f.label)},
          {"owner", f.owner},
          {"owner_name", or_null(f.owner_name)},
          {"recipient", f.recipient},
          {"change", or_null(f.change)},
          {"confidence", rounded(f.confidence)},
          {"state", to_string(f.state)},
          {"mine", f.mine && f.state != FindingState::ignored && f.state != FindingState::not_a_number}};
}

}  // namespace

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json to_json(const Finding& f) {
  return {{"kind", to_string(f.kind)},
          {"value", f.value},
          {"span", {f.span.start, f.span.end}},
          {"label", or_null(f.label)},
          {"owner", to_string(f.owner)},
          {"owner_name", or_null(f.owner_name)},
          {"change", f.change ? json(to_string(*f.change)) : json(nullptr)},
          {"confidence", rounded(f.confidence)}};
}

json to_json(const FoundFinding& f) {
  json out = kept_json(f.kept);
  out["display"] = f.display;
  out["shown"] = f.seen.shown;
  out["nth_from_end"] = f.seen.nth_from_end;
  out["span"] = {f.seen.span.start, f.seen.span.end};
  return out;
}

json to_json(const KeptFinding& f, const std::string& region) {
  json out = kept_json(f);
  out["display"] = display_value(f, region);
  return out;
}

json to_json(const FoundPhone& p) {
  const Route* route = find_route(p.address.route);
  return {{"phone", p.address.text()},
          {"name", p.name},
          {"route", p.address.route},
          {"link", route ? to_string(route->link()) : ""},
          {"state", p.state == PhoneState::ready ? "ready" : "passed_over"},
          {"reason", p.reason},
          {"cure", p.cure},
          {"device", p.device}};
}

json to_json(const PassedOver& p) {
  return {{"route", p.route}, {"phone", p.phone}, {"name", p.name}, {"reason", p.reason}, {"cure", p.cure}};
}

json to_json(const PlannedItem& i) {
  return {{"uid", i.uid},
          {"name", i.name},
          {"decision", to_string(i.decision)},
          {"target", or_null(i.target)},
          {"reason", i.reason},
          {"fields", fields_json(i.fields)}};
}

json to_json(const SentItem& i) {
  return {{"uid", i.uid},
          {"name", i.name},
          {"decision", to_string(i.decision)},
          {"outcome", to_string(i.outcome)},
          {"sentence", i.sentence},
          {"phone", i.phone},
          {"uncertain", i.uncertain}};
}

json to_json(const Check& c) {
  return {{"name", c.name}, {"title", c.title},       {"ok", c.ok},
          {"note", c.note}, {"sentence", c.sentence}, {"cure", c.cure}};
}

json summary_json(const Contact& c) {
  json out{{"uid", c.uid}, {"name", shown_name(c)}, {"numbers", json::array()}, {"mails", json::array()}};
  for (const ContactNumber& n : c.numbers)
    out["numbers"].push_back(n.extension.empty() ? n.number : n.number + ";ext=" + n.extension);
  for (const ContactMail& m : c.mails) out["mails"].push_back(m.address);
  return out;
}

}  // namespace phonebook::command
