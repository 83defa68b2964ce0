// What anybody can say to the port of the delivery reports, and the cards that any text becomes: first line
// the path, second the type, the rest the answer.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "exporters/transcoder.h"
#include "tests/fuzz/check_contact.h"
#include "transports/wap/delivery_reports.h"
#include "transports/wap/gateway.h"
#include "transports/wap/sms.h"
#include "transports/wap/sms_card.h"

using phonebook::fuzz::require;

namespace {

void check_reports(std::string_view path, std::string_view type, std::string_view answer) {
  const std::string words = phonebook::words_of_report(answer);
  require(words.size() <= 100 && phonebook::is_valid_utf8(words), "words are short UTF-8");
  for (const char c : words)
    require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "words have no controls");
  if (const auto call = phonebook::parse_report(path, type, answer)) {
    require(call->token.size() == 36 && path == "/" + call->token, "a token is all of the path");
    require(type == std::to_string(static_cast<int>(call->report)), "a type is one of five");
  }
  if (const auto address = phonebook::parse_reports_address(path))
    require(phonebook::parse_reports_address(address->text()) == address,
            "an address is written as it is read");
  const auto gateway = phonebook::checked_gateway(
      {.url = std::string(path), .user = std::string(type), .password = std::string(answer)});
  if (!gateway) return;
  const auto again = phonebook::checked_gateway(*gateway);
  require(again && *again == *gateway, "a good gateway stays as it is");
}

void check_card(std::string_view text, std::uint8_t reference) {
  phonebook::Contact contact;
  contact.formatted_name = phonebook::valid_utf8(text);
  contact.organisation = {contact.formatted_name};
  contact.numbers = {{.number = contact.formatted_name}};
  const std::string card = phonebook::write_sms_card(contact);
  for (const char c : card) require((c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n', "a card is ASCII");
  const auto read = phonebook::read_contacts(card, phonebook::Format::vcard2_1);
  require(read && read->contacts.size() == 1, "a card is one card");
  std::string together;
  for (const phonebook::Sms& sms : phonebook::split_into_sms(card, reference)) {
    require(sms.header.size() + sms.data.size() <= phonebook::kSmsOctets, "a message fits");
    together += sms.data;
  }
  require(together == card || phonebook::count_sms(card.size()) > phonebook::kMaxSmsParts,
          "no octet is lost");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t first = std::min(bytes.find('\n'), size);
  const std::size_t second = std::min(bytes.find('\n', std::min(first + 1, size)), size);
  check_reports(bytes.substr(0, first),
                bytes.substr(std::min(first + 1, size), second - std::min(first + 1, second)),
                bytes.substr(std::min(second + 1, size)));
  check_card(bytes, size > 0 ? data[0] : 0);
  return 0;
}
