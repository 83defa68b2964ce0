// extract: findings in messages. The stable face of the extractor.
#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/rpc.h"
#include "command/terminal.h"
#include "extractor/extract.h"
#include "numbers/telephone_number.h"

namespace phonebook::command {
namespace {
using nlohmann::json;

constexpr std::size_t kLineBytes = std::size_t{16} << 20;

struct Options {
  std::vector<std::string> files;
  std::string kinds;
  bool json = false, all = false, html = false, sent = false;
};

// A line of at most kLineBytes; false at the end. A longer one is read to its end and comes back cut, with
// `whole` false.
bool next_line(std::istream& in, std::string& line, bool& whole) {
  line.clear();
  whole = true;
  std::streambuf& buffer = *in.rdbuf();
  bool any = false;
  for (int c = buffer.sbumpc(); c != std::char_traits<char>::eof(); c = buffer.sbumpc()) {
    any = true;
    if (c == '\n') return true;
    if (line.size() < kLineBytes)
      line += static_cast<char>(c);
    else
      whole = false;
  }
  return any;
}

class Extraction {
 public:
  Extraction(const Options& options, std::string region, Extractor extractor)
      : options_(options), region_(std::move(region)), extractor_(std::move(extractor)) {}

  // False when a line was wrong; the others are done all the same.
  bool run(std::istream& in, const std::string& name) {
    std::string line;
    bool whole = true, good = true;
    const auto next = [&] {
      // Nothing is there to read on with: show what was found so far, as somebody may be waiting for it.
      if (in.rdbuf()->in_avail() <= 0) std::cout.flush();
      const WaitingForInput waiting;
      return next_line(in, line, whole);
    };
    for (std::size_t number = 1; next() && !interrupted(); ++number) {
      const std::string where = fmt::format("{}:{}", name, number);
      if (!whole) {
        complain(where + ": " + tr("The line is longer than 16 MiB and was passed over."));
        good = false;
      } else if (options_.json) {
        good = one_json(line, where) && good;
      } else {
        one_text(line, where);
      }
    }
    return good;
  }

 private:
  bool one_json(const std::string& line, const std::string& where) {
    if (trim(line).empty()) return true;
    const json in = nests_too_deeply(line) ? json() : json::parse(line, nullptr, false);
    if (!in.is_object() || !in.contains("text") || !in["text"].is_string()) {
      complain(where + ": " + tr("This line is no JSON object with a text."));
      return false;
    }
    try {
      const std::string text = in["text"].get<std::string>(), region = in.value("region", region_),
                        sender = in.value("sender", "");
      json pred = json::array();
      for (const Finding& f : extractor_.find({.text = text,
                              .html = in.value("html", options_.html),
                              .sent = in.value("sent", options_.sent),
                              .region = region,
                              .sender = sender}))
        pred.push_back(to_json(f));
      print_line(dump({{"id", in.value("id", json(nullptr))}, {"pred", std::move(pred)}}));
      return true;
    } catch (const json::exception& e) {
      complain(where + ": " + tr("A field of this line has the wrong type."));
      return false;
    }
  }

  void one_text(const std::string& line, const std::string& where) {
    for (const Finding& f :
         extractor_.find({.text = line, .html = options_.html, .sent = options_.sent, .region = region_})) {
      std::string extra;
      const auto add = [&](const std::string& word) { extra += (extra.empty() ? "" : ", ") + word; };
      if (f.label) add(*f.label);
      if (f.owner_name)
        add(*f.owner_name);
      else if (f.owner == Owner::third_party)
        add(tr("somebody else's"));
      if (f.change) add(to_string(*f.change));
      print_line(fmt::format("{}: {} {}{}", printable(where), to_string(f.kind), bold(printable(f.value)),
                             extra.empty() ? "" : " (" + printable(extra) + ")"));
    }
  }

  const Options& options_;
  std::string region_;
  Extractor extractor_;
};

int extract(const Common& common, const Options& options) {
  ExtractOptions extract_options{.kinds = {}, .min_confidence = options.all ? 0 : .5};
  for (const std::string_view word : split(options.kinds, ',')) {
    if (trim(word).empty()) continue;
    const auto kind = kind_from(trim(word));
    if (!kind) {
      complain(fmt::format(fmt::runtime(tr("There is no kind {}; there are phone email qq wechat skype "
                                           "telegram xmpp matrix line signal whatsapp.")),
                           printable(word)));
      return kWrongUse;
    }
    extract_options.kinds.push_back(*kind);
  }
  Extraction extraction(options, common.region.empty() ? region_of_locale() : common.region,
                        Extractor(std::move(extract_options)));
  bool good = true;
  std::vector<std::string> files = options.files;
  if (files.empty()) files.emplace_back("-");
  for (const std::string& file : files) {
    if (file == "-") {
      good = extraction.run(std::cin, "-") && good;
      continue;
    }
    std::error_code error;
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file, error)) {
      complain(printable(file) + ": " + tr("The file cannot be read."));
      good = false;
      continue;
    }
    good = extraction.run(in, file) && good;
  }
  if (interrupted()) return kCancelled;
  return good ? kOk : kFailed;
}

}  // namespace

void add_extract(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("extract", tr("Find numbers, mail addresses and IM ids in messages"));
  sub->add_option("FILE", options->files, tr("Files, one message a line; - or none: standard input"));
  sub->add_flag("--json", options->json,
                tr("JSON Lines in, {\"id\",\"text\",\"region\"?,\"html\"?,\"sent\"?,\"sender\"?}, and out, "
                   "{\"id\",\"pred\":[…]}"));
  sub->add_option("--kinds", options->kinds,
                  tr("Only these, separated by commas: phone email qq wechat skype telegram; when asked also "
                     "xmpp matrix line signal whatsapp"))
      ->type_name("KINDS");
  sub->add_flag("--all", options->all, tr("Also findings below confidence .5"));
  sub->add_flag("--html", options->html, tr("The text is markup, as a chat client hands it over"));
  sub->add_flag("--sent", options->sent, tr("The messages were written by you"));
  sub->callback([&common, &run, options] { run = [&common, options] { return extract(common, *options); }; });
}

}  // namespace phonebook::command
