// entry_id: the folder's own name for a card: file and number, "anna.vcf#1", safe in any text and never a
// path.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace phonebook {

struct EntryId {
  std::string file;        // a bare name as the file system has it, any bytes but '/' and NUL
  std::size_t number = 1;  // of the card within the file, from 1
  friend bool operator==(const EntryId&, const EntryId&) = default;
};

[[nodiscard]] bool is_card_file(std::string_view file_name);  // "x.vcf", "X.VCF"; not ".hidden.vcf"

// Bytes other than A–Z a–z 0–9 - _ . are written as %XX.
[[nodiscard]] std::string to_text(const EntryId& id);
// Absent for anything that to_text() does not write: ids come back from outside.
[[nodiscard]] std::optional<EntryId> parse_entry_id(std::string_view text);

}  // namespace phonebook
