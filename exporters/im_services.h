// The words that cards use for one and the same chat service: ours, Apple's X-SERVICE-TYPE, URI schemes, X-
// properties.
//
//   std::string service = service_from_word("Jabber");   // "xmpp"
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace phonebook {

struct ImService {
  std::string_view service;   // our word, lower case
  std::string_view apple;     // X-SERVICE-TYPE as phones write it
  std::string_view scheme;    // of the IMPP URI
  std::string_view property;  // the X- property that Android, KDE and others read; empty: there is none
};
[[nodiscard]] std::span<const ImService> im_services();
[[nodiscard]] const ImService* find_im_service(std::string_view service);

// Any of the words for a service, in any case, as ours; an unknown one in lower case; "" stays "".
[[nodiscard]] std::string service_from_word(std::string_view word);
// By a URI's scheme, without the colon. "" for schemes that say nothing (x-apple).
[[nodiscard]] std::string service_from_scheme(std::string_view scheme);
// By an X- property's name in capitals; "" for a property that is no IM address.
[[nodiscard]] std::string service_from_property(std::string_view name);

}  // namespace phonebook
