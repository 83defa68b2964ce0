// OpenDocument 1.3 part 3: text and tables of content.xml.
#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "documents/html.h"
#include "documents/office_parts.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxRepeatedCells = 256;  // of one that is not empty

std::size_t count_in(std::string_view text) {
  std::size_t out = 1;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return std::max<std::size_t>(out, 1);
}

class Content : public XmlEvents {
 public:
  explicit Content(DocumentSink& sink) : sink_(sink) {}
  bool start(std::string_view name, const XmlAttributes& a) override {
    if (skipped_ > 0 || name == "tracked-changes") {
      ++skipped_;
      return true;
    }
    if (name == "p" || name == "h") {
      if (tables_ == 0 && !text_.text().empty()) {
        if (!send()) return false;
      } else if (!text_.text().empty()) {
        text_.add("\n");
      }
      ++open_;
    } else if (name == "s") {
      text_.add(std::string(std::min<std::size_t>(count_in(a["c"]), 256), ' '));
    } else if (name == "tab") {
      text_.add("\t");
    } else if (name == "line-break") {
      text_.add("\n");
    } else if (name == "a") {
      link_ = personal_link(a["href"]);
      link_from_ = text_.text().size();
    } else if (name == "table") {
      if (tables_++ == 0) {
        ++table_;
        row_ = 0;
        table_name_ = a["name"];
      }
    } else if (name == "table-row" && tables_ == 1) {
      rows_ = count_in(a["number-rows-repeated"]);
      ++row_;
      cells_.clear();
      gap_ = 0;
    } else if ((name == "table-cell" || name == "covered-table-cell") && tables_ == 1) {
      repeated_ = count_in(a["number-columns-repeated"]);
      type_ = a["value-type"];
      value_ = a["value"];
      date_ = a["date-value"];
      static_cast<void>(text_.take());
    }
    return true;
  }

  bool end(std::string_view name) override {
    if (skipped_ > 0) {
      --skipped_;
      return true;
    }
    if (name == "a") {
      end_link();
    } else if (name == "p" || name == "h") {
      end_link();
      if (open_ > 0) --open_;
      if (tables_ == 0) {
        ++paragraph_;
        return send();
      }
    } else if ((name == "table-cell" || name == "covered-table-cell") && tables_ == 1) {
      end_cell();
    } else if (name == "table-row" && tables_ == 1) {
      const Place place{.line = row_, .table = table_name_};
      const bool blank = std::all_of(cells_.begin(), cells_.end(), [](const auto& c) { return c.empty(); });
      more = blank || sink_.row({.cells = cells_, .place = place, .table = table_});
      cells_.clear();
      size_ = 0;
      // Rows that are repeated hold the same; one tells it.
      row_ += rows_ - 1;
      return more;
    } else if (name == "table" && tables_ > 0) {
      --tables_;
    }
    return true;
  }

  bool text(std::string_view utf8) override {
    if (open_ == 0 || skipped_ > 0) return true;
    text_.add(utf8);
    if (text_.text().size() > (tables_ == 0 ? kMaxPiece : kMaxPiece * 16)) return send();
    return true;
  }
  bool more = true;

 private:
  bool send() {
    link_from_ = 0;
    return more =
               text_.send(sink_, {.line = std::max<std::size_t>(tables_ > 0 ? row_ : paragraph_, 1),
                                  .table = tables_ > 0 ? std::string_view(table_name_) : std::string_view()});
  }
  void end_link() {
    if (link_.empty()) return;
    const std::string link = std::exchange(link_, {});
    const std::string& text = text_.text();
    if (!link_is_shown(link, std::string_view(text).substr(std::min(link_from_, text.size()))))
      text_.add(" <" + link + ">");
  }
  void end_cell() {
    std::string shown(trim(text_.take()));
    if (type_ == "date" && !date_.empty()) shown = date_;
    // 1.31E+10 is how a narrow column shows a number; what was typed is beside it.
    if (type_ == "float" && (shown.empty() || shown.find_first_of("E#") != std::string::npos))
      shown = typed_number(value_);
    if (shown.empty()) {
      gap_ += repeated_;
      return;
    }
    const std::size_t times = std::min(repeated_, kMaxRepeatedCells);
    for (std::size_t i = 0; i < times; ++i) {
      if (cells_.size() + gap_ >= kMaxCells || size_ > (std::size_t{4} << 20)) return;
      cells_.resize(cells_.size() + gap_);
      gap_ = 0;
      size_ += shown.size();
      cells_.push_back(shown);
    }
  }

  DocumentSink& sink_;
  PieceText text_;
  std::vector<std::string> cells_;
  std::string link_, type_, value_, date_, table_name_;
  std::size_t link_from_ = 0, skipped_ = 0, tables_ = 0, table_ = 0, row_ = 0, rows_ = 1, repeated_ = 1,
              gap_ = 0, paragraph_ = 0, open_ = 0, size_ = 0;
};

struct Encryption : XmlEvents {
  bool start(std::string_view name, const XmlAttributes&) override {
    encrypted = encrypted || name == "encryption-data";
    return !encrypted;
  }
  bool end(std::string_view) override { return true; }
  bool text(std::string_view) override { return true; }
  bool encrypted = false;
};

}  // namespace

Result<void> read_odf(ZipArchive& zip, DocumentSink& sink) {
  Encryption manifest;
  if (zip.has("META-INF/manifest.xml"))
    if (auto done = read_xml_part(zip, "META-INF/manifest.xml", manifest); !done) return done;
  if (manifest.encrypted)
    return fail(Code::denied, tr("The document is encrypted; save it without a password first."));
  Content content(sink);
  return read_xml_part(zip, "content.xml", content);
}

}  // namespace phonebook
