// table_cells: what stands in one cell of a table of contacts: numbers and mail addresses, several of them,
// and what spreadsheets did to them.
//
//   for (std::string_view part : number_pieces("+1 202 555 0438, +1 202 555 0439")) …
//
// Functions only. Views point into what was given.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

// Digits and what is written between them, at least three; "1.30889E+10" and ="0171…" as well.
[[nodiscard]] bool looks_like_number(std::string_view text);
[[nodiscard]] bool holds_mail_address(std::string_view text);

// Parts of a cell with several numbers or mail addresses; the whole one where it holds one.
[[nodiscard]] std::vector<std::string_view> number_pieces(std::string_view cell);
[[nodiscard]] std::vector<std::string_view> mail_pieces(std::string_view cell);
// " ::: " as Google writes it. Never empty.
[[nodiscard]] std::vector<std::string_view> triple_colon_pieces(std::string_view cell);
// Group names: parted by ; , and their wide forms, or " ::: ".
[[nodiscard]] std::vector<std::string_view> group_pieces(std::string_view cell);

// What a spreadsheet made of a text. `certain`: `text` is what stood there before; else it is as found.
struct Mangled {
  std::string text;
  bool certain = false;
  const char* found = nullptr;  // tr()'d sentence
};
// ="0171 …" and a leading apostrophe, the guards against just that: any cell.
[[nodiscard]] std::optional<Mangled> unguarded(std::string_view text);
// A number that became 1.30889E+10 or 13800000422.0; absent: it did not.
[[nodiscard]] std::optional<Mangled> mangled_number(std::string_view text);

// "Ann <ann@example.org>" → both; a bare address has no name.
struct NamedMail {
  std::string name, address;
};
[[nodiscard]] NamedMail read_named_mail(std::string_view text);
// "Mobile: 0171 …", "0171 … (office)" → number and words; words are "" without them.
struct NamedNumber {
  std::string words, number;
};
[[nodiscard]] NamedNumber read_named_number(std::string_view text);

}  // namespace phonebook
