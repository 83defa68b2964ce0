// vCard 2.1, 3.0 and 4.0 in, as phones and programs really write it, in one file or mixed. What a card means;
// how its lines are cut is vcard_lines.h.
#pragma once
#include "exporters/transcoder.h"

namespace phonebook {

// Every card of the stream, in any charset. Cards are told their version by themselves. Bounded memory: some
// blocks, or the largest card.
[[nodiscard]] Result<void> stream_vcards(const ReadBytes& from, const ReadOptions& options,
                                         const TakeContact& take, const TakeDiagnostic& tell);

}  // namespace phonebook
