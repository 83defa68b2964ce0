// transfer: contacts from files and into files, and the book searched for them.
//
//   auto read = read_files({"a.vcf", "-"}, {});               // "-" is standard input
//   auto found = search(engine, "bob");
//
// Thread rule: that of the Engine.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "engine/engine.h"
#include "exporters/transcoder.h"

namespace phonebook {

// A whole file, or standard input for "-"; 256 MiB at most.
[[nodiscard]] Result<std::string> read_input(const std::string& path);

struct FileDiagnostic {
  std::string file;
  Diagnostic diagnostic;
};
struct ReadFiles {
  std::vector<Contact> contacts;
  std::vector<FileDiagnostic> diagnostics;
};
// One file that cannot be read fails the whole: nothing is half taken in. The format is seen from the
// content.
[[nodiscard]] Result<ReadFiles> read_files(std::span<const std::string> paths);

// The book's contacts whose name, number, mail or uid holds `search` (folded); all for "". Damaged rows are
// counted.
[[nodiscard]] Result<ReadableContacts> search(Engine& engine, const std::string& search);
// Exactly one contact by uid, else by a search with one answer; several are Code::conflict with their names.
[[nodiscard]] Result<Contact> one_contact(Engine& engine, const std::string& uid_or_search);

// A file that the person named: written beside and renamed, readable by the person alone, for it holds other
// people's data. An existing file is Code::conflict unless `overwrite`. A pipe or a device is written into;
// what a link points to is replaced, not the link.
[[nodiscard]] Result<void> write_chosen_file(std::string_view bytes, const std::filesystem::path& path,
                                             bool overwrite);

// Writes beside and renames. An existing file is Code::conflict unless `overwrite`.
[[nodiscard]] Result<void> write_contacts_file(std::span<const Contact> contacts, Format format,
                                               const std::filesystem::path& path, bool overwrite);

}  // namespace phonebook
