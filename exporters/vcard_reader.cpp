#include "exporters/vcard_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "exporters/vcard_card.h"
#include "exporters/vcard_lines.h"

namespace phonebook {
namespace {

using vcard::Card;
using vcard::VcardLine;
using vcard::VcardLines;
using vcard::Version;

bool is_vcard(std::string_view value) noexcept {
  value = trim(value);
  return value.size() >= 5 && ascii_equal(value.substr(0, 5), "VCARD");
}
bool begins(const VcardLine& line) noexcept {
  return ascii_equal(line.name, "BEGIN") && is_vcard(line.value);
}
bool ends(const VcardLine& line) noexcept { return ascii_equal(line.name, "END") && is_vcard(line.value); }

Version version_of(std::string_view value) noexcept {
  value = trim(value);
  if (value.starts_with("2")) return Version::v2_1;
  return value.starts_with("4") ? Version::v4 : Version::v3;
}

// The version of the card whose BEGIN has just been read: escapes mean other things in each, and some phones
// write VERSION late. 3.0 reads what names none.
Version version_ahead(std::string_view rest) noexcept {
  constexpr std::size_t kFarEnough = 4096;
  VcardLines lines(rest.substr(0, kFarEnough));
  for (VcardLine line; lines.next(line);) {
    if (ascii_equal(line.name, "VERSION")) return version_of(line.value);
    if (begins(line) || ends(line)) break;
  }
  return Version::v3;
}

// The charset of what nobody declared, from the octets of the whole file that are no UTF-8: a single name is
// too short to tell. Cards that say their charset are not asked.
std::string charset_of_file(std::string_view bytes) {
  constexpr std::size_t kSampleBytes = std::size_t{64} << 10;
  std::string sample;
  VcardLines lines(bytes);
  for (VcardLine line; sample.size() < kSampleBytes && lines.next(line);) {
    if (line.encoding == vcard::Encoding::base64 || !line.charset.empty()) continue;
    const std::string value = line.encoding == vcard::Encoding::quoted_printable
                                  ? vcard::decode_quoted_printable(line.value)
                                  : std::string(line.value);
    if (is_valid_utf8(value)) continue;
    sample += value;
    sample += '\n';
  }
  return guess_charset(sample).value_or("windows-1252");
}

// UTF-16 as UTF-8, and no NUL: they end nothing here, and no text holds one.
std::string prepared(std::string_view bytes, std::vector<Diagnostic>& diagnostics) {
  std::string text;
  const std::string_view sample = bytes.substr(0, 4096);
  if (const auto charset = guess_charset(sample); charset && charset->starts_with("UTF-16")) {
    text = decode_charset(bytes, *charset).value_or(std::string(bytes));
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  } else {
    text = bytes;
  }
  if (const auto removed = std::erase(text, '\0'); removed > 0)
    diagnostics.push_back({0, fmt::format(fmt::runtime(tr("The file holds {} NUL octets.")), removed),
                           tr("They were left out.")});
  return text;
}

class FileReader {
 public:
  FileReader(std::string_view bytes, const ReadOptions& options, ReadContacts& result)
      : bytes_(bytes),
        lines_(bytes),
        options_(options),
        result_(result),
        context_{[this]() -> const std::string& { return charset(); },
                 [this](std::size_t line, std::string found, std::string done) {
                   report(line, std::move(found), std::move(done));
                 }} {}

  void read() {
    for (VcardLine line; !full_ && lines_.next(line);) take(line);
    if (nested_) end_nested();
    if (card_) end_card(tr("The last card has no END."), 0);
  }

 private:
  void report(std::size_t line, std::string found, std::string done) {
    constexpr std::size_t kMostDiagnostics = 1000;
    if (result_.diagnostics.size() < kMostDiagnostics) {
      result_.diagnostics.push_back({line, std::move(found), std::move(done)});
    } else if (result_.diagnostics.size() == kMostDiagnostics) {
      result_.diagnostics.push_back(
          {line, tr("There is more like this."), tr("It is not listed any further.")});
    }
  }

  const std::string& charset() {
    if (!charset_) {
      charset_ = charset_of_file(bytes_);
      report(0, tr("The file holds text that is not UTF-8, and does not say its charset."),
             fmt::format(fmt::runtime(tr("It was read as {}.")), *charset_));
    }
    return *charset_;
  }

  void begin_card() { card_.emplace(version_ahead(lines_.rest()), context_); }

  void end_card(const char* mended, std::size_t line) {
    if (mended) report(line, mended, tr("The card was taken as it is."));
    result_.contacts.push_back(card_->finish());
    card_.reset();
    if (result_.contacts.size() < options_.max_contacts) return;
    full_ = true;
    if (!trim(lines_.rest()).empty())
      report(line, tr("The file holds more contacts than the limit."), tr("The rest was not read."));
  }

  void end_nested() {
    card_->keep_agent(*nested_);
    nested_.reset();
  }

  void take(const VcardLine& line) {
    const bool begin = begins(line);
    const bool agent_before = std::exchange(agent_before_, false);
    if (begin && card_ && agent_before && !nested_) {
      nested_.emplace("BEGIN:VCARD\n");
      return;
    }
    if (nested_ && !begin) {
      *nested_ += valid_utf8(line.header);
      if (line.complete) *nested_ += ":" + valid_utf8(line.value);
      *nested_ += '\n';
      if (ends(line)) end_nested();
      return;
    }
    if (nested_) end_nested();  // and the outer card is open, too
    if (begin) {
      if (card_) end_card(tr("A card begins before the one before it has ended."), line.number);
      if (!full_) begin_card();
      return;
    }
    if (ends(line)) {
      if (card_) end_card(nullptr, line.number);
      return;
    }
    if (!card_) {
      outside(line);
      return;
    }
    agent_before_ = ascii_equal(line.name, "AGENT") && trim(line.value).empty();
    if (!agent_before_) card_->take(line);
  }

  void outside(const VcardLine& line) {
    if (ascii_equal(line.name, "VERSION") || ascii_equal(line.name, "N") || ascii_equal(line.name, "FN")) {
      report(line.number, tr("A card has no BEGIN."), tr("The card was taken as it is."));
      card_.emplace(ascii_equal(line.name, "VERSION") ? version_of(line.value) : version_ahead(lines_.rest()),
                    context_);
      card_->take(line);
    } else if (!outside_reported_) {
      outside_reported_ = true;
      report(line.number, tr("There is text outside of any card."), tr("It was passed over."));
    }
  }

  std::string_view bytes_;
  VcardLines lines_;
  const ReadOptions& options_;
  ReadContacts& result_;
  vcard::Context context_;
  std::optional<std::string> charset_;
  std::optional<Card> card_;
  std::optional<std::string> nested_;  // the lines of a card inside another (AGENT of 2.1)
  bool agent_before_ = false, outside_reported_ = false, full_ = false;
};

}  // namespace

ReadContacts read_vcards(std::string_view bytes, const ReadOptions& options) {
  ReadContacts result;
  if (options.max_contacts == 0) return result;
  const std::string text = prepared(bytes, result.diagnostics);
  std::string_view view = text;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  FileReader(view, options, result).read();
  if (result.contacts.empty() && !trim(view).empty())
    result.diagnostics.push_back({0, tr("The file holds no card."), tr("Nothing was read.")});
  return result;
}

}  // namespace phonebook
