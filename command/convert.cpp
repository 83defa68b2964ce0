// convert: contacts from file to file, no book needed.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/convert.h"
#include "engine/input_files.h"
#include "exporters/csv_dialects.h"

namespace phonebook::command {
namespace {

constexpr std::size_t kToldEach = 20;  // remarks on one file or about losses, before they are only counted

struct Options {
  std::vector<std::string> files;
  std::string to, from, profile, output, order, paper, title, diagnostics = "text";
  bool force = false, split = false, list = false;
};

// What is to be written.
struct Wanted {
  Format format = Format::vcard3;
  const Profile* profile = nullptr;
  WriteProfile write;
  ConvertOptions convert;
  bool split = false;
};

int wrong_use(const std::string& sentence) {
  complain(printable(sentence));
  return kWrongUse;
}

std::string names_of(bool (*fits)(const FormatRow&)) {
  std::string out;
  for (const FormatRow& row : formats())
    if (fits(row)) out += (out.empty() ? "" : " ") + std::string(row.name);
  return out;
}
bool reads(const FormatRow& row) { return row.reads; }
bool writes(const FormatRow& row) { return row.writes; }
bool is_binary(Format format) {
  return format == Format::xlsx || format == Format::docx || format == Format::pdf;
}
bool is_vcard(Format format) {
  return format == Format::vcard2_1 || format == Format::vcard3 || format == Format::vcard4;
}

// --list: the words that the options take.
int list() {
  print_line(bold(tr("Formats (--to, --from)")));
  for (const FormatRow& row : formats())
    print_line(fmt::format("  {:<16} {}", row.name,
                           row.reads && row.writes ? tr("read and written")
                           : row.writes            ? tr("written")
                                                   : tr("read")));
  for (const CsvDialectRow& dialect : csv_dialects())
    print_line(fmt::format("  {:<16} {}", "csv:" + dialect.name, dialect.title));
  print_line("");
  print_line(bold(tr("Phones (--profile)")));
  for (const Profile& profile : profiles())
    print_line(fmt::format("  {:<16} {} ({}{})", profile.name, profile.title, format_row(profile.format).name,
                           profile.one_card_a_file ? std::string(", ") + tr("one card a file") : ""));
  return kOk;
}

// The format that a file name's ending means; vCard 3.0 is what most programs and phones take.
const FormatRow* format_of_ending(const std::string& output) {
  const std::string ending = ascii_lower(std::filesystem::path(output).extension().string());
  if (ending == ".vcf" || ending == ".vcard") return find_format("vcard3");
  for (const FormatRow& row : formats())
    if (ending == "." + std::string(row.ending)) return row.writes ? &row : nullptr;
  return ending == ".htm" ? find_format("html") : nullptr;
}

// kOk, or what is wrong was said.
int understand(const Options& options, Wanted& wanted) {
  if (!options.profile.empty()) {
    wanted.profile = find_profile(options.profile);
    if (!wanted.profile) {
      std::string names;
      for (const Profile& profile : profiles()) names += (names.empty() ? "" : " ") + profile.name;
      return wrong_use(
          fmt::format(fmt::runtime(tr("There is no profile {}; there are: {}.")), options.profile, names));
    }
    wanted.write = write_profile(*wanted.profile);
  }
  const std::string word = options.to.substr(0, options.to.find(':'));
  const FormatRow* format = options.to.empty() ? (wanted.profile ? &format_row(wanted.profile->format)
                                                                 : format_of_ending(options.output))
                                               : find_format(word);
  if (!format && options.to.empty())
    return wrong_use(
        fmt::format(fmt::runtime(tr("Say what to write: --to and one of {}.")), names_of(writes)));
  if (!format || !format->writes)
    return wrong_use(fmt::format(fmt::runtime(tr("Nothing can be written as {}; there are: {}.")), options.to,
                                 names_of(writes)));
  wanted.format = format->format;
  if (wanted.profile && wanted.format != wanted.profile->format)
    return wrong_use(fmt::format(fmt::runtime(tr("The phone {} takes {}, not {}; leave --to out.")),
                                 wanted.profile->name, format_row(wanted.profile->format).name,
                                 format->name));
  if (word.size() < options.to.size()) {
    const std::string dialect = options.to.substr(word.size() + 1);
    if (wanted.format != Format::csv || !find_csv_dialect(dialect)) {
      std::string names;
      for (const CsvDialectRow& row : csv_dialects())
        names += (names.empty() ? "" : " ") + ("csv:" + row.name);
      return wrong_use(
          fmt::format(fmt::runtime(tr("Nothing can be written as {}; there are: {}.")), options.to, names));
    }
    wanted.write.csv_dialect = dialect;
  }
  if (!options.from.empty()) {
    const FormatRow* from = find_format(options.from);
    if (!from || !from->reads)
      return wrong_use(fmt::format(fmt::runtime(tr("Nothing can be read as {}; there are: {}.")),
                                   options.from, names_of(reads)));
    wanted.convert.from = from->format;
  }
  wanted.convert.profile = wanted.profile;
  wanted.split = options.split || (wanted.profile && wanted.profile->one_card_a_file);
  if (options.split && !is_vcard(wanted.format)) return wrong_use(tr("--split is for vCards."));
  wanted.write.print.paper = find_paper(options.paper);
  wanted.write.print.title = valid_utf8(options.title);
  const auto order = contact_order_from(options.order);
  wanted.write.print.by_family = order == ContactOrder::by_family;
  // The address book sorts by itself.
  if (order && wanted.format != Format::pdf) wanted.convert.order = *order;
  const bool to_stdout = options.output.empty() || options.output == "-";
  if (to_stdout && is_binary(wanted.format) && stdout_is_terminal())
    return wrong_use(fmt::format(
        fmt::runtime(tr("A terminal cannot show {}; say where to write it with -o.")), format->name));
  if (to_stdout && options.split)
    return wrong_use(tr("--split needs -o and a folder, or a name to be numbered."));
  return kOk;
}

// What was mended, and what a phone would lose, on standard error.
class Remarks {
 public:
  Remarks(const Common& common, const Options& options)
      : json_(options.diagnostics == "json"),
        silent_(options.diagnostics == "none" || (!json_ && common.quiet)) {}

  void mended(const std::string& file, const Diagnostic& d) {
    if (json_) return line({{"file", file}, {"line", d.line}, {"found", d.found}, {"done", d.done}});
    if (silent_ || ++told_[file] > kToldEach) return;
    const std::string place = d.line > 0 ? fmt::format("{}:{}", file, d.line) : file;
    complain(printable(fmt::format("{}: {}{}{}", place, d.found, d.done.empty() ? "" : " ", d.done)));
  }
  void lost(const Contact& contact, const std::vector<Loss>& losses) {
    for (const Loss& loss : losses) {
      if (json_) {
        line({{"contact", contact.uid},
              {"name", shown_name(contact)},
              {"lost", loss.field},
              {"what", loss.what},
              {"kept", loss.kept}});
        continue;
      }
      if (silent_ || ++lost_ > kToldEach) continue;
      complain(printable(loss.kept.empty()
                             ? fmt::format(fmt::runtime(tr("{}: the phone does not keep the {} “{}”.")),
                                           shown_name(contact), loss.field, loss.what)
                             : fmt::format(fmt::runtime(tr("{}: of the {} “{}” the phone keeps “{}”.")),
                                           shown_name(contact), loss.field, loss.what, loss.kept)));
    }
  }
  // What was only counted.
  void close() {
    if (json_ || silent_) return;
    for (const auto& [file, told] : told_)
      if (told > kToldEach)
        complain(printable(file) + ": " +
                 fmt::format(fmt::runtime(tr_n("and {} remark more; --diagnostics=json has them all.",
                                               "and {} remarks more; --diagnostics=json has them all.",
                                               told - kToldEach)),
                             told - kToldEach));
    if (lost_ > kToldEach)
      complain(fmt::format(
          fmt::runtime(tr_n("The phone does not keep {} value more; --diagnostics=json has them all.",
                            "The phone does not keep {} values more; --diagnostics=json has them all.",
                            lost_ - kToldEach)),
          lost_ - kToldEach));
  }

 private:
  static void line(const nlohmann::json& object) { std::cerr << dump(object) << '\n'; }
  const bool json_, silent_;
  std::map<std::string, std::size_t> told_;
  std::size_t lost_ = 0;
};

Result<std::unique_ptr<ContactTarget>> open_output(const Options& options, const Wanted& wanted) {
  const bool to_stdout = options.output.empty() || options.output == "-";
  if (wanted.split && !to_stdout) {
    auto files = CardFiles::open(options.output, format_row(wanted.format).ending, options.force);
    if (!files) return files.failure();
    return open_target(*std::move(files), wanted.format, wanted.write);
  }
  auto file = ChosenFile::open(to_stdout ? "-" : options.output, options.force);
  if (!file) return file.failure();
  return wanted.split ? open_target_for_one(*std::move(file), wanted.format, wanted.write)
                      : open_target(*std::move(file), wanted.format, wanted.write);
}

int failed(const Error& error) {
  if (error.code != Code::conflict) return report(error);
  complain(printable(error.where) + ": " + tr("The file is there already; --force overwrites it."));
  return kFailed;
}

int convert(const Common& common, const Options& options) {
  if (options.list) return list();
  Wanted wanted;
  if (const int wrong = understand(options, wanted); wrong != kOk) return wrong;
  auto files = input_files(options.files.empty() ? std::vector<std::string>{"-"} : options.files);
  if (!files) return report(files.error());
  TerminalHost host(common);
  Remarks remarks(common, options);
  const std::string output =
      options.output.empty() || options.output == "-" ? tr("standard output") : options.output;
  wanted.write.print.region = common.region;
  wanted.write.tell = [&](Diagnostic&& diagnostic) { remarks.mended(output, diagnostic); };
  const ConvertHearer hearer{
      .mended = [&](const std::string& file, Diagnostic&& diagnostic) { remarks.mended(file, diagnostic); },
      .lost = [&](const Contact& contact,
                  const std::vector<Loss>& losses) { remarks.lost(contact, losses); }};
  auto target = open_output(options, wanted);
  if (!target) return failed(target.error());
  auto done = convert(*files, wanted.convert, **target, host, hearer);
  if (done)
    if (auto committed = (*target)->commit(); !committed) done = committed.failure();
  remarks.close();
  if (!done) return failed(done.error());
  for (const std::string& file : done->empty_files)
    remarks.mended(file, {0, tr("There is no contact in it."), {}});
  return kOk;
}

}  // namespace

void add_convert(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("convert", tr("Convert contact files; no book needed"));
  sub->add_option("IN", options->files,
                  tr("Contact files, joined: names, patterns in quotes, folders; - or none: standard input"));
  sub->add_option(
         "--to", options->to,
         tr("vcard2.1, vcard3, vcard4, csv, csv:google (and other dialects), jscontact, xlsx, docx, pdf, "
            "text or html; without it, by OUT's ending"))
      ->type_name("FORMAT");
  sub->add_option("-o,--output", options->output, tr("Where to; - or none: standard output"))
      ->type_name("OUT");
  sub->add_flag("-f,--force", options->force, tr("Overwrite a file that is there"));
  sub->add_option("--from", options->from, tr("What IN is, where its content does not say"))
      ->type_name("FORMAT");
  sub->add_option("--profile", options->profile,
                  tr("As this kind of phone takes it; what it would not keep is told"))
      ->type_name("PHONE");
  sub->add_flag("--list", options->list, tr("List the formats and the kinds of phones"));
  sub->add_flag("--split", options->split, tr("One vCard a file: OUT is a folder, or a name to be numbered"));
  sub->add_option("--sort", options->order, tr("name, family or none; pdf is sorted by name"))
      ->check(CLI::IsMember({"name", "family", "none"}))
      ->type_name("ORDER");
  sub->add_option("--paper", options->paper, tr("a4 or letter, for pdf, docx and xlsx; by your locale"))
      ->check(CLI::IsMember({"a4", "letter"}, CLI::ignore_case))
      ->type_name("SIZE");
  sub->add_option("--title", options->title, tr("The heading of pdf, docx and html"))->type_name("TEXT");
  sub->add_option("--diagnostics", options->diagnostics,
                  tr("What was mended, on standard error: text, json (all of it, a line each) or none"))
      ->check(CLI::IsMember({"text", "json", "none"}))
      ->type_name("FORM");
  sub->callback([&common, &run, options] { run = [&common, options] { return convert(common, *options); }; });
}

}  // namespace phonebook::command
