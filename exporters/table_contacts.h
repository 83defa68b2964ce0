// table_contacts: rows of a table → contacts, by a plan of its columns.
//
//   TableContacts table(plan, tell);
//   if (auto contact = table.read(cells, line)) take(*contact);
//
// What is repaired, guessed or not understood is told, each kind at most kMostOfAKind times; nothing is
// dropped without a word: a column that no field takes is kept as the property X-FIELD with its heading. One
// thread.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "contacts/contact.h"
#include "exporters/column_meaning.h"
#include "exporters/table_columns.h"
#include "exporters/transcoder.h"

namespace phonebook {

// Diagnostics, of one kind no more than a person would read; the rest is counted.
class TableReports {
 public:
  static constexpr std::size_t kMostOfAKind = 1000;
  explicit TableReports(std::function<void(Diagnostic&&)> tell) : tell_(std::move(tell)) {}
  void say(std::size_t line, std::string found, std::string done);
  // How many more there were.
  void finish();

 private:
  std::function<void(Diagnostic&&)> tell_;
  std::map<std::string, std::size_t> counts_;
};

class TableContacts {
 public:
  // `reports` must outlive this.
  TableContacts(TablePlan plan, TableReports& reports) : plan_(std::move(plan)), reports_(reports) {
    told_.resize(plan_.columns.size());
  }
  // Absent: the row holds nothing. `cells`: UTF-8, fewer or more than there are columns.
  [[nodiscard]] std::optional<Contact> read(std::span<const std::string_view> cells, std::size_t line);

 private:
  using Cells = std::span<const std::string_view>;
  void read_single(std::size_t column, std::string_view cell);
  void read_entry(const ColumnEntry& entry, Cells cells);
  void read_numbers(const ColumnEntry& entry, Cells cells);
  void read_number(std::string_view text, const Column& column, const LabelMeaning& label);
  void read_mails(const ColumnEntry& entry, Cells cells);
  void read_mail(std::string_view text, const Column& column, const LabelMeaning& label);
  void read_urls(const ColumnEntry& entry, Cells cells);
  void read_ims(const ColumnEntry& entry, Cells cells);
  void read_addresses(const ColumnEntry& entry, Cells cells);
  void read_address(const ColumnEntry& entry, Cells cells);
  void add_address(PostalAddress a, const ColumnEntry& entry, const std::string& whole,
                   const LabelMeaning& label);
  void read_labelled(const ColumnEntry& entry, Cells cells);
  void read_relation(std::string_view value, std::string_view label, const Column& column);
  void read_event(std::string_view value, std::string_view label);
  void read_reading(std::string_view text);
  void read_custom(std::string_view label, std::string_view value);
  void read_birth_parts(Cells cells);
  void read_mail_name(std::size_t column, std::string_view text);
  void split_read_name();
  std::optional<Date> date(std::string_view text);
  void keep(std::string_view heading, std::string_view value);
  void keep_unknown(std::size_t column, std::string_view value);
  void property(const char* name, std::string_view value);
  const LabelMeaning& label_of(std::string_view text);
  std::string cleaned(std::string_view cell);

  TablePlan plan_;
  TableReports& reports_;
  std::vector<bool> told_;  // of each column, that nobody knows it
  std::unordered_map<std::string, LabelMeaning> labels_;
  Contact contact_;
  std::size_t line_ = 0;
  int dates_ = 0;
};

}  // namespace phonebook
