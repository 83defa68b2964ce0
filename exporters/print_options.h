// How a document for people looks: paper, order, heading, and who hears what did not fit.
//
//   PrintOptions print;
//   print.paper = *find_paper("letter");
//   print.tell = [](Diagnostic&& d) { warn(d); };
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace phonebook {

struct Diagnostic;

enum class Paper { a4, letter };
// "a4", "letter", in any case; absent for another word.
[[nodiscard]] std::optional<Paper> find_paper(std::string_view name);
// What printers hold where the person lives (LC_ALL, LC_PAPER, LANG: "en_US" → letter); A4 when nobody says.
[[nodiscard]] Paper paper_of_locale();
// In points (1/72 inch), upright.
struct PaperSize {
  double width, height;
};
[[nodiscard]] PaperSize size_of(Paper paper);

struct PrintOptions {
  std::optional<Paper> paper{};  // absent: paper_of_locale()
  bool by_family = false;        // pdf: ordered and written "Builder, Bob" instead of as the names are
  std::string title{};           // absent: "Address book" in the person's language
  std::string region{};  // whose numbers are written nationally, where numbers are written for the eye
  // Called from add() and finish() with what a document cannot take (a text longer than a cell, a picture
  // that cannot be drawn, letters no font has). May be empty.
  std::function<void(Diagnostic&&)> tell{};
};

}  // namespace phonebook
