// The files of data/csv/dialects as they are, compiled in.
#pragma once
#include <span>

namespace phonebook {
[[nodiscard]] std::span<const char* const> csv_dialect_files();
}
