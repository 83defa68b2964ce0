#include "base/charset_names.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace phonebook {
namespace {

// What a charset's label means in the wild: the superset that everybody writes under it (as the WHATWG's
// Encoding Standard has it), since ICU takes the bare standard.
const char* wild_charset(std::string_view label) noexcept {
  struct Row {
    std::string_view label;
    const char* charset;
  };
  static constexpr std::array<Row, 18> kRows{{{"gb2312", "gb18030"},
                                              {"gb_2312-80", "gb18030"},
                                              {"gbk", "gb18030"},
                                              {"cp936", "gb18030"},
                                              {"iso-8859-1", "windows-1252"},
                                              {"iso8859-1", "windows-1252"},
                                              {"latin1", "windows-1252"},
                                              {"us-ascii", "windows-1252"},
                                              {"ascii", "windows-1252"},
                                              {"iso-8859-9", "windows-1254"},
                                              {"iso-8859-11", "windows-874"},
                                              {"euc-kr", "windows-949"},
                                              {"ks_c_5601-1987", "windows-949"},
                                              {"shift_jis", "windows-31j"},
                                              {"shift-jis", "windows-31j"},
                                              {"sjis", "windows-31j"},
                                              {"x-sjis", "windows-31j"},
                                              {"utf8", "UTF-8"}}};
  for (const Row& row : kRows)
    if (ascii_equal(row.label, label)) return row.charset;
  return nullptr;
}

// The name goes into ICU, which would look for data files of that name: only what a charset can be called.
bool is_charset_name(std::string_view name) noexcept {
  return !name.empty() && name.size() < 60 && std::all_of(name.begin(), name.end(), [](char c) {
    return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':' || c == '.' || c == '+';
  });
}

}  // namespace

std::string charset_as_meant(std::string_view label) {
  if (!is_charset_name(label)) return {};
  const char* wild = wild_charset(label);
  std::string name = wild ? std::string(wild) : std::string(label);
  UErrorCode status = U_ZERO_ERROR;
  if (ucnv_countAliases(name.c_str(), &status) == 0 || U_FAILURE(status)) return {};
  return name;
}

}  // namespace phonebook
