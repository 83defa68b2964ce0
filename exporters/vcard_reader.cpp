#include "exporters/vcard_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "exporters/vcard_blocks.h"
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

// What one block after the other needs to know of the file.
struct FileState {
  const ReadOptions& options;
  const TakeContact& take;
  const TakeDiagnostic& tell;
  std::size_t contacts = 0, diagnostics = 0;
  std::optional<std::string> charset;  // of undeclared text
  bool outside_reported = false, full = false;
  Result<void> taken;  // the first error of the taker ends the reading

  void report(std::size_t line, std::string found, std::string done) {
    constexpr std::size_t kMostDiagnostics = 1000;
    if (diagnostics > kMostDiagnostics) return;
    if (diagnostics++ < kMostDiagnostics) {
      tell({line, std::move(found), std::move(done)});
    } else {
      tell({line, tr("There is more like this."), tr("It is not listed any further.")});
    }
  }
};

class BlockReader {
 public:
  BlockReader(const vcard::CardBlock& block, FileState& file)
      : bytes_(block.text),
        lines_(bytes_),
        lines_before_(block.first_line - 1),
        last_(block.last),
        file_(file),
        context_{[this]() -> const std::string& { return charset(); },
                 [this](std::size_t line, std::string found, std::string done) {
                   report(line, std::move(found), std::move(done));
                 }} {}

  void read() {
    for (VcardLine line; !file_.full && file_.taken && lines_.next(line);) take(line);
    if (nested_) end_nested();
    if (!card_) return;
    if (last_) {
      end_card(tr("The last card has no END."), 0);
    } else {
      end_card(tr("A card begins before the one before it has ended."), lines_.lines_taken() + 1);
    }
  }

 private:
  void report(std::size_t line, std::string found, std::string done) {
    file_.report(line == 0 ? 0 : line + lines_before_, std::move(found), std::move(done));
  }

  const std::string& charset() {
    if (!file_.charset) {
      file_.charset = charset_of_file(bytes_);
      report(0, tr("The file holds text that is not UTF-8, and does not say its charset."),
             fmt::format(fmt::runtime(tr("It was read as {}.")), *file_.charset));
    }
    return *file_.charset;
  }

  void begin_card() { card_.emplace(version_ahead(lines_.rest()), context_); }

  void end_card(const char* mended, std::size_t line) {
    if (mended) report(line, mended, tr("The card was taken as it is."));
    file_.taken = file_.take(card_->finish());
    card_.reset();
    if (++file_.contacts < file_.options.max_contacts) return;
    file_.full = true;
    if (!last_ || !trim(lines_.rest()).empty())
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
      if (!file_.full) begin_card();
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
    } else if (!file_.outside_reported) {
      file_.outside_reported = true;
      report(line.number, tr("There is text outside of any card."), tr("It was passed over."));
    }
  }

  std::string_view bytes_;
  VcardLines lines_;
  std::size_t lines_before_;
  bool last_;
  FileState& file_;
  vcard::Context context_;
  std::optional<Card> card_;
  std::optional<std::string> nested_;  // the lines of a card inside another (AGENT of 2.1)
  bool agent_before_ = false;
};

}  // namespace

Result<void> stream_vcards(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                           const TakeDiagnostic& tell) {
  if (options.max_contacts == 0) return {};
  FileState file{options, take, tell};
  vcard::CardBlocks blocks(from, options.max_bytes);
  bool blank = true;
  vcard::CardBlock block;
  while (!file.full && file.taken) {
    const auto more = blocks.next(block);
    if (!more) return more.failure();
    if (!*more) break;
    blank = blank && trim(block.text).empty();
    BlockReader(block, file).read();
  }
  if (!file.taken) return file.taken;
  if (blocks.nul_octets() > 0)
    file.report(0, fmt::format(fmt::runtime(tr("The file holds {} NUL octets.")), blocks.nul_octets()),
                tr("They were left out."));
  if (file.contacts == 0 && !blank) file.report(0, tr("The file holds no card."), tr("Nothing was read."));
  return {};
}

}  // namespace phonebook
