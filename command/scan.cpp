// scan: findings in chat logs and documents.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iostream>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/scan.h"
#include "command/terminal.h"
#include "engine/scan.h"
#include "numbers/telephone_number.h"

namespace phonebook::command {
namespace {
using nlohmann::json;

struct Options {
  std::vector<std::string> paths;
  std::string since, account, kinds;
  bool json = false, csv = false, save = false, again = false, all = false;
  unsigned threads = 0;
};

// "2026-11-25", "2026-11-25T10:30", "2026-11-25 10:30:00" in this machine's zone; "30d", "8w", "6m", "2y"
// back from now.
std::optional<std::int64_t> since_from(const std::string& text) {
  int count = 0, read = 0;
  char unit = 0;
  if (std::sscanf(text.c_str(), "%5d%c%n", &count, &unit, &read) == 2 &&
      static_cast<std::size_t>(read) == text.size() && count >= 0) {
    const int days = unit == 'd' ? 1 : unit == 'w' ? 7 : unit == 'm' ? 30 : unit == 'y' ? 365 : 0;
    if (days == 0) return std::nullopt;
    return std::max<std::int64_t>(1, std::time(nullptr) - std::int64_t{86400} * days * count);
  }
  for (const char* form :
       {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"}) {
    std::tm tm{};
    tm.tm_isdst = -1;
    const char* end = ::strptime(text.c_str(), form, &tm);
    if (!end || *end != '\0') continue;
    const int day = tm.tm_mday, month = tm.tm_mon;
    const std::time_t when = std::mktime(&tm);
    if (when == -1 || tm.tm_mday != day || tm.tm_mon != month) return std::nullopt;  // the 30th of February
    return std::max<std::int64_t>(1, when);
  }
  return std::nullopt;
}

std::string local_time(std::int64_t unix_s) {
  if (unix_s == 0) return {};
  const auto when = static_cast<std::time_t>(unix_s);
  std::tm tm{};
  ::localtime_r(&when, &tm);
  char text[32];
  return std::string(text, std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm));
}

const char* word(SourceMessage::By by) {
  switch (by) {
    case SourceMessage::By::partner:
      return "partner";
    case SourceMessage::By::user:
      return "user";
    case SourceMessage::By::room_member:
      return "room_member";
    case SourceMessage::By::system:
      return "system";
    case SourceMessage::By::unknown:
      break;
  }
  return "unknown";
}

// RFC 4180; what a spreadsheet would take for a formula is text.
std::string csv_cell(std::string text, bool free_text) {
  if (free_text && !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

// The end of a path is what tells it from others.
std::string fitted(const std::string& text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::string_view rest = text;
  while (!rest.empty() && columns(rest) + 1 > width) rest.remove_prefix(decode_utf8(rest).length);
  return "…" + std::string(rest);
}

class Report : public ScanListener {
 public:
  Report(const Options& options, const Common& common, TerminalHost& host)
      : options_(options), common_(common), host_(host), table_(stdout_is_terminal()) {
    if (options.csv)
      print_line(
          "kind,value,label,owner,owner_name,change,confidence,source,line,page,time,author,by,protocol,"
          "account,buddy");
  }

  void finding(const ScannedFinding& f) override {
    make_room();
    if (options_.json)
      as_json(f);
    else if (options_.csv)
      as_csv(f);
    else
      for_people(f);
  }
  void failed(const Error& error) override {
    make_room();
    std::cout.flush();
    complain(printable(error.text()));
  }
  void remark(const std::string& source, const Remark& r) override {
    if (common_.quiet) return;
    make_room();
    std::cout.flush();
    complain(printable(source + (r.line != 0 ? ":" + std::to_string(r.line) : "") + ": " + r.sentence));
  }

 private:
  // A line must not run into the bar.
  void make_room() {
    if (common_.progress.empty()) host_.progress({.what = ProgressEvent::What::done, .sentence = {}});
  }

  static void as_json(const ScannedFinding& f) {
    json out = to_json(f.finding);
    out["source"] = f.source;
    if (f.line != 0) out["line"] = f.line;
    if (f.page != 0) out["page"] = f.page;
    if (f.time != 0) out["time"] = f.time;
    if (!f.author.empty()) out["author"] = f.author;
    if (f.conversation) {
      out["by"] = word(f.by);
      out["protocol"] = f.conversation->protocol;
      out["account"] = f.conversation->account;
      out["buddy"] = f.conversation->buddy;
    }
    print_line(dump(out));
  }

  static void as_csv(const ScannedFinding& f) {
    const Finding& x = f.finding;
    const auto number = [](std::size_t n) { return n == 0 ? std::string() : std::to_string(n); };
    std::string line;
    const auto add = [&](const std::string& text, bool free_text = false) {
      line += (line.empty() ? "" : ",") + csv_cell(text, free_text);
    };
    add(to_string(x.kind));
    add(x.value, x.kind != Kind::phone);
    add(x.label.value_or(""));
    add(to_string(x.owner));
    add(x.owner_name.value_or(""), true);
    add(x.change ? to_string(*x.change) : "");
    add(fmt::format("{:.3f}", x.confidence));
    add(f.source, true);
    add(number(f.line));
    add(number(f.page));
    add(f.time == 0 ? std::string() : std::to_string(f.time));
    add(f.author, true);
    add(f.conversation ? word(f.by) : "");
    add(f.conversation ? f.conversation->protocol : "", true);
    add(f.conversation ? f.conversation->account : "", true);
    add(f.conversation ? f.conversation->buddy : "", true);
    print_line(line);
  }

  void for_people(const ScannedFinding& f) {
    const Finding& x = f.finding;
    std::string extra;
    const auto add = [&](const std::string& text) { extra += (extra.empty() ? "" : ", ") + text; };
    if (x.label) add(*x.label);
    if (x.owner_name)
      add(*x.owner_name);
    else if (x.owner == Owner::third_party)
      add(tr("somebody else's"));
    if (x.change) add(to_string(*x.change));
    if (!f.author.empty()) add(fmt::format(fmt::runtime(tr("by {}")), f.author));
    extra = printable(extra);
    const std::string where = f.page != 0   ? fmt::format("{}.{}", f.page, f.line)
                              : f.line != 0 ? std::to_string(f.line)
                                            : "";
    if (!table_) {
      print_line(fmt::format("{}{}: {} {}{}", printable(f.source), where.empty() ? "" : ":" + where,
                             to_string(x.kind), printable(x.value), extra.empty() ? "" : " (" + extra + ")"));
      return;
    }
    if (f.source != source_) {
      source_ = f.source;
      print_line(bold(fitted(printable(f.source), 80)));
    }
    const std::string value = x.kind == Kind::phone ? display_text(x.value, common_.region) : x.value;
    std::string line = padded(where, 7) + padded(to_string(x.kind), 9) + padded(printable(value), 24) + " " +
                       padded(local_time(f.time), f.time == 0 ? 0 : 17) + extra;
    while (columns(line) > 80) line.pop_back();
    print_line(valid_utf8(line));
  }

  const Options& options_;
  const Common& common_;
  TerminalHost& host_;
  const bool table_;
  std::string source_;
};

std::string summary_text(const ScanSummary& s) {
  std::string out = fmt::format(fmt::runtime(tr_n("{} finding", "{} findings", s.findings)), s.findings) +
                    " " + fmt::format(fmt::runtime(tr_n("in {} file", "in {} files", s.files)), s.files);
  if (s.unchanged > 0)
    out += "; " + fmt::format(fmt::runtime(tr_n("{} unchanged file was passed over",
                                                "{} unchanged files were passed over", s.unchanged)),
                              s.unchanged);
  if (s.failed > 0)
    out += "; " + fmt::format(fmt::runtime(tr_n("{} could not be read", "{} could not be read", s.failed)),
                              s.failed);
  return out + ".";
}

int scan_paths(const Common& common, const Options& options) {
  if (options.json && options.csv) {
    complain(tr("--json and --csv exclude each other."));
    return kWrongUse;
  }
  auto extract_options = ExtractOptions{.kinds = {}, .min_confidence = options.all ? 0 : .5};
  for (const std::string_view part : split(options.kinds, ',')) {
    if (trim(part).empty()) continue;
    const auto kind = kind_from(trim(part));
    if (!kind) {
      complain(fmt::format(
          fmt::runtime(tr("There is no kind {}; there are phone email qq wechat skype telegram xmpp "
                          "matrix line signal whatsapp.")),
          printable(part)));
      return kWrongUse;
    }
    extract_options.kinds.push_back(*kind);
  }
  ScanOptions scan_options{.paths = {options.paths.begin(), options.paths.end()},
                           .region = common.region.empty() ? region_of_locale() : common.region,
                           .since = 0,
                           .account = options.account,
                           .again = options.again,
                           .kinds = options.kinds + (options.all ? " all" : ""),
                           .threads = options.threads};
  if (!options.since.empty()) {
    const auto since = since_from(options.since);
    if (!since) {
      complain(
          tr("--since takes a day (2026-11-25), a day and time (2026-11-25T10:30), or a time back from now "
             "(30d, 8w, "
             "6m, 2y)."));
      return kWrongUse;
    }
    scan_options.since = *since;
  }
  std::optional<Book> book;
  if (options.save) {
    auto opened =
        Book::open({.path = common.book.empty() ? default_book_path() : std::filesystem::path(common.book),
                    .key_folder = {}});
    if (!opened) return report(opened.error());
    book.emplace(*std::move(opened));
  }
  std::optional<WaitingForInput> waiting;
  if (std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end()) waiting.emplace();
  const Extractor extractor(std::move(extract_options));
  TerminalHost host(common);
  Report listener(options, common, host);
  auto done = scan(extractor, scan_options, listener, host, book ? &*book : nullptr);
  std::cout.flush();
  if (!done) return report(done.error());
  if (done->cancelled) return kCancelled;
  if (!common.quiet && (options.save || stdout_is_terminal())) {
    complain(summary_text(*done));
    if (options.save && done->unsaved > 0)
      complain(fmt::format(
          fmt::runtime(tr_n("{} finding is of no conversation with a buddy and was only shown.",
                            "{} findings are of no conversation with a buddy and were only shown.",
                            done->unsaved)),
          done->unsaved));
  }
  return done->failed > 0 ? kFailed : kOk;
}

}  // namespace

void add_scan(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub =
      app.add_subcommand("scan", tr("Find numbers, mail addresses and IM ids in chat logs and documents"));
  sub->add_option(
      "PATH", options->paths,
      tr("Files and folders: chat logs, text, HTML, CSV, docx, xlsx, odt, pdf, mails; - is standard input; "
         "none: the logs of your chat client"));
  sub->add_flag("--json", options->json,
                tr("One JSON line a finding, as of extract, with source, line and time"));
  sub->add_flag("--csv", options->csv, tr("One CSV row a finding"));
  sub->add_flag("--save", options->save, tr("Also keep what buddies wrote as suggestions in the book"));
  sub->add_flag("--again", options->again,
                tr("With --save: also files that did not change since the last time"));
  sub->add_option("--since", options->since,
                  tr("Only what was written since: 2026-11-25, or 30d, 8w, 6m, 2y ago"))
      ->type_name("WHEN");
  sub->add_option("--account", options->account, tr("Only chat logs of this account"))->type_name("NAME");
  sub->add_option("--kinds", options->kinds,
                  tr("Only these, separated by commas: phone email qq wechat skype telegram; when asked also "
                     "xmpp matrix line signal whatsapp"))
      ->type_name("KINDS");
  sub->add_flag("--all", options->all, tr("Also findings below confidence .5"));
  sub->add_option("--threads", options->threads,
                  tr("How many files at once; 0: as many as there are processors"))
      ->type_name("N");
  sub->callback(
      [&common, &run, options] { run = [&common, options] { return scan_paths(common, *options); }; });
}

}  // namespace phonebook::command
