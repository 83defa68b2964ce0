// Contacts as the rows of one table whose columns are only known at the end: a column for each word that some
// contact has a value for, "Mobile", "Mobile 2", "Work city". What spreadsheets are made of.
//
//   ContactTable table;
//   for (const Contact& c : contacts) if (auto added = table.add(c); !added) …
//   table.each_row([&](const std::vector<std::string>& cells) { … });   // cells[i] is below columns()[i]
//
// The rows wait in an unnamed temporary file, so memory holds the columns only. Thread rule: one thread.
#pragma once
#include <cstddef>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "exporters/field_words.h"

namespace phonebook {

class ContactTable {
 public:
  // What a hostile card could ask for without a limit; further values stand in the last cell of their kind, a
  // line each.
  static constexpr std::size_t kMaxColumns = 400, kMaxOfOneWord = 10;

  struct Column {
    std::string heading;
    Field field = Field::name;
    std::size_t width = 0;  // the widest line, in columns of a terminal
  };

  ContactTable() = default;
  [[nodiscard]] Result<void> add(const Contact& contact);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  // In the order in which they are shown; the first is always the name.
  [[nodiscard]] std::vector<Column> columns() const;
  // In the order of add(). An error of `take` ends it and is returned. After the first call nothing can be
  // added.
  using TakeRow = std::function<Result<void>(const std::vector<std::string>& cells)>;
  [[nodiscard]] Result<void> each_row(const TakeRow& take);

 private:
  struct Key {
    int group = 0, place = 0;
    std::string word;
    std::size_t occurrence = 0;
    int part = 0;
    friend bool operator==(const Key&, const Key&) = default;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Known {
    Column column;
    Key key;
  };
  class Row;
  friend class Row;
  [[nodiscard]] int place_of(Field field, const std::string& word);
  [[nodiscard]] std::size_t column_for(Field field, int place, const std::string& word,
                                       std::size_t occurrence);
  [[nodiscard]] Result<void> keep(const Row& row);
  [[nodiscard]] std::vector<std::size_t> order() const;

  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> spool_;
  std::map<Key, std::size_t> by_key_;
  std::vector<Known> known_;
  std::map<std::pair<Field, std::string>, int> places_;
  std::size_t rows_ = 0;
};

}  // namespace phonebook
