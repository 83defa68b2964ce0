// JSContact (RFC 9553) in and out, by RFC 9555's mapping to vCard. What a Contact has no field for is
// carried: vCard's as vCardProps, JSContact's as the JSPROP property, so that there and back again nothing is
// lost.
//
//   stream_jscontact(from, {}, [&](Contact&& contact) { return keep(contact); }, warn);
//
// docs/formats.md lists what comes back otherwise, and why.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"
#include "exporters/transcoder.h"

namespace phonebook {

// One card, an array of any length, cards one behind the other (JSON Lines), or any of them inside other JSON
// (a JMAP answer), one card in memory at a time. An entry that is no JSON or no card is passed over and told
// with line and column; where nothing at all could be read, Code::invalid_input says why and `where` names
// the place. A single card larger than `options.max_bytes`, or nested deeper than 64, is passed over.
[[nodiscard]] Result<void> stream_jscontact(const ReadBytes& from, const ReadOptions& options,
                                            const TakeContact& take, const TakeDiagnostic& tell);
// One array, a card a line; "[]" for none.
[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_jscontact_writer(WriteBytes to,
                                                                           const WriteProfile& profile);

}  // namespace phonebook
