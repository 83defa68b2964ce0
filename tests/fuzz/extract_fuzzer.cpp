// Any bytes as a message: nothing may crash, spans stay inside, and what is shown is what the span shows.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "extractor/extract.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static const phonebook::Extractor extractor(
      {.kinds = {phonebook::Kind::phone, phonebook::Kind::email, phonebook::Kind::qq, phonebook::Kind::wechat,
                 phonebook::Kind::skype, phonebook::Kind::telegram, phonebook::Kind::xmpp,
                 phonebook::Kind::matrix, phonebook::Kind::line, phonebook::Kind::signal,
                 phonebook::Kind::whatsapp},
       .min_confidence = 0});
  static constexpr std::string_view kRegions[] = {"CN", "US", "DE", ""};
  const bool html = (data[0] & 1) != 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string shown = phonebook::shown_text(text, html);
  for (const phonebook::Finding& finding :
       extractor.find({.text = text, .html = html, .region = kRegions[(data[0] >> 1) & 3]})) {
    if (finding.span.start >= finding.span.end || finding.span.end > text.size()) std::abort();
    if (finding.value.empty() || shown.find(finding.shown) == std::string::npos) std::abort();
  }
  return 0;
}
