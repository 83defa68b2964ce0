#include "exporters/csv_dialects.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/text.h"
#include "exporters/column_meaning.h"
#include "exporters/csv_dialect_files.h"

namespace phonebook {
namespace {

// "\t" and "\r\n" as they are written in a file of text; quotes around keep blanks.
std::string plain(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}

bool set(CsvDialectRow& row, std::string_view key, const std::string& value) {
  const auto yes = [&](bool& flag) {
    flag = value == "yes";
    return value == "yes" || value == "no";
  };
  if (key == "name") return !(row.name = value).empty();
  if (key == "title") return !(row.title = value).empty();
  if (key == "charset") return !(row.charset = value).empty();
  if (key == "byte order mark") return yes(row.byte_order_mark);
  if (key == "delimiter") return value.size() == 1 && ((row.delimiter = value[0]) != 0);
  if (key == "line end") return !(row.line_end = value).empty();
  if (key == "separator") return row.separator = value, true;
  if (key == "group separator") return row.group_separator = value, true;
  if (key == "group start") return row.group_start = value, true;
  if (key == "preferred mark") return row.preferred_mark = value, true;
  if (key == "partial dates") return yes(row.partial_dates);
  if (key == "notes take the rest") return yes(row.notes_take_rest);
  if (key == "dates") {
    using Dates = CsvDialectRow::Dates;
    static const std::map<std::string, Dates> kDates{{"iso", Dates::iso},
                                                     {"month first", Dates::month_first},
                                                     {"day first", Dates::day_first},
                                                     {"slashes", Dates::slashes}};
    const auto found = kDates.find(value);
    if (found == kDates.end()) return false;
    row.dates = found->second;
    return true;
  }
  return false;
}

// "Title = prefix": what the heading means here, where it would be read otherwise.
bool add_column(CsvDialectRow& row, std::string_view line) {
  if (line == "(empty)") {
    row.columns.push_back({.field = ColumnField::known});
    return true;
  }
  const std::size_t equals = line.find(" = ");
  const std::string_view text = trim(line.substr(0, equals));
  if (equals == std::string_view::npos) {
    row.columns.push_back(read_column(text));
    return true;
  }
  heading::Meaning meaning = heading::read(text);
  meaning.atoms.clear();
  meaning.leftover = false;
  for (const std::string_view part : split(line.substr(equals + 3), '+')) {
    const auto known = std::find_if(heading::kAtoms.begin(), heading::kAtoms.end(),
                                    [&](const heading::AtomRow& atom) { return atom.name == trim(part); });
    if (known == heading::kAtoms.end()) return false;
    meaning.atoms.push_back(known->atom);
  }
  row.columns.push_back(column_of(meaning, text));
  return true;
}

}  // namespace

Result<CsvDialectRow> parse_csv_dialect(std::string_view text) {
  CsvDialectRow row;
  enum class Section { settings, labels, columns } section = Section::settings;
  std::size_t number = 0;
  for (const std::string_view raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line[0] == '#') continue;
    bool good = true;
    if (line == "[columns]") {
      section = Section::columns;
    } else if (line == "[labels]") {
      section = Section::labels;
    } else if (section == Section::columns) {
      good = add_column(row, line);
    } else {
      const std::size_t equals = line.find('=');
      good = equals != std::string_view::npos;
      if (good && section == Section::labels)
        row.labels.emplace_back(trim(line.substr(0, equals)), plain(line.substr(equals + 1)));
      else if (good)
        good = set(row, trim(line.substr(0, equals)), plain(line.substr(equals + 1)));
    }
    if (!good)
      return fail(Code::invalid_input, tr("The line of the dialect file is not understood."),
                  std::to_string(number));
  }
  if (row.name.empty() || row.columns.empty())
    return fail(Code::invalid_input, tr("The dialect file has no name or no columns."));
  return row;
}

std::span<const CsvDialectRow> csv_dialects() {
  static const std::vector<CsvDialectRow> rows = [] {
    std::vector<CsvDialectRow> out;
    for (const char* text : csv_dialect_files())
      if (auto row = parse_csv_dialect(text)) out.push_back(*std::move(row));
    return out;
  }();
  return rows;
}

const CsvDialectRow* find_csv_dialect(std::string_view name) {
  for (const CsvDialectRow& row : csv_dialects())
    if (ascii_equal(row.name, name)) return &row;
  return nullptr;
}

const CsvDialectRow* csv_dialect_of(std::span<const std::string> headings) {
  std::unordered_set<std::string> seen;
  for (const std::string& heading : headings)
    if (!trim(heading).empty()) seen.insert(fold(heading));
  if (seen.size() < 5) return nullptr;
  const CsvDialectRow* best = nullptr;
  std::size_t most = 0, least_columns = 0;
  for (const CsvDialectRow& row : csv_dialects()) {
    std::size_t shared = 0;
    for (const Column& column : row.columns)
      if (!column.heading.empty()) shared += seen.contains(fold(column.heading));
    // Nearly all of the table's headings; a few may have been added by hand or by a newer version.
    if (shared * 10 < seen.size() * 8) continue;
    if (shared > most || (shared == most && row.columns.size() < least_columns)) {
      best = &row;
      most = shared;
      least_columns = row.columns.size();
    }
  }
  return best;
}

}  // namespace phonebook
