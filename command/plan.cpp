// plan: what sending would do to each contact; writes nothing.
#include <fmt/format.h>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"

namespace phonebook::command {
namespace {

struct Options {
  ContactSource source;
  ChoiceOptions choice;
  bool json = false;
};

int plan(const Common& common, const Options& options) {
  const auto choice = options.choice.choice();
  if (!choice) {
    report(choice.error());
    return kWrongUse;
  }
  if (!options.source.named()) {
    complain(tr("Say which contacts: files, --contact or --all."));
    return kWrongUse;
  }
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  auto contacts = options.source.take(*engine);
  if (!contacts) return report(contacts.error());
  TerminalHost host(common);
  auto planned = phonebook::plan(*engine, *contacts, *choice, host);
  if (!planned) return report(planned.error());
  for (const Error& e : planned->unreadable) complain(printable(e.text()));
  if (!planned->phone) {
    complain(tr("No phone can be reached."));
    for (const PassedOver& p : planned->passed_over)
      complain(printable(fmt::format("{}: {} {}", p.phone.empty() ? p.route : p.phone, p.reason, p.cure)));
    return kUnreachable;
  }
  bool undecided = false;
  for (const PlannedItem& item : planned->items) {
    undecided = undecided || item.decision == Decision::conflict;
    if (options.json) {
      print_line(dump(to_json(item)));
      continue;
    }
    print_line(fmt::format("{:9} {}: {}", to_string(item.decision), bold(printable(item.name)),
                           printable(item.reason)));
    for (const FieldDifference& f : item.fields)
      print_line(
          fmt::format("            {}: {} → {}", printable(f.field), printable(f.theirs), printable(f.ours)));
  }
  return undecided ? kUndecided : kOk;
}

}  // namespace

void add_plan(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub =
      app.add_subcommand("plan", tr("Show what sending would do: add, identical, merge or conflict"));
  options->source.add_to(*sub);
  options->choice.add_to(*sub);
  sub->add_flag("--json", options->json, tr("One JSON line a contact"));
  sub->callback([&common, &run, options] { run = [&common, options] { return plan(common, *options); }; });
}

}  // namespace phonebook::command
