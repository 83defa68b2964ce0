// phones: which phones there are, which one the chain would take, and why it passes over the others.
#include <fmt/format.h>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/set_up_phone.h"

namespace phonebook::command {
namespace {

struct Options {
  std::string add, remove, name;
  bool json = false;
  ChoiceOptions choice;
};

int change_known(const Options& options) {
  const std::string& text = options.add.empty() ? options.remove : options.add;
  const auto address = parse_phone_address(text);
  if (!address || !find_route(address->route)) {
    complain(printable(text) + ": " +
             tr("A phone is named ROUTE:ADDRESS, for example folder:/media/card/contacts."));
    return kWrongUse;
  }
  if (options.add.empty()) {
    if (auto done = take_phone_off(text); !done) return report(done.error());
    print_line(fmt::format(fmt::runtime(tr("{} is no longer a phone of yours.")), printable(text)));
    return kOk;
  }
  auto added = set_up_phone(text, options.name);
  if (!added) return report(added.error());
  print_line(fmt::format(fmt::runtime(tr("{} is a phone of yours now.")), printable(added->address.text())));
  return kOk;
}

int phones(const Common& common, const Options& options) {
  if (!options.add.empty() || !options.remove.empty()) return change_known(options);
  const auto choice = options.choice.choice();
  if (!choice) {
    report(choice.error());
    return kWrongUse;
  }
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  TerminalHost host(common);
  auto found = phonebook::phones(*engine, *choice, host);
  if (!found) return report(found.error());
  if (options.json) {
    print_line(dump({{"phones", list_json(found->phones)},
                     {"passed_over", list_json(found->passed_over)},
                     {"chosen", found->chosen ? nlohmann::json(found->chosen->address.text())
                                              : nlohmann::json(nullptr)}}));
  } else {
    for (const FoundPhone& p : found->phones) {
      if (p.state != PhoneState::ready) continue;
      const bool chosen = found->chosen && found->chosen->address == p.address;
      print_line(
          fmt::format("{} {}  {}", chosen ? "*" : " ", bold(printable(p.name)), printable(p.address.text())));
    }
    for (const PassedOver& p : found->passed_over) {
      print_line(
          fmt::format("- {}: {}", printable(p.phone.empty() ? p.route : p.phone), printable(p.reason)));
      if (!p.cure.empty()) print_line("    " + printable(p.cure));
    }
    if (found->chosen)
      print_line(
          fmt::format(fmt::runtime(tr("\"Add to phone\" goes to {}.")), printable(found->chosen->name)));
  }
  return found->chosen ? kOk : kUnreachable;
}

}  // namespace

void add_phones(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("phones", tr("Show the phones there are, and set one up"));
  auto* add =
      sub->add_option("--add", options->add, tr("Set a phone up, for example folder:/media/card/contacts"))
          ->type_name("PHONE");
  sub->add_option("--name", options->name, tr("What to call it"))->needs(add);
  sub->add_option("--remove", options->remove, tr("Take a phone off the list; nothing on it changes"))
      ->type_name("PHONE")
      ->excludes(add);
  sub->add_flag("--json", options->json, tr("As JSON"));
  options->choice.add_to(*sub);
  sub->callback([&common, &run, options] { run = [&common, options] { return phones(common, *options); }; });
}

}  // namespace phonebook::command
