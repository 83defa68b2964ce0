// doctor: is everything there, and what mends what is not.
#include <fmt/format.h>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/doctor.h"

namespace phonebook::command {

void add_doctor(CLI::App& app, Common& common, Run& run) {
  auto json = std::make_shared<bool>(false);
  CLI::App* sub = app.add_subcommand("doctor", tr("Check book, key, tools, phones and the plugin"));
  sub->add_flag("--json", *json, tr("One JSON line a check"));
  sub->callback([&common, &run, json] {
    run = [&common, json] {
      bool sound = true, phone = false;
      for (const Check& check : doctor(common.engine())) {
        sound = sound && (check.ok || (check.name != "book" && check.name != "phones.json"));
        phone = phone || (check.ok && check.name.starts_with("phone:"));
        if (*json) {
          print_line(dump(to_json(check)));
          continue;
        }
        print_line(fmt::format("{}  {}",
                               check.ok     ? tr("good")
                               : check.note ? tr("note")
                                            : bold(tr("look")),
                               printable(check.sentence)));
        if (!check.cure.empty()) print_line("      " + printable(check.cure));
      }
      return !sound ? kFailed : phone ? kOk : kUnreachable;
    };
  });
}

}  // namespace phonebook::command
