// match: what would become of a phonebook if these cards were put into it; no phone and no book needed.
#include <fmt/format.h>

#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/match_cards.h"
#include "engine/transfer.h"
#include "exporters/json_text.h"
#include "exporters/transcoder.h"
#include "numbers/telephone_number.h"

namespace phonebook::command {
namespace {

using nlohmann::json;

struct Options {
  std::string file = "-";
  bool json = false;
};

struct Request {
  std::vector<Contact> phonebook, incoming;
  MatchOptions options;
  PlanLimits limits;
};

// The cards of one member; absent is none.
Result<std::vector<Contact>> cards_of(json& request, const char* name) {
  const auto found = request.find(name);
  if (found == request.end() || found->is_null()) return std::vector<Contact>();
  if (!found->is_array())
    return fail(Code::invalid_input, tr("This must be a list of JSContact cards."), name);
  for (std::size_t i = 0; i < found->size(); ++i)
    if (!(*found)[i].is_object())
      return fail(Code::invalid_input, tr("This must be a JSContact card."), fmt::format("{}[{}]", name, i));
  const std::size_t count = found->size();
  const std::string text = dump(*found);
  *found = nullptr;  // its memory goes back
  ReadOptions no_limit;
  no_limit.max_bytes = no_limit.max_contacts = std::numeric_limits<std::size_t>::max();
  auto read = read_contacts(text, Format::jscontact, no_limit);
  if (!read) return read.failure();
  if (read->contacts.size() != count)
    return fail(Code::invalid_input, tr("This must be a list of JSContact cards."), name);
  return std::move(read->contacts);
}

Result<std::size_t> limit_of(const json& options, const char* name) {
  const auto found = options.find(name);
  if (found == options.end() || found->is_null()) return std::size_t{0};
  if (!found->is_number_integer() || *found < 0 || *found > 1'000'000'000)
    return fail(Code::invalid_input, tr("This must be a whole number, not below 0."),
                fmt::format("options.{}", name));
  return found->get<std::size_t>();
}

Result<void> read_options(const json& options, const Common& common, Request& request) {
  request.options.region = common.region;
  if (options.is_null()) return {};
  if (!options.is_object())
    return fail(Code::invalid_input, tr("This must be an object of options."), "options");
  if (const auto region = options.find("region"); region != options.end() && !region->is_null()) {
    const std::string typed = region->is_string() ? region->get<std::string>() : std::string();
    request.options.region = region_from(typed);
    if (request.options.region.empty() && !(region->is_string() && typed.empty()))
      return fail(Code::invalid_input, tr("This is no region code; give two letters, for example DE or CN."),
                  "options.region");
  }
  if (const auto capacity = options.find("capacity"); capacity != options.end() && !capacity->is_null()) {
    auto limit = limit_of(options, "capacity");
    if (!limit) return limit.failure();
    request.limits.capacity = *limit;
  }
  const struct {
    const char* name;
    std::size_t& limit;
  } kLimits[] = {{"name_limit", request.limits.source_name},
                 {"book_name_limit", request.limits.kept_name},
                 {"numbers_per_contact", request.limits.source_numbers}};
  for (const auto& [name, limit] : kLimits) {
    auto read = limit_of(options, name);
    if (!read) return read.failure();
    limit = *read;
  }
  // Names of either side may have been cut; the shorter limit is the one that is surely reached.
  const std::size_t source = request.limits.source_name, kept = request.limits.kept_name;
  request.options.name_limit = source == 0 || (kept > 0 && kept < source) ? kept : source;
  return {};
}

Result<Request> read_request(const std::string& file, const Common& common) {
  const WaitingForInput waiting;
  auto bytes = read_input(file);
  if (!bytes) return bytes.failure();
  if (is_nested_too_deep(*bytes))
    return fail(Code::invalid_input, tr("The values are nested deeper than any contact needs."));
  json document = json::parse(valid_utf8(*bytes), nullptr, false);
  bytes->clear();
  bytes->shrink_to_fit();
  if (document.is_discarded()) return fail(Code::invalid_input, tr("This is not JSON."));
  if (!document.is_object())
    return fail(Code::invalid_input,
                tr("This must be an object with \"options\", \"phonebook\" and \"incoming\"."));
  Request request;
  const auto options = document.find("options");
  if (options != document.end())
    if (auto read = read_options(*options, common, request); !read) return read.failure();
  if (options == document.end()) request.options.region = common.region;
  auto phonebook = cards_of(document, "phonebook");
  if (!phonebook) return phonebook.failure();
  request.phonebook = *std::move(phonebook);
  auto incoming = cards_of(document, "incoming");
  if (!incoming) return incoming.failure();
  request.incoming = *std::move(incoming);
  return request;
}

json fields_json(const std::vector<FieldDifference>& fields) {
  json out = json::array();
  for (const FieldDifference& f : fields)
    out.push_back({{"field", f.field}, {"theirs", f.theirs}, {"ours", f.ours}});
  return out;
}

int print_json(const MatchAnswer& answer, const std::vector<Contact>& incoming) {
  json decisions = json::array();
  for (std::size_t i = 0; i < answer.decisions.size(); ++i) {
    const MatchDecision& d = answer.decisions[i];
    const std::string& uid = incoming[i].uid;
    json one{{"incoming", uid.empty() ? json(nullptr) : json(uid)},
             {"decision", to_string(d.decision)},
             {"target", d.target ? json(answer.phonebook[*d.target].uid) : json(nullptr)},
             {"reason", d.reason}};
    if (d.no_room) one["status"] = "no_space";
    if (!d.fields.empty()) one["fields"] = fields_json(d.fields);
    decisions.push_back(std::move(one));
  }
  const auto cards = write_contacts(answer.phonebook, Format::jscontact);
  if (!cards) return report(cards.error());
  // The cards are JSON text already.
  std::cout << "{\"decisions\":" << dump(decisions) << ",\"phonebook\":" << trim(*cards) << "}\n";
  return kOk;
}

int match(const Common& common, const Options& options) {
  auto request = read_request(options.file, common);
  if (!request) return report(request.error());
  const MatchAnswer answer =
      match_cards(std::move(request->phonebook), request->incoming, request->options, request->limits);
  if (options.json) {
    return print_json(answer, request->incoming);
  }
  for (std::size_t i = 0; i < answer.decisions.size(); ++i) {
    const MatchDecision& d = answer.decisions[i];
    print_line(fmt::format("{:9} {}: {}", to_string(d.decision),
                           bold(printable(shown_name(request->incoming[i]))), printable(d.reason)));
    for (const FieldDifference& f : d.fields)
      print_line(
          fmt::format("            {}: {} → {}", printable(f.field), printable(f.theirs), printable(f.ours)));
  }
  return kOk;
}

}  // namespace

void add_match(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand(
      "match", tr("Say what would become of a phonebook if cards were put into it; no phone needed"));
  sub->add_option(
      "IN", options->file,
      tr("A JSON object with \"options\", \"phonebook\" and \"incoming\"; - or none: standard input"));
  sub->add_flag("--json", options->json, tr("The decisions and the phonebook afterwards as one JSON object"));
  sub->footer(
      tr("Options in the input: region, capacity, name_limit, book_name_limit,\nnumbers_per_contact."));
  sub->callback([&common, &run, options] { run = [&common, options] { return match(common, *options); }; });
}

}  // namespace phonebook::command
