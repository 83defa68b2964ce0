// import and export: contacts between files and the book.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <optional>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/import.h"
#include "engine/transfer.h"

namespace phonebook::command {
namespace {

struct ImportOptions {
  std::vector<std::string> files;
  std::string on_conflict = "ask";
  bool dry_run = false, json = false;
};

int import(const Common& common, const ImportOptions& options) {
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  std::optional<WaitingForInput> waiting(std::in_place);
  auto read = read_files(options.files);
  waiting.reset();
  if (!read) return report(read.error());
  if (!common.quiet)
    for (const FileDiagnostic& d : read->diagnostics)
      complain(printable(
          fmt::format("{}:{}: {} {}", d.file, d.diagnostic.line, d.diagnostic.found, d.diagnostic.done)));
  TerminalHost host(common);
  auto taken = phonebook::import(*engine, read->contacts, options.dry_run ? Accept::no : Accept::yes,
                                 *conflict_answer_from(options.on_conflict), host);
  if (!taken) return report(taken.error());
  for (const PlannedItem& item : taken->items) {
    if (options.json)
      print_line(dump(to_json(item)));
    else if (options.dry_run || item.decision == Decision::conflict)
      print_line(
          fmt::format("{:9} {}: {}", to_string(item.decision), printable(item.name), printable(item.reason)));
  }
  if (!options.json) print_line(printable(taken->sentence));
  return taken->left > 0 ? kUndecided : kOk;
}

struct ExportOptions {
  std::vector<std::string> who;
  std::string to = "vcard3", output;
  bool force = false;
};

int export_contacts(const Common& common, const ExportOptions& options) {
  const FormatRow* format = find_format(options.to);
  if (!format || !format->writes) {
    complain(printable(options.to) + ": " +
             tr("There is no such format; see 'purple-phonebook convert --help'."));
    return kWrongUse;
  }
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  std::vector<Contact> contacts;
  bool damaged = false;
  if (options.who.empty()) {
    auto all = search(*engine, "");
    if (!all) return report(all.error());
    contacts = std::move(all->contacts);
    damaged = complain_damaged(all->unreadable);
  }
  for (const std::string& who : options.who) {
    auto one = one_contact(*engine, who);
    if (!one) return report(one.error());
    contacts.push_back(*std::move(one));
  }
  if (options.output.empty() || options.output == "-") {
    auto bytes = write_contacts(contacts, format->format);
    if (!bytes) return report(bytes.error());
    std::cout.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
    return damaged ? kFailed : kOk;
  }
  if (auto done = write_contacts_file(contacts, format->format, options.output, options.force); !done) {
    if (done.error().code != Code::conflict) return report(done.error());
    complain(printable(options.output) + ": " + tr("The file is there already; --force overwrites it."));
    return kFailed;
  }
  if (!common.quiet)
    complain(fmt::format(fmt::runtime(tr_n("{} contact was written to {}.", "{} contacts were written to {}.",
                                           contacts.size())),
                         contacts.size(), printable(options.output)));
  return damaged ? kFailed : kOk;
}

}  // namespace

void add_import(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* sub = app.add_subcommand("import", tr("Take contacts from files into the book, all or none"));
  sub->add_option("IN", options->files, tr("Contact files (vCard, JSContact); - is standard input"))
      ->required();
  add_on_conflict(*sub, options->on_conflict);
  sub->add_flag("-n,--dry-run", options->dry_run, tr("Show the plan; change nothing"));
  sub->add_flag("--json", options->json, tr("One JSON line a contact"));
  sub->callback([&common, &run, options] { run = [&common, options] { return import(common, *options); }; });
}

void add_export(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* sub = app.add_subcommand("export", tr("Write contacts of the book into a file"));
  sub->add_option("WHO", options->who, tr("Uids or names; none: all"));
  sub->add_option("--to", options->to, tr("vcard2.1, vcard3, vcard4 or jscontact"))->type_name("FORMAT");
  sub->add_option("-o,--output", options->output, tr("Where to; - or none: standard output"))
      ->type_name("OUT");
  sub->add_flag("-f,--force", options->force, tr("Overwrite a file that is there"));
  sub->callback(
      [&common, &run, options] { run = [&common, options] { return export_contacts(common, *options); }; });
}

}  // namespace phonebook::command
