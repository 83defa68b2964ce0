// What characters a phone can hold, and where a text may be cut: never inside what a person sees as one
// character.
//
//   std::string shown = keep_characters(name, Repertoire::basic_plane);   // without emoji
//   std::string_view cut = cut_where_it_fits(shown, [](std::string_view s) { return s.size() <= 20; });
//
// Pure functions on valid UTF-8; thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace phonebook {

enum class Repertoire : std::uint8_t {
  any,
  basic_plane,  // up to U+FFFF: UCS-2
  shift_jis,    // what CP932 has, carriers' pictures apart
  latin1,       // ISO 8859-1
};

// The text without what the phone has no character for, in order; composed (NFC) where anything had to go.
[[nodiscard]] std::string keep_characters(std::string_view text, Repertoire repertoire);

// Characters as a person counts them: "é" is one, also where it is written as two.
[[nodiscard]] std::size_t count_characters(std::string_view text);

// Calls `use` with the offset behind each character as a person counts them, ascending, until it says false.
void for_each_character_end(std::string_view text, const std::function<bool(std::size_t end)>& use);

// Written as few code points (NFC).
[[nodiscard]] std::string compose_characters(std::string_view text);

// The longest beginning of the text that fits and ends between two characters; blanks at its end go. `fits`
// is asked about beginnings, longer ones last; once it says no, every longer one is taken not to fit.
[[nodiscard]] std::string_view cut_where_it_fits(std::string_view text,
                                                 const std::function<bool(std::string_view)>& fits);

}  // namespace phonebook
