// table_columns: what each column of a table of contacts holds, by its heading in any language, and where
// there is none by what stands in it.
//
//   TablePlan plan = plan_columns(headings, sample);     // "Business Fax" → a number of the types work, fax
//   if (auto at = heading_row(sample)) …
//
// Used for CSV, spreadsheets, tables in documents, and "Label: value" lines. Functions only.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

enum class ColumnField : std::uint8_t {
  unknown,  // nobody knows the heading: kept under it, and told
  known,    // known, but no field of a contact: kept under its heading
  full_name,
  given,
  family,
  middle,
  prefix,
  suffix,
  nickname,
  file_as,
  reading_full,
  reading_given,
  reading_family,
  reading_middle,
  company,
  department,
  job_title,
  role,
  number,
  mail,
  url,
  im,
  address,
  birthday,
  birth_year,
  birth_month,
  birth_day,
  anniversary,
  event,
  note,
  group,
  photo,
  gender,
  uid,
  kind,
  relation,
  custom,
  name,  // these four are settled by the other columns and by what stands in them
  title,
  place,  // "Home", "Work": of a number, mostly
  where,  // "Address": of a house or of a mailbox
};

enum class ColumnPart : std::uint8_t {
  value,
  label,
  service,
  street,
  city,
  region,
  postcode,
  country,
  po_box,
  extended,
  formatted
};

struct Column {
  std::string heading;
  ColumnField field = ColumnField::unknown;
  ColumnPart part = ColumnPart::value;
  int ordinal = 0;  // "Phone 2 - Value": 2
  bool ordinal_last = false;
  bool leftover = false;  // the heading holds words that nobody knows
  bool preferred = false;
  bool mail_name = false;          // how a mail address is shown: the name again, as a rule
  bool whole = false;              // an address that says none of its parts
  std::vector<std::string> types;  // as in Contact
  std::string label;               // of the person's own
  std::string service;             // of an IM address; of a relation, its word
};

// Columns that make one entry together: a number and its label, the parts of an address.
struct ColumnEntry {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  ColumnField field = ColumnField::number;
  std::size_t value = kNone, label = kNone, service = kNone;
  // street lines, then city, region, postcode, country, po box, extended, formatted
  std::vector<std::size_t> street;
  std::size_t city = kNone, region = kNone, postcode = kNone, country = kNone, po_box = kNone,
              extended = kNone, formatted = kNone;
};

enum class DateOrder : std::uint8_t { unknown, month_first, day_first };

struct TablePlan {
  std::vector<Column> columns;
  std::vector<ColumnEntry> entries;  // in the order of their first columns
  std::vector<std::size_t> singles;  // columns that are no part of an entry
  DateOrder dates = DateOrder::unknown;
  bool dates_certain = false;  // known from the table, not from its language
  std::string region;          // whose numbers the table holds, where those with a + say so
  const struct CsvDialectRow* dialect = nullptr;
  [[nodiscard]] bool finds_contacts() const;  // some column is a name, number, mail …
};

using SampleRow = std::vector<std::string>;

// What a heading alone says.
[[nodiscard]] Column read_column(std::string_view heading);
// `sample`: rows below the headings, may be empty.
[[nodiscard]] TablePlan plan_columns(std::span<const std::string> headings,
                                     std::span<const SampleRow> sample);
// The columns as a dialect writes them.
[[nodiscard]] TablePlan plan_of_dialect(const struct CsvDialectRow& dialect);
// Without headings.
[[nodiscard]] TablePlan guess_columns(std::span<const SampleRow> sample);
// Which of the first rows holds the headings; absent: none.
[[nodiscard]] std::optional<std::size_t> heading_row(std::span<const SampleRow> sample);
// How many cells are headings that are known, over all that are not empty.
struct Known {
  std::size_t known = 0, filled = 0,
              data = 0;  // data: cells that look like a number, a mail address or a date
};
[[nodiscard]] Known count_headings(std::span<const std::string> row);

}  // namespace phonebook
