#include "exporters/tel_text.h"

#include "base/text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {
constexpr std::string_view kScheme = "tel:", kExtension = ";ext=";
}  // namespace

ContactNumber parse_tel_text(std::string_view text) {
  ContactNumber number;
  number.number = text;
  if (text.size() > kScheme.size() && ascii_equal(text.substr(0, kScheme.size()), kScheme))
    number.number = valid_utf8(vcard::decode_percent(text.substr(kScheme.size())));
  const std::string_view whole = number.number;
  for (std::size_t i = whole.find(';'); i != std::string_view::npos; i = whole.find(';', i + 1)) {
    if (!ascii_equal(whole.substr(i, kExtension.size()), kExtension)) continue;
    const std::string_view after = whole.substr(i + kExtension.size());
    const std::string_view extension = after.substr(0, after.find(';'));
    number.extension = trim(extension);
    number.number = std::string(whole.substr(0, i)).append(after.substr(extension.size()));
    break;
  }
  return number;
}

std::string tel_text(const ContactNumber& number) {
  return number.extension.empty() ? number.number
                                  : number.number + std::string(kExtension) + number.extension;
}

}  // namespace phonebook
