// csv_cells: a contact as the cells of one dialect's columns, and what is left of it there.
//
//   CsvCells cells(*find_csv_dialect("outlook"));
//   const std::vector<std::string>& row = cells.fill(contact);      // row[i] is below columns()[i]
//   for (const Loss& loss : losses_between(contact, cells.kept(contact))) warn(loss);
//
// What has no column goes where the dialect has room for it: further values behind " ::: ", a custom field,
// the notes with its name. One thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contacts/contact.h"
#include "exporters/csv_dialects.h"

namespace phonebook {

class CsvCells {
 public:
  // The dialect must outlive this.
  explicit CsvCells(const CsvDialectRow& dialect);
  // Valid until the next call.
  [[nodiscard]] const std::vector<std::string>& fill(const Contact& contact);
  [[nodiscard]] std::vector<std::string> headings() const;
  // What is read again from those cells.
  [[nodiscard]] Contact kept(const Contact& contact);

 private:
  struct Value {  // one of several that go into a column with a label beside it
    std::string label, text, service;
  };
  void fill_singles(const Contact& contact);
  void fill_birth(const Date& date);
  void fill_numbers(const Contact& contact);
  void fill_mails(const Contact& contact);
  void fill_values(ColumnField field, std::vector<Value> values);
  void fill_addresses(const Contact& contact);
  void fill_address(const ColumnEntry& entry, const PostalAddress& address);
  void fill_related(const Contact& contact);
  void fill_rest();
  void put(std::size_t column, std::string text) {
    if (column != ColumnEntry::kNone) cells_[column] = std::move(text);
  }
  void leave(std::string label, std::string text);
  [[nodiscard]] bool has_labels(ColumnField field) const;
  [[nodiscard]] std::size_t slot_for(ColumnField field, const std::vector<std::string>& types,
                                     const std::string& label, bool preferred) const;
  [[nodiscard]] std::string label_text(const std::vector<std::string>& types, const std::string& label,
                                       bool preferred) const;
  [[nodiscard]] std::string date_text(const Date& date) const;
  [[nodiscard]] std::size_t single(ColumnField field) const;

  const CsvDialectRow& dialect_;
  TablePlan plan_;
  std::vector<std::string> cells_;
  std::vector<bool> used_;  // of the entries
  std::vector<std::pair<std::string, std::string>> rest_;
};

}  // namespace phonebook
