// Any bytes as a table of contacts, and what was read as every dialect.
#include <algorithm>
#include <cstdint>

#include "exporters/csv_cells.h"
#include "exporters/csv_reader.h"
#include "tests/fuzz/check_contact.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace phonebook;
  if (size == 0) return 0;
  // In pieces of this many octets.
  const std::size_t step = 1 + data[0];
  std::string_view left(reinterpret_cast<const char*>(data + 1), size - 1);
  std::vector<Contact> contacts;
  const auto done = stream_csv(
      [&](char* to, std::size_t n) -> Result<std::size_t> {
        n = std::min({n, step, left.size()});
        std::copy_n(left.data(), n, to);
        left.remove_prefix(n);
        return n;
      },
      {.max_contacts = 100},
      [&](Contact&& contact) -> Result<void> {
        contacts.push_back(std::move(contact));
        return {};
      },
      [](Diagnostic&& d) { fuzz::require(is_valid_utf8(d.found + d.done), "a diagnostic is UTF-8"); });
  fuzz::require(done.has_value(), "a table is never refused as a whole");
  for (const Contact& contact : contacts) fuzz::check_contact(contact);
  const auto dialects = csv_dialects();
  if (contacts.empty()) return 0;
  static std::vector<CsvCells> cells(dialects.begin(), dialects.end());
  CsvCells& one = cells[data[0] % cells.size()];
  const Contact kept = one.kept(contacts[0]);
  fuzz::check_contact(kept);
  return 0;
}
