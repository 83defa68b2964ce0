#include "transports/folder/entry_id.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxIdBytes = 1024;  // a name of 255 bytes, each as %XX, and the number

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const char* first = text.data() + i + 1;
    if (text.size() - i < 3 || std::from_chars(first, first + 2, value, 16).ptr != first + 2)
      return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

}  // namespace

bool is_card_file(std::string_view file_name) {
  return file_name.size() > 4 && file_name.front() != '.' &&
         ascii_equal(file_name.substr(file_name.size() - 4), ".vcf");
}

std::string to_text(const EntryId& id) {
  std::string out;
  for (const char c : id.file) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out + "#" + std::to_string(id.number);
}

std::optional<EntryId> parse_entry_id(std::string_view text) {
  if (text.size() > kMaxIdBytes) return std::nullopt;
  const std::size_t hash = text.find('#');
  if (hash == std::string_view::npos) return std::nullopt;
  EntryId id;
  const std::string_view digits = text.substr(hash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id.number);
  if (error != std::errc{} || end != digits.data() + digits.size() || id.number == 0) return std::nullopt;
  auto file = unescape(text.substr(0, hash));
  if (!file || file->find('/') != std::string::npos || file->find('\0') != std::string::npos)
    return std::nullopt;
  if (!is_card_file(*file)) return std::nullopt;
  id.file = std::move(*file);
  // One spelling only, so that two ids are equal as text when they are the same card.
  if (to_text(id) != text) return std::nullopt;
  return id;
}

}  // namespace phonebook
