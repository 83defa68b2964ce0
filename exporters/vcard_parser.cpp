#include "exporters/vcard_parser.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "exporters/card_charset.h"

namespace phonebook::vcard {
namespace {

constexpr std::size_t kMostDiagnostics = 1000;
// A guess that stands on less is made again when more text has come.
constexpr std::size_t kSureBytes = 512;

bool is_vcard(std::string_view value) noexcept {
  value = trim(value);
  return value.size() >= 5 && ascii_equal(value.substr(0, 5), "VCARD");
}
bool begins(const VcardLine& line) noexcept {
  return line.property == Property::begin && is_vcard(line.value);
}
bool ends(const VcardLine& line) noexcept {
  return line.property == Property::end && (is_vcard(line.value) || trim(line.value).empty());
}
// A card follows inside the card.
bool announces_agent(const VcardLine& line) noexcept {
  return line.property == Property::agent && trim(line.value).empty();
}
bool begins_agent(const VcardLine& line) noexcept {
  return line.property == Property::agent && ascii_equal(trim(line.value), "BEGIN:VCARD");
}

Version version_of(std::string_view value) noexcept {
  value = trim(value);
  if (value.starts_with("2") || value.starts_with("1")) return Version::v2_1;
  return value.starts_with("4") ? Version::v4 : Version::v3;
}

// The version of the card whose BEGIN has just been read: escapes mean other things in each, and some phones
// write VERSION late. 3.0 reads what names none.
Version version_ahead(std::string_view rest) {
  constexpr std::size_t kFarEnough = 4096;
  constexpr std::string_view kUsual = "VERSION:";
  if (rest.starts_with(kUsual)) return version_of(rest.substr(kUsual.size(), 3));
  VcardLines lines(rest.substr(0, kFarEnough));
  for (VcardLine line; lines.next(line);) {
    if (line.property == Property::version) return version_of(line.value);
    if (begins(line) || ends(line)) break;
  }
  return Version::v3;
}

// The octets of a block that are no UTF-8 and that nobody declared: a single name is too short to tell.
std::string undeclared(std::string_view block) {
  constexpr std::size_t kSampleBytes = std::size_t{64} << 10;
  std::string sample;
  VcardLines lines(block);
  for (VcardLine line; sample.size() < kSampleBytes && lines.next(line);) {
    if (line.encoding == Encoding::base64 || !line.charset.empty()) continue;
    const std::string value = line.encoding == Encoding::quoted_printable
                                  ? decode_quoted_printable(line.value)
                                  : std::string(line.value);
    if (is_valid_utf8(value)) continue;
    sample += value;
    sample += '\n';
  }
  return sample;
}

}  // namespace

BlockParser::BlockParser()
    : context_{[this](std::string_view bytes) { return charset(bytes); },
               [this](std::size_t line, std::string found, std::string done) {
                 report(line, std::move(found), std::move(done));
               }},
      card_(context_) {}

void BlockParser::parse(const CardBlock& block, ParsedBlock& parsed) {
  text_ = block.text;
  parsed_ = &parsed;
  parsed.count = 0;
  sampled_ = false;
  parsed.diagnostics.clear();
  VcardLines lines(text_);
  lines_ = &lines;
  while (lines.next(line_)) take(line_);
  if (depth_ > 0) end_nested();
  if (open_ && block.last) {
    end_card(tr("The last card has no END."), 0);
  } else if (open_) {
    end_card(tr("A card begins before the one before it has ended."), lines.lines_taken() + 1);
  }
  lines_before_ += lines.lines_taken();
}

void BlockParser::report(std::size_t line, std::string found, std::string done) {
  if (diagnostics_ > kMostDiagnostics) return;
  if (line > 0) line += lines_before_;
  if (diagnostics_++ < kMostDiagnostics) {
    parsed_->diagnostics.push_back({line, std::move(found), std::move(done)});
  } else {
    parsed_->diagnostics.push_back(
        {line, tr("There is more like this."), tr("It is not listed any further.")});
  }
}

std::string BlockParser::charset(std::string_view bytes) {
  if (sample_bytes_ < kSureBytes && !std::exchange(sampled_, true)) {  // once a block: it reads all of it
    std::string sample = undeclared(text_);
    if (sample.empty()) sample = bytes;
    if (sample.size() > sample_bytes_) {
      sample_bytes_ = sample.size();
      charset_ = guess_card_charset(sample);
    }
    if (!std::exchange(charset_reported_, true))
      report(0, tr("The file holds text that is not UTF-8, and does not say its charset."),
             fmt::format(fmt::runtime(tr("It was read as {}.")), charset_));
  }
  // A file may be put together of cards of several phones.
  const auto text = decode_charset(bytes, charset_);
  if (text && text->find("\xEF\xBF\xBD") == std::string::npos) return charset_;
  return guess_card_charset(bytes);
}

void BlockParser::begin_card(Version version, std::size_t line) {
  if (parsed_->count == parsed_->contacts.size()) {
    parsed_->contacts.emplace_back();
  } else {
    clear_contact(parsed_->contacts[parsed_->count]);
  }
  card_.begin(parsed_->contacts[parsed_->count], version, line);
  open_ = true;
  agent_before_ = false;
}

void BlockParser::end_card(const char* mended, std::size_t line) {
  if (mended) report(line, mended, tr("The card was taken as it is."));
  card_.finish();
  ++parsed_->count;
  open_ = false;
}

void BlockParser::end_nested() {
  card_.keep_agent(nested_);
  nested_.clear();
  depth_ = 0;
}

void BlockParser::take_nested(const VcardLine& line) {
  if (line.complete) {
    nested_ += valid_utf8(line.header);
    nested_ += ':';
    if (line.encoding == Encoding::base64) {
      for (const char c : line.value)
        if (static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F) nested_ += c;
    } else {
      nested_ += valid_utf8(line.value);
    }
  } else {
    nested_ += valid_utf8(line.header);
  }
  nested_ += '\n';
}

void BlockParser::take(const VcardLine& line) {
  const bool begin = begins(line), agent_before = std::exchange(agent_before_, false);
  if (depth_ > 0) {
    if (!begin || agent_before) {
      take_nested(line);
      agent_before_ = announces_agent(line);
      if (begin || begins_agent(line)) ++depth_;
      if (ends(line) && --depth_ == 0) end_nested();
      return;
    }
    end_nested();  // and the outer card is open, too
  } else if (open_ && ((begin && agent_before) || begins_agent(line))) {
    depth_ = 1;
    nested_ = "BEGIN:VCARD\n";
    return;
  }
  if (begin) {
    if (open_) end_card(tr("A card begins before the one before it has ended."), line.number);
    begin_card(version_ahead(lines_->rest()), line.number);
  } else if (!open_) {
    outside(line);
  } else if (ends(line)) {
    end_card(nullptr, line.number);
  } else if (announces_agent(line)) {
    agent_before_ = true;
  } else {
    card_.take(line);
  }
}

void BlockParser::outside(const VcardLine& line) {
  if (ends(line)) return;
  if (line.property == Property::version || line.property == Property::name ||
      line.property == Property::formatted_name) {
    report(line.number, tr("A card has no BEGIN."), tr("The card was taken as it is."));
    begin_card(line.property == Property::version ? version_of(line.value) : version_ahead(lines_->rest()),
               line.number);
    card_.take(line);
  } else if (!std::exchange(outside_reported_, true)) {
    report(line.number, tr("There is text outside of any card."), tr("It was passed over."));
  }
}

}  // namespace phonebook::vcard
