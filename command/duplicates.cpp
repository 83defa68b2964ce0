// duplicates and merge: who stands in the book more than once, and joining them.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/duplicates.h"
#include "engine/transfer.h"

namespace phonebook::command {
namespace {

const char* word(Sameness verdict) { return verdict == Sameness::same ? "same" : "perhaps"; }

// {"sure":bool,"contacts":[summary…],"pairs":[{"a":uid,"b":uid,"verdict","reason"}]}
nlohmann::json group_json(const DuplicateGroup& group) {
  nlohmann::json contacts = nlohmann::json::array(), pairs = nlohmann::json::array();
  for (const Contact& contact : group.contacts) contacts.push_back(summary_json(contact));
  for (const DuplicatePair& pair : group.pairs)
    pairs.push_back({{"a", group.contacts[pair.first].uid},
                     {"b", group.contacts[pair.second].uid},
                     {"verdict", word(pair.match.verdict)},
                     {"reason", pair.match.reason}});
  return {{"sure", group.sure()}, {"contacts", std::move(contacts)}, {"pairs", std::move(pairs)}};
}

int duplicates(const Common& common, bool as_json) {
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  auto found = find_duplicates(*engine);
  if (!found) return report(found.error());
  for (const DuplicateGroup& group : found->groups) {
    if (as_json) {
      print_line(dump(group_json(group)));
      continue;
    }
    std::size_t width = 4;
    for (const Contact& contact : group.contacts)
      width = std::clamp(columns(printable(shown_name(contact))), width, std::size_t{32});
    for (const Contact& contact : group.contacts)
      print_line(padded(bold(printable(shown_name(contact))), width) + "  " + printable(contact.uid));
    for (const DuplicatePair& pair : group.pairs)
      print_line(fmt::format("    {:7}  {}", word(pair.match.verdict), printable(pair.match.reason)));
  }
  if (found->groups.empty() && !as_json && !common.quiet) complain(tr("Nobody stands in the book twice."));
  return complain_damaged(found->unreadable) ? kFailed : kOk;
}

struct MergeOptions {
  std::vector<std::string> who;
  bool dry_run = false, json = false;
};

int merge(const Common& common, const MergeOptions& options) {
  if (options.who.size() < 2) {
    complain(tr("Name at least two different contacts to join."));
    return kWrongUse;
  }
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  std::vector<std::string> uids;
  for (const std::string& who : options.who) {
    auto one = one_contact(*engine, who);
    if (!one) return report(one.error());
    uids.push_back(one->uid);
  }
  auto joined = join_in_book(*engine, uids, options.dry_run);
  if (!joined) return report(joined.error());
  if (options.json)
    print_line(dump(summary_json(*joined)));
  else
    print_line(fmt::format(
        fmt::runtime(options.dry_run
                         ? tr_n("{} contact would become {}.", "{} contacts would become {}.", uids.size())
                         : tr_n("{} contact became {}.", "{} contacts became {}.", uids.size())),
        uids.size(), bold(printable(shown_name(*joined)))));
  return kOk;
}

}  // namespace

void add_duplicates(CLI::App& app, Common& common, Run& run) {
  auto as_json = std::make_shared<bool>(false);
  CLI::App* sub = app.add_subcommand("duplicates", tr("List who stands in the book more than once, and why"));
  sub->add_flag("--json", *as_json, tr("One JSON line a group"));
  sub->callback(
      [&common, &run, as_json] { run = [&common, as_json] { return duplicates(common, *as_json); }; });
}

void add_merge(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App* sub =
      app.add_subcommand("merge", tr("Join contacts of the book into the first; nothing is lost"));
  sub->add_option("WHO", options->who, tr("Their uids or names, two at least"))->required();
  sub->add_flag("--dry-run", options->dry_run, tr("Write nothing; say what would become of them"));
  sub->add_flag("--json", options->json, tr("The joined contact as one JSON line"));
  sub->callback([&common, &run, options] { run = [&common, options] { return merge(common, *options); }; });
}

}  // namespace phonebook::command
