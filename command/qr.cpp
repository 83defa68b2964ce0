// qr: contacts as QR codes, on the terminal or as a picture.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "base/text.h"
#include "command/command.h"
#include "command/terminal.h"
#include "engine/transfer.h"
#include "transports/qr/qr_code.h"
#include "transports/qr/qr_image.h"
#include "transports/qr/qr_terminal.h"

namespace phonebook::command {
namespace {

struct Options {
  std::vector<std::string> who_or_file, contacts;
  std::string output, colour = "auto";
  bool all = false, ascii = false, invert = false, force = false;
};

bool ends_with(const std::string& text, std::string_view ending) {
  return text.size() > ending.size() &&
         ascii_equal(std::string_view(text).substr(text.size() - ending.size()), ending);
}

// A name of the book may hold a slash or a dot as well; --contact is for those that are also files.
bool names_file(const std::string& word) {
  std::error_code ignored;
  const auto status = std::filesystem::status(word, ignored);
  const bool is_there = std::filesystem::exists(status) && !std::filesystem::is_directory(status);
  return word == "-" || is_there || ends_with(word, ".vcf") || ends_with(word, ".json");
}

Result<std::vector<Contact>> chosen(const Common& common, const Options& options) {
  ContactSource source{.files = {}, .contacts = options.contacts, .all = options.all};
  for (const std::string& word : options.who_or_file)
    (names_file(word) ? source.files : source.contacts).push_back(word);
  std::vector<Contact> out;
  if (source.all || !source.contacts.empty()) {
    auto engine = Engine::open(common.engine());
    if (!engine) return engine.failure();
    return source.take(*engine);
  }
  // Files need no book.
  const WaitingForInput waiting;
  auto read = read_files(source.files);
  if (!read) return read.failure();
  complain_mended(read->diagnostics);
  return std::move(read->contacts);
}

struct Screen {
  bool is_terminal = false;
  int columns = 0, lines = 0;  // 0: not known
};
Screen screen() {
  Screen out{.is_terminal = stdout_is_terminal()};
  winsize size{};
  if (out.is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) out = {true, size.ws_col, size.ws_row};
  return out;
}

bool with_colour(const Options& options, const Screen& screen) {
  if (options.colour != "auto") return options.colour == "always";
  const char* no_colour = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  return screen.is_terminal && (!no_colour || !*no_colour) && kind && std::string_view(kind) != "dumb";
}

// The prompt comes below the code.
bool is_high_enough(const Screen& screen, const QrTextSize& size) {
  return screen.lines == 0 || size.lines < screen.lines;
}
bool is_wide_enough(const Screen& screen, const QrTextSize& size) {
  return screen.columns == 0 || size.columns <= screen.columns;
}

std::string too_small(const QrTextSize& size, const Screen& screen) {
  return fmt::format(
      fmt::runtime(tr("The code takes {} columns and {} lines, and this terminal has {} and {}. Make its "
                      "window larger or "
                      "its letters smaller (often Ctrl and -), or write a picture with -o FILE.png.")),
      size.columns, size.lines + 1, screen.columns, screen.lines);
}

// Wherever it can be seen whole at all, a smaller one with less correction is better than half of a better
// one.
Result<QrCode> code_for(const Contact& contact, const Options& options, const Screen& screen) {
  auto code = make_qr_code(contact);
  if (!code || !screen.is_terminal || is_high_enough(screen, qr_text_size(*code, options.ascii))) return code;
  return make_qr_code(contact, QrSize::smallest);
}

void remark(const Common& common, const QrCode& code) {
  const std::string left_out = code.remark();
  if (!left_out.empty() && !common.quiet) complain(printable(code.name + ": " + left_out));
}

// Two codes in the picture of one camera are one too many. False: the person has seen enough.
bool wait_for_next(std::size_t next, std::size_t count) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return true;
  std::cout.flush();
  std::cerr << fmt::format(fmt::runtime(tr("Enter shows code {} of {}. ")), next, count);
  const WaitingForInput waiting;
  std::string line;
  return static_cast<bool>(std::getline(std::cin, line));
}

int draw(const Common& common, const Options& options, const std::vector<Contact>& contacts) {
  const Screen here = screen();
  int status = kOk;
  std::size_t number = 0;
  for (const Contact& contact : contacts) {
    ++number;
    auto code = code_for(contact, options, here);
    if (!code) {
      status = report(code.error());
      continue;
    }
    const QrTextSize size = qr_text_size(*code, options.ascii);
    if (here.is_terminal && !is_wide_enough(here, size)) {
      complain(printable(code->name + ": ") + too_small(size, here));
      status = kFailed;
      continue;
    }
    if (!common.quiet) print_line(bold(printable(code->name)));
    std::cout << qr_text(
        *code, {.colour = with_colour(options, here), .invert = options.invert, .ascii = options.ascii});
    std::cout.flush();
    remark(common, *code);
    if (here.is_terminal && !is_high_enough(here, size) && !common.quiet) complain(too_small(size, here));
    if (here.is_terminal && number < contacts.size() && !wait_for_next(number + 1, contacts.size())) break;
  }
  return status;
}

// "bob.png" → "bob-2.png": no name of a contact becomes one of a file.
std::filesystem::path numbered(const std::filesystem::path& path, std::size_t number, std::size_t count) {
  if (count < 2) return path;
  const std::size_t width = std::to_string(count).size();
  return path.parent_path() /
         fmt::format("{}-{:0{}}{}", path.stem().string(), number, width, path.extension().string());
}

int write_pictures(const Common& common, const Options& options, const std::vector<Contact>& contacts) {
  const bool as_svg = ends_with(options.output, ".svg");
  int status = kOk;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    auto code = make_qr_code(contacts[i]);
    if (!code) {
      status = report(code.error());
      continue;
    }
    auto bytes = as_svg ? Result<std::string>(qr_svg(*code)) : qr_png(*code);
    if (!bytes) {
      status = report(bytes.error());
      continue;
    }
    const auto path = numbered(options.output, i + 1, contacts.size());
    if (auto done = write_chosen_file(*bytes, path, options.force); !done) {
      if (done.error().code == Code::conflict) {
        complain(printable(path.string()) + ": " + tr("The file is there already; --force overwrites it."));
        status = kFailed;
      } else {
        status = report(done.error());
      }
      continue;
    }
    if (!common.quiet)
      complain(printable(
          fmt::format(fmt::runtime(tr("The code of {} was written to {}.")), code->name, path.string())));
    remark(common, *code);
  }
  return status;
}

int qr(const Common& common, const Options& options) {
  const bool to_file = !options.output.empty() && options.output != "-";
  if (options.who_or_file.empty() && options.contacts.empty() && !options.all) {
    complain(tr("Say whose code: a name or a uid of the book, a file, or --all."));
    return kWrongUse;
  }
  if (to_file && !ends_with(options.output, ".png") && !ends_with(options.output, ".svg")) {
    complain(printable(options.output) + ": " + tr("The name of a picture ends in .png or .svg."));
    return kWrongUse;
  }
  auto contacts = chosen(common, options);
  if (!contacts) return report(contacts.error());
  if (contacts->empty()) {
    complain(tr("There is no contact to make a code of."));
    return kFailed;
  }
  return to_file ? write_pictures(common, options, *contacts) : draw(common, options, *contacts);
}

}  // namespace

void add_qr(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("qr", tr("Show contacts as QR codes for a phone's camera"));
  sub->add_option("WHO|FILE", options->who_or_file,
                  tr("Contacts of the book, by uid or name, or contact files; - is standard input"));
  sub->add_option("--contact", options->contacts, tr("A contact of the book, also where a file is called so"))
      ->type_name("WHO");
  sub->add_flag("--all", options->all, tr("All contacts of the book"));
  sub->add_option("-o,--output", options->output,
                  tr("A picture instead, .png or .svg; several are numbered. - or none: standard output"))
      ->type_name("OUT");
  sub->add_flag("-f,--force", options->force, tr("Overwrite a file that is there"));
  sub->add_flag("--ascii", options->ascii, tr("Without block characters; twice as large"));
  sub->add_option("--color", options->colour,
                  tr("Black on white whatever the terminal's colours: auto, always or never"))
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  sub->add_flag("--invert", options->invert,
                tr("Light and dark the other way round, for light letters on a dark ground without colours"));
  sub->callback([&common, &run, options] { run = [&common, options] { return qr(common, *options); }; });
}

}  // namespace phonebook::command
