#include "exporters/print_options.h"

#include <unicode/ulocdata.h>

#include <cstdlib>

#include "base/text.h"

namespace phonebook {

std::optional<Paper> find_paper(std::string_view name) {
  if (ascii_equal(name, "a4")) return Paper::a4;
  if (ascii_equal(name, "letter")) return Paper::letter;
  return std::nullopt;
}

Paper paper_of_locale() {
  for (const char* variable : {"LC_ALL", "LC_PAPER", "LANG"}) {
    const char* name = std::getenv(variable);
    if (!name || !*name) continue;
    UErrorCode status = U_ZERO_ERROR;
    int32_t height_mm = 0, width_mm = 0;
    ulocdata_getPaperSize(name, &height_mm, &width_mm, &status);
    // C and POSIX are American to ICU, and say nothing about the person.
    const std::string_view locale = name;
    if (locale == "C" || locale == "POSIX" || locale.starts_with("C.")) return Paper::a4;
    return U_SUCCESS(status) && height_mm == 279 ? Paper::letter : Paper::a4;
  }
  return Paper::a4;
}

PaperSize size_of(Paper paper) {
  constexpr double kPointsPerMm = 72 / 25.4;
  return paper == Paper::letter ? PaperSize{612, 792} : PaperSize{210 * kPointsPerMm, 297 * kPointsPerMm};
}

}  // namespace phonebook
