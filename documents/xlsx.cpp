// SpreadsheetML, ECMA-376 part 1, 18.
#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "base/text.h"
#include "documents/html.h"
#include "documents/office_parts.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxShared = std::size_t{32} << 20;
constexpr std::size_t kMaxSheets = 1000, kMaxFormats = 100'000, kMaxLinks = 20'000;
constexpr std::size_t kMaxCellText = 32767 * 4;  // Excel's own limit, in UTF-8

std::size_t number_in(std::string_view text) {
  std::size_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

struct Workbook : XmlEvents {
  bool start(std::string_view name, const XmlAttributes& a) override {
    if (name == "sheet" && sheets.size() < kMaxSheets) sheets.emplace_back(a["name"], a["id"]);
    if (name == "workbookPr") since_1904 = a["date1904"] == "1" || a["date1904"] == "true";
    return true;
  }
  bool end(std::string_view) override { return true; }
  bool text(std::string_view) override { return true; }
  std::vector<std::pair<std::string, std::string>> sheets;  // name, relationship
  bool since_1904 = false;
};

struct Targets : XmlEvents {
  bool start(std::string_view name, const XmlAttributes& a) override {
    if (name == "Relationship" && targets.size() < kMaxLinks) targets.emplace(a["Id"], a["Target"]);
    return true;
  }
  bool end(std::string_view) override { return true; }
  bool text(std::string_view) override { return true; }
  std::map<std::string, std::string, std::less<>> targets;
};

// The format of each cell style.
struct Styles : XmlEvents {
  bool start(std::string_view name, const XmlAttributes& a) override {
    if (name == "numFmt" && own.size() < kMaxFormats)
      own[static_cast<int>(number_in(a["numFmtId"]))] = number_format(a["formatCode"]);
    if (name == "cellXfs") in_cells_ = true;
    if (name == "xf" && in_cells_ && styles.size() < kMaxFormats) {
      const int id = static_cast<int>(number_in(a["numFmtId"]));
      const auto found = own.find(id);
      styles.push_back(found == own.end() ? builtin_number_format(id) : found->second);
    }
    return true;
  }
  bool end(std::string_view name) override {
    if (name == "cellXfs") in_cells_ = false;
    return true;
  }
  bool text(std::string_view) override { return true; }
  std::map<int, NumberFormat> own;
  std::vector<NumberFormat> styles;

 private:
  bool in_cells_ = false;
};

// All texts in one piece of memory.
struct SharedStrings : XmlEvents {
  bool start(std::string_view name, const XmlAttributes&) override {
    if (name == "rPh") ++phonetic_;
    in_text_ = name == "t" && phonetic_ == 0;
    return true;
  }
  bool end(std::string_view name) override {
    if (name == "t") in_text_ = false;
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    if (name == "si") ends.push_back(all.size());
    return !too_large();
  }
  bool text(std::string_view utf8) override {
    if (in_text_) all += utf8;
    return !too_large();
  }
  [[nodiscard]] bool too_large() const { return all.size() + ends.size() * sizeof(ends[0]) > kMaxShared; }
  [[nodiscard]] std::string_view at(std::size_t i) const {
    if (i >= ends.size()) return {};
    const std::size_t from = i == 0 ? 0 : ends[i - 1];
    return std::string_view(all).substr(from, ends[i] - from);
  }
  std::string all;
  std::vector<std::size_t> ends;

 private:
  bool in_text_ = false;
  int phonetic_ = 0;
};

// "BC12" → 54 (from 0); `otherwise` where there is no letter.
std::size_t column_of(std::string_view reference, std::size_t otherwise) {
  std::size_t out = 0, i = 0;
  for (; i < reference.size() && i < 4 && reference[i] >= 'A' && reference[i] <= 'Z'; ++i)
    out = out * 26 + static_cast<std::size_t>(reference[i] - 'A') + 1;
  return i == 0 ? otherwise : out - 1;
}

// "_x000A_" is a character that XML cannot hold, "_x005F_" an underscore that begins no such word. ECMA-376
// part 1, 22.9.2.19.
std::string unescaped(std::string text) {
  std::size_t from = text.find("_x");
  if (from == std::string::npos) return text;
  std::string out(text, 0, from);
  while (from < text.size()) {
    unsigned code = 0;
    const char* const digits = text.data() + from + 2;
    const bool escape = from + 7 <= text.size() && text[from] == '_' && text[from + 1] == 'x' &&
                        text[from + 6] == '_' &&
                        std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4;
    if (!escape) {
      out += text[from++];
      continue;
    }
    // A half of a pair says nothing, and a text without NUL stays one.
    append_utf8(out,
                code == 0 || (code >= 0xD800 && code < 0xE000) ? U'\uFFFD' : static_cast<char32_t>(code));
    from += 7;
  }
  return out;
}

class Sheet : public XmlEvents {
 public:
  Sheet(DocumentSink& sink, const Workbook& book, const Styles& styles, const SharedStrings& shared,
        const Targets& links, std::string_view name, std::size_t number)
      : sink_(sink),
        book_(book),
        styles_(styles),
        shared_(shared),
        links_(links),
        name_(name),
        number_(number) {}

  bool start(std::string_view name, const XmlAttributes& a) override {
    if (name == "row") {
      row_ = a["r"].empty() ? row_ + 1 : number_in(a["r"]);
      cells_.clear();
      column_ = 0;
    } else if (name == "c") {
      column_ = column_of(a["r"], column_);
      type_ = a["t"];
      style_ = number_in(a["s"]);
      value_.clear();
    } else if (name == "v" || (name == "t" && phonetic_ == 0)) {
      in_value_ = true;
    } else if (name == "rPh") {
      ++phonetic_;
    } else if (name == "hyperlink") {
      const auto target = links_.targets.find(a["id"]);
      const std::string link = target == links_.targets.end() ? std::string() : personal_link(target->second);
      // Links stand behind all rows; one that only repeats its cell is most often no news to the extractor.
      if (!link.empty())
        return sink_.paragraph(
            {.text = link, .place = {.line = number_in(row_part(a["ref"])), .table = name_}});
    }
    return true;
  }

  bool end(std::string_view name) override {
    if (name == "v" || name == "t") {
      in_value_ = false;
    } else if (name == "rPh") {
      if (phonetic_ > 0) --phonetic_;
    } else if (name == "c") {
      end_cell();
    } else if (name == "row") {
      const bool blank = std::all_of(cells_.begin(), cells_.end(), [](const auto& c) { return c.empty(); });
      more = blank || sink_.row({.cells = cells_, .place = {.line = row_, .table = name_}, .table = number_});
      cells_.clear();
      size_ = 0;
      return more;
    }
    return true;
  }

  bool text(std::string_view utf8) override {
    if (in_value_ && value_.size() < kMaxCellText) value_ += cut_utf8(utf8, kMaxCellText - value_.size());
    return true;
  }
  bool more = true;

 private:
  static std::string_view row_part(std::string_view reference) {
    const std::size_t at = reference.find_first_of("0123456789");
    return at == std::string_view::npos ? std::string_view() : reference.substr(at);
  }

  void end_cell() {
    std::string shown = std::move(value_);
    value_.clear();
    if (type_ == "s") {
      shown = shared_.at(shown.empty() ? shared_.ends.size() : number_in(shown));
    } else if (type_ == "b") {
      shown = shown == "1" ? "TRUE" : "FALSE";
    } else if (type_.empty() || type_ == "n") {
      shown = as_shown(shown);
    }  // str, inlineStr, d (ISO 8601) and e are text
    if (type_ == "s" || type_ == "inlineStr" || type_ == "str") shown = unescaped(std::move(shown));
    if (!shown.empty() && column_ < kMaxCells && size_ + shown.size() < (std::size_t{4} << 20)) {
      size_ += shown.size();
      if (cells_.size() <= column_) cells_.resize(column_ + 1);
      cells_[column_] = std::move(shown);
    }
    ++column_;
  }

  [[nodiscard]] std::string as_shown(const std::string& value) const {
    if (value.empty()) return value;
    const NumberFormat format = style_ < styles_.styles.size() ? styles_.styles[style_] : NumberFormat{};
    if (format.date) {
      double serial = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), serial);
      if (error == std::errc() && end == value.data() + value.size())
        if (auto date = date_of_serial(serial, book_.since_1904)) return *date;
    }
    return typed_number(value, format.zeros);
  }

  DocumentSink& sink_;
  const Workbook& book_;
  const Styles& styles_;
  const SharedStrings& shared_;
  const Targets& links_;
  const std::string_view name_;
  const std::size_t number_;
  std::vector<std::string> cells_;
  std::string type_, value_;
  std::size_t row_ = 0, column_ = 0, style_ = 0, size_ = 0;
  int phonetic_ = 0;
  bool in_value_ = false;
};

// A target as it stands in xl/_rels: beside the workbook, or from the root.
std::string member_of(std::string_view target) {
  return target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
}

}  // namespace

Result<void> read_xlsx(ZipArchive& zip, DocumentSink& sink) {
  Workbook book;
  Targets targets;
  Styles styles;
  SharedStrings shared;
  if (auto done = read_xml_part(zip, "xl/workbook.xml", book); !done) return done;
  if (zip.has("xl/_rels/workbook.xml.rels"))
    if (auto done = read_xml_part(zip, "xl/_rels/workbook.xml.rels", targets); !done) return done;
  if (zip.has("xl/styles.xml"))
    if (auto done = read_xml_part(zip, "xl/styles.xml", styles); !done) return done;
  if (zip.has("xl/sharedStrings.xml"))
    if (auto done = read_xml_part(zip, "xl/sharedStrings.xml", shared); !done) return done;
  if (shared.too_large())
    return fail(
        Code::invalid_input,
        tr("The table holds over 32 MiB of different texts; save it as CSV, which has no such limit."));
  std::size_t number = 0;
  for (const auto& [name, relationship] : book.sheets) {
    const auto target = targets.targets.find(relationship);
    const std::string member = target == targets.targets.end()
                                   ? "xl/worksheets/sheet" + std::to_string(number + 1) + ".xml"
                                   : member_of(target->second);
    ++number;
    if (!zip.has(member)) continue;  // a chart or a macro sheet
    Targets links;
    const std::size_t slash = member.rfind('/') + 1;
    const std::string beside = member.substr(0, slash) + "_rels/" + member.substr(slash) + ".rels";
    if (zip.has(beside))
      if (auto done = read_xml_part(zip, beside, links); !done) return done;
    Sheet sheet(sink, book, styles, shared, links, name, number);
    if (auto done = read_xml_part(zip, member, sheet); !done) return done;
    if (!sheet.more) break;
  }
  return {};
}

}  // namespace phonebook
