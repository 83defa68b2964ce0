// JSContact (RFC 9553) in and out, by RFC 9555's mapping to vCard. What a Contact has no field for is
// carried: vCard's as vCardProps, JSContact's as the JSPROP property, so that there and back again nothing is
// lost.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"
#include "exporters/transcoder.h"

namespace phonebook {

// One Card or an array of them, read whole. Not JSON, or nested without end: Code::invalid_input,
// `where` names the byte.
[[nodiscard]] Result<void> stream_jscontact(const ReadBytes& from, const ReadOptions& options,
                                            const TakeContact& take, const TakeDiagnostic& tell);
// One array. A contact without a uid gets a fresh one, as the standard wants.
[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_jscontact_writer(WriteBytes to,
                                                                           const WriteProfile& profile);

// Whether brackets nest deeper than any card's. Asked before parsing: deep trees are written by recursion,
// and the parser's own callback would take the square of the entries.
[[nodiscard]] bool is_nested_too_deep(std::string_view json) noexcept;

}  // namespace phonebook
