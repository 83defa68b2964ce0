// WordprocessingML, ECMA-376 part 1, 17.
#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"
#include "documents/html.h"
#include "documents/office_parts.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxLinks = 20000;

// Relationship id → target, of those that point outside.
class Relationships : public XmlEvents {
 public:
  bool start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "Relationship" && targets.size() < kMaxLinks) {
      std::string link = personal_link(attributes["Target"]);
      if (!link.empty()) targets.emplace(attributes["Id"], std::move(link));
    }
    return true;
  }
  bool end(std::string_view) override { return true; }
  bool text(std::string_view) override { return true; }
  std::map<std::string, std::string, std::less<>> targets;
};

class Story : public XmlEvents {
 public:
  Story(DocumentSink& sink, const Relationships& links, std::size_t& paragraph, std::size_t& table)
      : sink_(sink), links_(links), paragraph_(paragraph), table_(table) {}

  bool start(std::string_view name, const XmlAttributes& attributes) override {
    // The same content once more for older programs, deleted text, and a field's commands.
    if (skipped_ > 0 || name == "Fallback" || name == "del" || name == "moveFrom") {
      ++skipped_;
      return true;
    }
    if (name == "t") {
      in_text_ = true;
    } else if (name == "tab") {
      // Also a tab stop's definition, which stands in pPr.
      if (!in_properties_) text_.add("\t");
    } else if (name == "pPr") {
      in_properties_ = true;
    } else if (name == "br" || name == "cr") {
      text_.add("\n");
    } else if (name == "noBreakHyphen") {
      text_.add("-");
    } else if (name == "p") {
      if (depth_ == 0 && !text_.text().empty()) return send();  // a text box inside a paragraph
      if (!text_.text().empty() && text_.text().back() != '\n') text_.add("\n");
    } else if (name == "hyperlink") {
      const auto found = links_.targets.find(attributes["id"]);
      link_ = found == links_.targets.end() ? std::string() : found->second;
      link_from_ = text_.text().size();
    } else if (name == "tbl") {
      if (depth_++ == 0) ++table_;
    } else if (name == "tr") {
      if (depth_ == 1) cells_.clear();
    } else if (name == "tc") {
      if (depth_ == 1) return flush_stray();
    }
    return true;
  }

  bool end(std::string_view name) override {
    if (skipped_ > 0) {
      --skipped_;
      return true;
    }
    if (name == "t") {
      in_text_ = false;
    } else if (name == "pPr") {
      in_properties_ = false;
    } else if (name == "hyperlink") {
      end_link();
    } else if (name == "p") {
      end_link();
      ++paragraph_;
      if (depth_ == 0) return send();
      if (!text_.text().empty()) text_.add("\n");
    } else if (name == "tc" && depth_ == 1) {
      std::string cell(trim(text_.take()));
      if (cells_.size() < kMaxCells) cells_.push_back(std::move(cell));
    } else if (name == "tr" && depth_ == 1) {
      return row();
    } else if (name == "tbl" && depth_ > 0) {
      --depth_;
    }
    return true;
  }

  bool text(std::string_view utf8) override {
    if (!in_text_ || skipped_ > 0) return true;
    text_.add(utf8);
    // A cell may be longer than a paragraph; past a megabyte it goes out in pieces.
    if (text_.text().size() > (depth_ == 0 ? kMaxPiece : kMaxPiece * 16)) return send();
    return true;
  }

 private:
  bool send() {
    link_from_ = 0;
    return text_.send(sink_, {.line = std::max<std::size_t>(paragraph_, 1)});
  }
  bool flush_stray() { return text_.text().empty() || send(); }
  bool row() {
    const bool blank = std::all_of(cells_.begin(), cells_.end(), [](const auto& c) { return c.empty(); });
    const bool more = blank || sink_.row({.cells = cells_,
                                          .place = {.line = std::max<std::size_t>(paragraph_, 1)},
                                          .table = table_});
    cells_.clear();
    return more;
  }
  void end_link() {
    if (link_.empty()) return;
    const std::string link = std::exchange(link_, {});
    const std::string& text = text_.text();
    if (!link_is_shown(link, std::string_view(text).substr(std::min(link_from_, text.size()))))
      text_.add(" <" + link + ">");
  }

  DocumentSink& sink_;
  const Relationships& links_;
  std::size_t& paragraph_;
  std::size_t& table_;
  PieceText text_;
  std::vector<std::string> cells_;
  std::string link_;
  std::size_t link_from_ = 0, depth_ = 0, skipped_ = 0;
  bool in_text_ = false, in_properties_ = false;
};

class StoppingSink : public DocumentSink {
 public:
  explicit StoppingSink(DocumentSink& sink) : sink_(sink) {}
  bool paragraph(const Paragraph& p) override { return more = sink_.paragraph(p); }
  bool row(const Row& r) override { return more = sink_.row(r); }
  bool more = true;

 private:
  DocumentSink& sink_;
};

bool is_story(std::string_view member) {
  if (!member.starts_with("word/") || !member.ends_with(".xml")) return false;
  const std::string_view name = member.substr(5, member.size() - 9);
  return name == "document" || name == "footnotes" || name == "endnotes" || name == "comments" ||
         name.starts_with("header") || name.starts_with("footer");
}

}  // namespace

Result<void> read_docx(ZipArchive& zip, DocumentSink& sink) {
  StoppingSink stopping(sink);
  std::size_t paragraph = 1, table = 0;
  std::vector<std::string> stories{"word/document.xml"};
  for (const std::string& name : zip.names())
    if (is_story(name) && name != stories.front() && stories.size() < 100) stories.push_back(name);
  for (const std::string& story : stories) {
    Relationships links;
    const std::string beside = "word/_rels/" + story.substr(5) + ".rels";
    if (zip.has(beside))
      if (auto done = read_xml_part(zip, beside, links); !done) return done;
    Story events(stopping, links, paragraph, table);
    if (auto done = read_xml_part(zip, story, events); !done) return done;
    if (!stopping.more) break;
  }
  return {};
}

}  // namespace phonebook
