// Dates and times as cards write them: ISO 8601 in its basic, extended and truncated forms.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "contacts/contact.h"

namespace phonebook {

// "1985-04-12", "19850412", "--04-12", "--0412", "---12", "1985-04", "1985", "--04", each with a time of day
// behind it that is passed over. Absent for anything else, also for a month 13.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
// RFC 6350's truncated forms; `extended` with hyphens inside ("1985-04-12"). Empty for a Date without any
// part.
[[nodiscard]] std::string write_date(const Date& date, bool extended);

// "20121012T210525Z", "2012-10-12T23:05:25+02:00" → "2012-10-12T21:05:25Z"; fractions of a second are kept.
// Absent when it is no point in time.
[[nodiscard]] std::optional<std::string> parse_timestamp(std::string_view text);

}  // namespace phonebook
