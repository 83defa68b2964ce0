// convert: contacts from file to file, no book needed.
#include <fmt/format.h>

#include <iostream>
#include <optional>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/transfer.h"

namespace phonebook::command {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string to, output, diagnostics = "text";
  bool force = false;
};

void tell(const std::vector<FileDiagnostic>& diagnostics, const std::string& form, bool quiet) {
  for (const FileDiagnostic& d : diagnostics) {
    if (form == "json")
      std::cerr << dump({{"file", d.file},
                         {"line", d.diagnostic.line},
                         {"found", d.diagnostic.found},
                         {"done", d.diagnostic.done}})
                << '\n';
    else if (!quiet)
      complain(printable(
          fmt::format("{}:{}: {} {}", d.file, d.diagnostic.line, d.diagnostic.found, d.diagnostic.done)));
  }
}

int convert(const Common& common, const Options& options) {
  const FormatRow* format = find_format(options.to);
  if (!format || !format->writes) {
    std::string names;
    for (const FormatRow& row : formats())
      if (row.writes) names += (names.empty() ? "" : " ") + std::string(row.name);
    complain(fmt::format(fmt::runtime(tr("Nothing can be written as {}; there are: {}.")),
                         printable(options.to), names));
    return kWrongUse;
  }
  std::optional<WaitingForInput> waiting(std::in_place);
  auto read = read_files(options.files.empty() ? std::vector<std::string>{"-"} : options.files);
  waiting.reset();
  if (!read) return report(read.error());
  tell(read->diagnostics, options.diagnostics, common.quiet);
  if (options.output.empty() || options.output == "-") {
    auto bytes = write_contacts(read->contacts, format->format);
    if (!bytes) return report(bytes.error());
    std::cout.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
    return kOk;
  }
  if (auto done = write_contacts_file(read->contacts, format->format, options.output, options.force); !done) {
    if (done.error().code == Code::conflict) {
      complain(printable(options.output) + ": " + tr("The file is there already; --force overwrites it."));
      return kFailed;
    }
    return report(done.error());
  }
  return kOk;
}

}  // namespace

void add_convert(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("convert", tr("Convert contact files; no book needed"));
  sub->add_option("IN", options->files,
                  tr("Contact files (vCard, JSContact), joined; - or none: standard input"));
  sub->add_option("--to", options->to, tr("vcard2.1, vcard3, vcard4 or jscontact"))
      ->required()
      ->type_name("FORMAT");
  sub->add_option("-o,--output", options->output, tr("Where to; - or none: standard output"))
      ->type_name("OUT");
  sub->add_flag("-f,--force", options->force, tr("Overwrite a file that is there"));
  sub->add_option("--diagnostics", options->diagnostics,
                  tr("What was mended while reading, on standard error: text or json"))
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORM");
  sub->callback([&common, &run, options] { run = [&common, options] { return convert(common, *options); }; });
}

}  // namespace phonebook::command
