// html: a page as the text and tables that a person sees.
//
//   HtmlText html(sink);
//   html.feed(piece);  html.finish();                 // any pieces of UTF-8
//
// A tokenizer, not a browser: no tree, no recursion, one look at each byte, memory bounded by one paragraph
// and one row. Blocks and <br> are line breaks, <table> rows; scripts, styles and comments are left out. What
// a link holds and does not show (tel:, mailto:, wa.me/ …) is written behind its text: "call me
// <tel:+49171…>".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "documents/document.h"

namespace phonebook {

class HtmlText {
 public:
  explicit HtmlText(DocumentSink& sink) : sink_(sink) {}
  // False: the sink has had enough.
  [[nodiscard]] bool feed(std::string_view utf8);
  [[nodiscard]] bool finish();

 private:
  enum class State { text, entity, tag, comment, declaration, raw_text };
  void character(char c);
  void put(std::string_view text);
  void end_entity();
  void tag();
  void start_tag(const std::string& name);
  void end_tag(const std::string& name);
  void end_link();
  void break_line();
  void end_paragraph();
  void end_cell();
  void end_row();

  DocumentSink& sink_;
  State state_ = State::text;
  std::string tag_, entity_, raw_end_, ending_;
  char quote_ = 0;  // inside a tag
  bool tag_cut_ = false;
  std::size_t dashes_ = 0;     // of a comment's end
  std::string text_, link_;    // the paragraph or cell; the open link's target
  std::size_t link_from_ = 0;  // in text_
  bool blank_ = false, pre_ = false, in_cell_ = false, in_row_ = false, enough_ = false;
  std::vector<std::string> cells_;
  std::size_t line_ = 1, text_line_ = 1, row_line_ = 1, table_ = 0;
};

[[nodiscard]] Result<DocumentInfo> read_html(Input& input, const DocumentOptions& options,
                                             DocumentSink& sink);

// What a link to a person says ("tel:+49171…", "mailto:", "sms:", wa.me/, t.me/, skype:, xmpp: …), decoded
// and without its query; "" for any other target.
[[nodiscard]] std::string personal_link(std::string_view target);
// Whether the shown text says that already.
[[nodiscard]] bool link_is_shown(std::string_view link, std::string_view shown);

}  // namespace phonebook
