// purple-phonebook: the command line on the engine.
#include <libintl.h>
#include <sodium.h>

#include <clocale>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "base/text.h"
#include "command/command.h"
#include "command/help_format.h"
#include "command/scan.h"
#include "command/terminal.h"
#include "numbers/telephone_number.h"

namespace phonebook::command {

int report(const Error& error) {
  complain(printable(error.text()));
  switch (error.code) {
    case Code::unreachable:
      return kUnreachable;
    case Code::cancelled:
      return kCancelled;
    default:
      return kFailed;
  }
}

void complain_mended(const std::vector<FileDiagnostic>& diagnostics) {
  for (const FileDiagnostic& d : diagnostics)
    complain(printable(d.file + (d.diagnostic.line ? ":" + std::to_string(d.diagnostic.line) : "") + ": " +
                       d.diagnostic.found + " " + d.diagnostic.done));
}

void ChoiceOptions::add_to(CLI::App& sub) {
  sub.add_option("--phone", phone,
                 tr("This phone and no other: its name, or ROUTE:ADDRESS as in folder:/media/card/contacts"))
      ->type_name("PHONE");
  sub.add_option("--via", via, tr("Only by this link or route: usb, bluetooth, wap, adb, folder, gammu"))
      ->type_name("ROUTE");
}

Result<PhoneChoice> ChoiceOptions::choice() const {
  PhoneChoice out;
  if (!phone.empty()) {
    auto chosen = choose_phone(phone);
    if (!chosen) return chosen;
    out = *std::move(chosen);
  }
  if (!via.empty()) out.via = via;
  return out;
}

void add_toll(CLI::App& sub, std::string& word) {
  sub.add_option("--toll", word,
                 tr("Where short messages must be paid and go in clear: ask, no, once, always (kept for the "
                    "gateway)"))
      ->check(CLI::IsMember({"ask", "no", "once", "always"}))
      ->default_str("ask")
      ->type_name("ANSWER");
}

void add_on_conflict(CLI::App& sub, std::string& word) {
  sub.add_option("--on-conflict", word,
                 tr("Where both sides differ: ask, keep (the phone's), overwrite, add (beside), merge"))
      ->check(CLI::IsMember({"ask", "keep", "overwrite", "add", "merge"}))
      ->default_str("ask")
      ->type_name("ANSWER");
}

void ContactSource::add_to(CLI::App& sub) {
  sub.add_option("IN", files, tr("Contact files (vCard, JSContact); - is standard input"));
  sub.add_option("--contact", contacts,
                 tr("A contact of the book, by uid or name; may be given more than once"))
      ->type_name("WHO");
  sub.add_flag("--all", all, tr("All contacts of the book"));
}

Result<std::vector<Contact>> ContactSource::take(Engine& engine) const {
  std::vector<Contact> out;
  if (!named()) return fail(Code::invalid_input, tr("Say which contacts: files, --contact or --all."));
  if (all) {
    auto everybody = engine.book().contacts();
    if (!everybody) return everybody;
    out = *std::move(everybody);
  }
  for (const std::string& who : contacts) {
    auto one = one_contact(engine, who);
    if (!one) return one.failure();
    out.push_back(*std::move(one));
  }
  if (!files.empty()) {
    const WaitingForInput waiting;
    auto read = read_files(files);
    if (!read) return read.failure();
    complain_mended(read->diagnostics);
    std::move(read->contacts.begin(), read->contacts.end(), std::back_inserter(out));
  }
  return out;
}

namespace {

// ./run puts the catalogues beside the program, in the person's own plugin folder.
std::string locale_folder() {
  std::error_code ignored;
  const auto beside =
      std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "purple-phonebook-locale";
  return std::filesystem::is_directory(beside, ignored) ? beside.string() : PHONEBOOK_LOCALE_FOLDER;
}

int run(int argc, char** argv) {
  std::setlocale(LC_ALL, "");
  bindtextdomain("purple-phonebook", locale_folder().c_str());
  bind_textdomain_codeset("purple-phonebook", "UTF-8");
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  if (sodium_init() < 0) {
    complain(tr("This system has no source of randomness; nothing can be sealed."));
    return kFailed;
  }
  CLI::App app(tr("Finds telephone numbers, mail addresses and IM ids, keeps them in a sealed book, and puts "
                  "them on a phone."),
               "purple-phonebook");
  app.set_version_flag("--version", "purple-phonebook " PHONEBOOK_VERSION, tr("Print the version and exit"));
  app.set_help_flag("-h,--help", tr("Print this help and exit"));
  app.formatter(std::make_shared<HelpFormat>());
  app.require_subcommand(1);
  app.fallthrough();
  app.failure_message([](const CLI::App*, const CLI::Error& e) {
    return std::string("purple-phonebook: ") + e.what() + "\n" + tr("Try 'purple-phonebook --help'.") + "\n";
  });
  app.footer(
      tr("Exit status: 0 all done, 1 something failed, 2 wrong use, 3 no phone reachable,\n4 a decision is "
         "left to you, 130 cancelled.\n\n'purple-phonebook COMMAND --help' explains a command."));
  Common common;
  const CLI::Option* book = app.add_option("--book", common.book, tr("Another book than your own"))
                                ->type_name("PATH")
                                ->envname("PURPLE_PHONEBOOK_BOOK");
  app.add_option("--region", common.region,
                 tr("The region of numbers without a country code, for example DE"))
      ->type_name("CC");
  app.add_option("--progress", common.progress, tr("json: progress as JSON lines on standard error"))
      ->check(CLI::IsMember({"json"}))
      ->type_name("FORM");
  app.add_flag("-q,--quiet", common.quiet, tr("No progress bar, no remarks"));
  Run chosen;
  for (const auto add :
       {add_extract, add_scan, add_convert, add_phones, add_plan, add_send, add_list, add_show, add_import,
        add_export, add_match, add_duplicates, add_merge, add_qr, add_gateway, add_doctor, add_serve})
    add(app, common, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kOk : kWrongUse;
  }
  // A variable that a script forgot to set must not mean the person's own book.
  if (book->count() > 0 && common.book.empty()) {
    complain(tr("--book needs the path of a book."));
    return kWrongUse;
  }
  if (!common.region.empty()) {
    common.region = region_from(common.region);
    if (common.region.empty()) {
      complain(tr("This is no region code; give two letters, for example DE or CN."));
      return kWrongUse;
    }
  }
  // What only reads and prints ends quietly when its reader goes away, as other tools do. A phone's or a
  // host's socket that closes must not end a send in the middle.
  for (const char* name :
       {"extract", "scan", "convert", "list", "show", "export", "match", "duplicates", "qr"})
    if (app.got_subcommand(name)) std::signal(SIGPIPE, SIG_DFL);
  watch_interrupts();
  const int code = chosen();
  std::cout.flush();
  if (!std::cout && code == kOk) {
    complain(tr("The output could not be written."));
    return kFailed;
  }
  return interrupted() ? kCancelled : code;
}

}  // namespace
}  // namespace phonebook::command

int main(int argc, char** argv) {
  try {
    return phonebook::command::run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "purple-phonebook: " << e.what() << '\n';
    return phonebook::command::kFailed;
  }
}
