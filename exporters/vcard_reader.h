// vCard 2.1, 3.0 and 4.0 in, as phones and programs really write it, in one file or mixed. What a card means;
// how its lines are cut is vcard_lines.h.
#pragma once
#include <string_view>

#include "exporters/transcoder.h"

namespace phonebook {

// Every card of `bytes`, in any charset. Cards are told their version by themselves.
[[nodiscard]] ReadContacts read_vcards(std::string_view bytes, const ReadOptions& options);

}  // namespace phonebook
