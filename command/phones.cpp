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
  std::string add, remove, name, apart;
  std::vector<std::string> same;
  bool json = false;
  ChoiceOptions choice;
  [[nodiscard]] bool changes() const {
    return !add.empty() || !remove.empty() || !apart.empty() || !same.empty();
  }
};

bool is_address(const std::string& text) {
  const auto address = parse_phone_address(text);
  if (address && find_route(address->route)) return true;
  complain(printable(text) + ": " +
           tr("A phone is named ROUTE:ADDRESS, for example folder:/media/card/contacts."));
  return false;
}

int set_up(const Options& options) {
  auto added = set_up_phone(options.add, options.name);
  if (!added) return report(added.error());
  print_line(fmt::format(fmt::runtime(tr("{} is a phone of yours now.")), printable(added->address.text())));
  return kOk;
}

int join(const Options& options) {
  auto joined = name_as_one(options.same, options.name);
  if (!joined) {
    const int code = report(joined.error());
    // The list of phones is a file; all else that is wrong was typed.
    return joined.error().code == Code::invalid_input && joined.error().where.empty() ? kWrongUse : code;
  }
  std::string ways;
  for (const KnownPhone& phone : *joined) ways += (ways.empty() ? "" : ", ") + phone.address.text();
  const std::string& name = joined->front().name;
  print_line(printable(
      name.empty()
          ? fmt::format(fmt::runtime(tr("One phone, by {} ways: {}.")), joined->size(), ways)
          : fmt::format(fmt::runtime(tr("{} is one phone, by {} ways: {}.")), name, joined->size(), ways)));
  return kOk;
}

int change_known(const Options& options) {
  for (const std::string* text : {&options.add, &options.remove, &options.apart})
    if (!text->empty() && !is_address(*text)) return kWrongUse;
  for (const std::string& text : options.same)
    if (!is_address(text)) return kWrongUse;
  if (!options.add.empty()) return set_up(options);
  if (!options.same.empty()) return join(options);
  if (!options.apart.empty()) {
    if (auto done = name_apart(options.apart); !done) return report(done.error());
    print_line(fmt::format(fmt::runtime(tr("{} stands alone again.")), printable(options.apart)));
    return kOk;
  }
  if (auto done = take_phone_off(options.remove); !done) return report(done.error());
  print_line(fmt::format(fmt::runtime(tr("{} is no longer a phone of yours.")), printable(options.remove)));
  return kOk;
}

void print_passed_over(const std::vector<PassedOver>& passed_over) {
  for (const PassedOver& p : passed_over) {
    const std::string who = p.phone.empty()  ? p.route
                            : p.name.empty() ? p.phone
                                             : p.name + " (" + p.phone + ")";
    print_line(fmt::format("- {}: {}", printable(who), printable(p.reason)));
    if (!p.cure.empty()) print_line("    " + printable(p.cure));
  }
}

void print_report(const ChainReport& found) {
  for (const FoundPhone& p : found.phones) {
    if (p.state != PhoneState::ready) continue;
    const bool chosen = found.chosen && found.chosen->address == p.address;
    std::string same;
    for (const FoundPhone& other : found.phones)
      if (!p.device.empty() && other.device == p.device && !(other.address == p.address))
        same += (same.empty() ? "" : ", ") + other.address.text();
    print_line(
        fmt::format("{} {}  {}", chosen ? "*" : " ", bold(printable(p.name)), printable(p.address.text())));
    if (!same.empty())
      print_line("    " + printable(fmt::format(fmt::runtime(tr("the same phone as {}")), same)));
  }
  print_passed_over(found.passed_over);
  if (!found.not_needed.empty()) {
    print_line(tr("Not needed just now:"));
    print_passed_over(found.not_needed);
  }
  if (found.chosen)
    print_line(printable(fmt::format(fmt::runtime(tr("“Add to phone” goes to {}.")), found.chosen->name)));
  print_line(tr("Any phone with a camera takes a card from the screen: purple-phonebook qr NAME."));
}

int phones(const Common& common, const Options& options) {
  if (options.changes()) return change_known(options);
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
                     {"not_needed", list_json(found->not_needed)},
                     {"chosen", found->chosen ? nlohmann::json(found->chosen->address.text())
                                              : nlohmann::json(nullptr)}}));
  } else {
    print_report(*found);
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
  auto* same = sub->add_option("--same", options->same,
                               tr("These addresses are one phone; give it once for each of them"))
                   ->type_name("PHONE")
                   ->allow_extra_args(false)
                   ->excludes(add);
  sub->add_option("--apart", options->apart, tr("This address is a phone of its own after all"))
      ->type_name("PHONE")
      ->excludes(add)
      ->excludes(same);
  auto* name = sub->add_option("--name", options->name, tr("What to call it, with --add or --same"));
  sub->add_option("--remove", options->remove, tr("Take a phone off the list; nothing on it changes"))
      ->type_name("PHONE")
      ->excludes(add)
      ->excludes(same);
  sub->add_flag("--json", options->json, tr("As JSON"));
  options->choice.add_to(*sub);
  sub->callback([&common, &run, options, name, add, same] {
    if (name->count() > 0 && add->count() == 0 && same->count() == 0)
      throw CLI::RequiresError("--name", "--add or --same");
    run = [&common, options] { return phones(common, *options); };
  });
}

}  // namespace phonebook::command
