#include "exporters/vcard_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "documents/charset.h"

namespace phonebook::vcard {
namespace {

constexpr std::string_view kBegin = "BEGIN:VCARD", kMark = "\xEF\xBB\xBF";
// What tells UTF-16 from other octets.
constexpr std::size_t kSampleBytes = 4096;

constexpr bool is_line_end(char c) noexcept { return c == '\n' || c == '\r'; }
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || is_line_end(c); }

// Whether the last line before `end` that is not blank announces a card inside the one it belongs to.
bool announces_agent(std::string_view before) noexcept {
  while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
  const std::size_t line = before.find_last_of("\r\n");
  if (line != std::string_view::npos) before.remove_prefix(line + 1);
  if (before.empty() || before.back() != ':') return false;
  const std::size_t name_end = before.find_first_of(":;");
  std::string_view name = trim(before.substr(0, name_end));
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  return ascii_equal(name, "AGENT");
}

}  // namespace

CardBlocks::CardBlocks(const ReadBytes& from, std::size_t most_bytes, std::size_t usual_bytes)
    : from_(from), most_bytes_(most_bytes), usual_bytes_(usual_bytes) {}
CardBlocks::~CardBlocks() = default;

void CardBlocks::append(std::string_view bytes) {
  if (std::memchr(bytes.data(), '\0', bytes.size()) == nullptr) {
    held_.append(bytes);
    return;
  }
  for (const char c : bytes) c == '\0' ? static_cast<void>(++nul_octets_) : static_cast<void>(held_ += c);
}

// The first bytes say whether they are sixteen bits wide.
Result<void> CardBlocks::begin() {
  begun_ = true;
  raw_.resize(usual_bytes_);
  std::size_t had = 0;
  while (had < kSampleBytes) {
    const auto read = from_(raw_.data() + had, raw_.size() - had);
    if (!read) return read.failure();
    had += *read;
    if (*read > 0) continue;
    at_end_ = true;
    break;
  }
  const std::string_view bytes(raw_.data(), had);
  const auto charset = guess_charset(bytes.substr(0, std::min(had & ~std::size_t{1}, kSampleBytes)));
  if (charset && charset->starts_with("UTF-16")) {
    decoder_ = std::make_unique<TextDecoder>(*charset);
    std::string text;
    decoder_->decode(bytes, at_end_, text);
    append(text);
  } else {
    append(bytes);
  }
  if (held_.starts_with(kMark)) held_.erase(0, kMark.size());
  return {};
}

Result<void> CardBlocks::fill() {
  if (!begun_) return begin();
  raw_.resize(usual_bytes_);
  const auto read = from_(raw_.data(), raw_.size());
  if (!read) return read.failure();
  at_end_ = *read == 0;
  const std::string_view bytes(raw_.data(), *read);
  if (!decoder_) {
    append(bytes);
    return {};
  }
  std::string text;
  decoder_->decode(bytes, at_end_, text);
  append(text);
  return {};
}

// Where the last card begins, at or after `from`; 0: nowhere.
std::size_t CardBlocks::find_cut(std::size_t from) const {
  const std::string_view text = held_;
  if (text.size() < kBegin.size()) return 0;
  for (std::size_t at = text.size() - kBegin.size(); at > from; --at)
    if (is_line_end(text[at - 1]) && (text[at] == 'B' || text[at] == 'b') &&
        ascii_equal(text.substr(at, kBegin.size()), kBegin) && !announces_agent(text.substr(0, at)))
      return at;
  return 0;
}

Result<bool> CardBlocks::next(CardBlock& block) {
  std::size_t searched = 0, cut = 0;
  while (cut == 0 && !at_end_) {
    while (!at_end_ && held_.size() < std::max(usual_bytes_, searched * 2))
      if (auto filled = fill(); !filled) return filled.failure();
    if (at_end_) break;
    cut = find_cut(searched);
    searched = held_.size() > kBegin.size() ? held_.size() - kBegin.size() : 0;
    if (cut == 0 && held_.size() > most_bytes_)
      return fail(
          Code::invalid_input,
          fmt::format(fmt::runtime(tr("A contact is larger than the limit of {} bytes.")), most_bytes_));
  }
  if (held_.empty()) return false;
  if (cut == 0) cut = held_.size();
  block.text.assign(held_, 0, cut);
  held_.erase(0, cut);
  block.last = at_end_ && held_.empty();
  return true;
}

}  // namespace phonebook::vcard
