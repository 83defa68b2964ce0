// send: contacts to a phone, each once.
#include "command/command.h"

#include <fmt/format.h>

#include "base/text.h"
#include "command/report_json.h"
#include "command/terminal.h"

namespace phonebook::command {
namespace {

struct Options {
  ContactSource source;
  ChoiceOptions choice;
  std::string on_conflict = "ask", toll = "ask";
  bool again = false, json = false;
};

int exit_code(const SendReport& report) {
  bool failed = false, left = false;
  for (const SentItem& item : report.items) {
    failed = failed || item.outcome == Outcome::failed;
    left = left || item.outcome == Outcome::skipped;
  }
  if (report.cancelled) return kCancelled;
  return failed ? kFailed : left ? kUndecided : kOk;
}

int send(const Common& common, const Options& options) {
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
  auto sent = phonebook::send(*engine, *contacts,
                              {.choice = *choice,
                               .on_conflict = *conflict_answer_from(options.on_conflict),
                               .again = options.again,
                               .toll = *toll_answer_from(options.toll)},
                              host);
  if (!sent) return report(sent.error());
  for (const Error& e : sent->unreadable) complain(printable(e.text()));
  if (!sent->phone) {
    complain(printable(sent->sentence));
    for (const PassedOver& p : sent->passed_over)
      complain(printable(fmt::format("{}: {} {}", p.phone.empty() ? p.route : p.phone, p.reason, p.cure)));
    return kUnreachable;
  }
  for (const SentItem& item : sent->items) {
    if (options.json)
      print_line(dump(to_json(item)));
    else if (item.outcome == Outcome::failed || item.outcome == Outcome::skipped)
      complain(printable(item.name + ": " + item.sentence));
    else if (!common.quiet && sent->items.size() > 1)
      print_line(printable(item.sentence));
  }
  if (!options.json) print_line(printable(sent->sentence));
  return exit_code(*sent);
}

}  // namespace

void add_send(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("send", tr("Send contacts to a phone: USB, else Bluetooth, else WAP"));
  options->source.add_to(*sub);
  options->choice.add_to(*sub);
  add_on_conflict(*sub, options->on_conflict);
  add_toll(*sub, options->toll);
  sub->add_flag("--again", options->again,
                tr("To a phone that cannot be read: also what was handed to it before"));
  sub->add_flag("--json", options->json, tr("One JSON line a contact"));
  sub->callback([&common, &run, options] { run = [&common, options] { return send(common, *options); }; });
}

}  // namespace phonebook::command
