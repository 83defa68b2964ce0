// What a folder or gammu hands us: cards are cut out of any bytes, and ids come back from outside.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "transports/card_spans.h"
#include "transports/folder/entry_id.h"
#include "transports/gammu/gammu_card.h"

namespace {
void require(bool holds) {
  if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::size_t end = 0;
  for (const phonebook::CardSpan& span : phonebook::card_spans(bytes, 1000)) {
    require(span.offset >= end && span.size >= 11 && span.size <= bytes.size() - span.offset);
    end = span.offset + span.size;
  }
  if (const auto id = phonebook::parse_entry_id(bytes)) {
    require(id->file.find('/') == std::string::npos && id->number > 0 && phonebook::to_text(*id) == bytes);
  }
  for (const phonebook::GammuEntry& entry : phonebook::entries_of_backup(bytes, 1000)) {
    require(entry.location > 0);
    static_cast<void>(phonebook::can_be_rewritten(entry.card));
    if (!entry.contact) continue;
    // What we would hand over is steady: kept once, it is kept.
    const phonebook::Contact kept = phonebook::kept_by_gammu(*entry.contact);
    require(kept.formatted_name.empty() || phonebook::kept_by_gammu(kept) == kept);
    static_cast<void>(phonebook::padded_for_gammu(kept));
  }
  return 0;
}
