// Blocks of whole cards → contacts, with what had to be mended. One parser reads the blocks of one file in
// their order: what it learns of the charset holds for the next.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/transcoder.h"
#include "exporters/vcard_blocks.h"
#include "exporters/vcard_card.h"

namespace phonebook::vcard {

struct ParsedBlock {
  std::vector<Contact> contacts;  // the first `count`; the others are memory for later
  std::size_t count = 0;
  std::vector<Diagnostic> diagnostics;
};

class BlockParser {
 public:
  BlockParser();
  BlockParser(const BlockParser&) = delete;
  BlockParser& operator=(const BlockParser&) = delete;
  // `parsed` is filled anew; contacts that stand in it lend their memory.
  void parse(const CardBlock& block, ParsedBlock& parsed);

 private:
  void report(std::size_t line, std::string found, std::string done);
  std::string charset(std::string_view bytes);
  void take(const VcardLine& line);
  void take_nested(const VcardLine& line);
  void begin_card(Version version, std::size_t line);
  void end_card(const char* mended, std::size_t line);
  void end_nested();
  void outside(const VcardLine& line);

  // Of the file.
  std::string charset_;  // of undeclared text; empty: nobody has asked
  std::size_t sample_bytes_ = 0, diagnostics_ = 0, lines_before_ = 0;
  bool outside_reported_ = false, charset_reported_ = false;
  // Of the block.
  bool sampled_ = false;
  std::string_view text_;
  const VcardLines* lines_ = nullptr;
  ParsedBlock* parsed_ = nullptr;
  // Of the card.
  Context context_;
  Card card_;
  bool open_ = false, agent_before_ = false;
  std::size_t depth_ = 0;  // of cards inside the card
  std::string nested_;     // the lines of the outermost of them
  VcardLine line_;
};

}  // namespace phonebook::vcard
