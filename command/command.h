// What the subcommands share: common options, exit codes, and how each one joins the program. One file a
// subcommand.
//
//   void add_list(CLI::App& app, Common& common, Run& run);   // declares options; sets `run` when it was
//   chosen
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "engine/send.h"
#include "engine/transfer.h"

namespace phonebook::command {

// design.md's exit codes; several causes: the first of these that applies.
enum Exit { kOk = 0, kWrongUse = 2, kUnreachable = 3, kFailed = 1, kUndecided = 4, kCancelled = 130 };

struct Common {
  std::string book, region;
  std::string progress;  // "", "json"
  bool quiet = false;
  [[nodiscard]] EngineOptions engine() const { return {.book = book, .region = region}; }
};
using Run = std::function<int()>;

void add_extract(CLI::App& app, Common& common, Run& run);
void add_convert(CLI::App& app, Common& common, Run& run);
void add_phones(CLI::App& app, Common& common, Run& run);
void add_plan(CLI::App& app, Common& common, Run& run);
void add_send(CLI::App& app, Common& common, Run& run);
void add_list(CLI::App& app, Common& common, Run& run);
void add_show(CLI::App& app, Common& common, Run& run);
void add_import(CLI::App& app, Common& common, Run& run);
void add_export(CLI::App& app, Common& common, Run& run);
void add_match(CLI::App& app, Common& common, Run& run);
void add_duplicates(CLI::App& app, Common& common, Run& run);
void add_merge(CLI::App& app, Common& common, Run& run);
void add_gateway(CLI::App& app, Common& common, Run& run);
void add_doctor(CLI::App& app, Common& common, Run& run);
void add_qr(CLI::App& app, Common& common, Run& run);
void add_serve(CLI::App& app, Common& common, Run& run);

// --phone and --via, as `plan` and `send` take them.
struct ChoiceOptions {
  std::string phone, via;
  void add_to(CLI::App& sub);
  [[nodiscard]] Result<PhoneChoice> choice() const;
};
// --toll; the default asks.
void add_toll(CLI::App& sub, std::string& word);
// --on-conflict; the default asks.
void add_on_conflict(CLI::App& sub, std::string& word);

// Which contacts: files ("-" = standard input), or of the book by --contact (uid or name) or --all.
struct ContactSource {
  std::vector<std::string> files, contacts;
  bool all = false;
  void add_to(CLI::App& sub);
  [[nodiscard]] bool named() const { return all || !files.empty() || !contacts.empty(); }
  // Nothing named: Code::invalid_input.
  [[nodiscard]] Result<std::vector<Contact>> take(Engine& engine) const;
};

// Says what was mended while reading.
void complain_mended(const std::vector<FileDiagnostic>& diagnostics);

// Prints the error as "purple-phonebook: where: sentence" and returns the exit code that fits.
int report(const Error& error);

}  // namespace phonebook::command
