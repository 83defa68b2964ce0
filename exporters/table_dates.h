// Dates as tables write them: 7.3.1985, 3/7/85, 1985年3月7日, 7 March 1985, and what dates.h reads.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "contacts/contact.h"
#include "exporters/table_columns.h"

namespace phonebook {

// `order` decides 3/7/1985 where neither number can only be a day; with dots the day always comes first. Two
// digits of a year are of the last hundred years. Absent: no date.
[[nodiscard]] std::optional<Date> parse_table_date(std::string_view text, DateOrder order);
// Which order a date shows by a number over 12; unknown where it shows none.
[[nodiscard]] DateOrder order_shown_by(std::string_view text);
// Whether another order would have made another date of it.
[[nodiscard]] bool is_two_faced(std::string_view text);
// What stands for "no date": 0/0/00, 00.00.0000, 0000-00-00.
[[nodiscard]] bool is_no_date(std::string_view text);

}  // namespace phonebook
