// A stream of bytes → blocks of whole cards, in UTF-8 where the stream was UTF-16 or UTF-32, without NUL
// octets and byte order marks. Memory: two blocks, or the largest card.
//
//   CardBlocks blocks(from, max_bytes);
//   for (CardBlock block; *blocks.next(block);) parse(block.text);
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "exporters/transcoder.h"

namespace phonebook {
class TextDecoder;
}

namespace phonebook::vcard {

struct CardBlock {
  std::string text;  // begins where a card begins, but for the first; ends where one ends
  bool last = false;
};

class CardBlocks {
 public:
  static constexpr std::size_t kUsualBytes = std::size_t{256} << 10;
  // A card of more than `most_bytes` is an error.
  CardBlocks(const ReadBytes& from, std::size_t most_bytes, std::size_t usual_bytes = kUsualBytes);
  ~CardBlocks();
  // The text of `block` is replaced, its memory used again. False at the end.
  [[nodiscard]] Result<bool> next(CardBlock& block);
  [[nodiscard]] std::size_t nul_octets() const noexcept { return nul_octets_; }

 private:
  [[nodiscard]] Result<void> fill();
  [[nodiscard]] Result<void> begin();
  void append(std::string_view bytes);
  [[nodiscard]] std::size_t find_cut(std::size_t from) const;

  const ReadBytes& from_;
  std::size_t most_bytes_, usual_bytes_;
  std::string held_, raw_;
  std::unique_ptr<TextDecoder> decoder_;
  std::size_t nul_octets_ = 0;
  bool begun_ = false, at_end_ = false;
};

}  // namespace phonebook::vcard
