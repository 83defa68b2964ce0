#include "exporters/docx_writer.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <zip.h>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "base/text.h"
#include "exporters/shown_fields.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxContacts = 100'000;  // Word itself is slow long before
constexpr int kMargin = 1000;                  // twentieths of a point

enum Column : std::size_t { name, organisation, phone, mail, address, more, column_count };
// Shares of the page's width.
constexpr std::array<int, column_count> kShares{20, 17, 23, 25, 20, 22};

// A line of a cell; `label` may be empty.
struct Line {
  std::string label, text;
};
using Cells = std::array<std::vector<Line>, column_count>;

Column column_of(Field field) {
  switch (field) {
    case Field::name:
    case Field::reading:
    case Field::nickname:
      return name;
    case Field::organisation:
    case Field::department:
    case Field::title:
    case Field::role:
      return organisation;
    case Field::number:
      return phone;
    case Field::mail:
    case Field::im:
      return mail;
    case Field::address:
      return address;
    default:
      return more;
  }
}

std::array<std::string, column_count> headings() {
  return {field_word(Field::name), field_word(Field::organisation), field_word(Field::number),
          field_word(Field::mail), field_word(Field::address),      field_word(Field::note)};
}

std::string xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// By the first letter that has a direction.
bool runs_from_right(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    text.remove_prefix(c.length);
    const UCharDirection direction = u_charDirection(static_cast<UChar32>(c.value));
    if (direction == U_LEFT_TO_RIGHT) return false;
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

void append_run(std::string& out, std::string_view text, std::string_view properties, bool from_right) {
  out += "<w:r>";
  if (!properties.empty() || from_right)
    out.append("<w:rPr>").append(properties).append(from_right ? "<w:rtl/>" : "").append("</w:rPr>");
  bool first = true;
  for (const std::string_view line : split(text, '\n')) {
    if (!first) out += "<w:br/>";
    first = false;
    out.append("<w:t xml:space=\"preserve\">").append(xml(line)).append("</w:t>");
  }
  out += "</w:r>";
}

void append_paragraph(std::string& out, const Line& line, bool strong) {
  const bool from_right = runs_from_right(line.text);
  out += "<w:p>";
  if (from_right) out += "<w:pPr><w:bidi/></w:pPr>";
  if (!line.label.empty()) append_run(out, line.label + ": ", "<w:color w:val=\"666666\"/>", false);
  append_run(out, line.text, strong ? "<w:b/><w:bCs/>" : "", from_right);
  out += "</w:p>";
}

// What East Asian letters are set in where a document names no font: by the person's language.
struct EastAsian {
  const char *font, *language;
};
EastAsian east_asian() {
  const std::string_view own = uloc_getDefault();
  if (own.starts_with("ja")) return {"Yu Gothic", "ja-JP"};
  if (own.starts_with("ko")) return {"Malgun Gothic", "ko-KR"};
  if (own.starts_with("zh_TW") || own.starts_with("zh_HK") || own.starts_with("zh_Hant"))
    return {"Microsoft JhengHei", "zh-TW"};
  return {"Microsoft YaHei", "zh-CN"};
}

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
constexpr std::string_view kTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Default Extension="xml" ContentType="application/xml"/>)"
    R"(<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>)"
    R"(<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>)"
    R"(<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>)"
    R"(<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>)"
    R"(</Types>)";
constexpr std::string_view kPackageRelations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>)"
    R"(<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>)"
    R"(</Relationships>)";
constexpr std::string_view kDocumentRelations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>)"
    R"(<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>)"
    R"(</Relationships>)";
constexpr std::string_view kNamespaces =
    R"(xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" )"
    R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships")";

std::string footer() {
  return fmt::format(
      R"({}<w:ftr {}><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r>)"
      R"(<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>)"
      R"(<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>)",
      kHead, kNamespaces);
}

std::string styles() {
  const EastAsian east = east_asian();
  return fmt::format(
      R"({}<w:styles {}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Arial" w:eastAsia="{}"/>)"
      R"(<w:sz w:val="18"/><w:szCs w:val="18"/><w:lang w:eastAsia="{}"/></w:rPr></w:rPrDefault></w:docDefaults>)"
      R"(<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>)"
      R"(<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>)"
      R"(<w:pPr><w:spacing w:after="160"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="215493"/><w:sz w:val="36"/><w:szCs w:val="36"/></w:rPr></w:style>)"
      R"(<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style></w:styles>)",
      kHead, kNamespaces, east.font, east.language);
}

struct CloseZip {
  // Discarding is right: who wants it kept closes and releases it first.
  void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
};
struct FreeSource {
  void operator()(zip_source_t* source) const noexcept { zip_source_free(source); }
};

class DocxWriter : public ContactWriter {
 public:
  DocxWriter(WriteBytes to, PrintOptions print) : to_(std::move(to)), print_(std::move(print)) {}

  Result<void> add(const Contact& contact) override {
    if (contacts_.size() >= kMaxContacts)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("A Word document holds {} contacts at most.")), kMaxContacts));
    Cells& cells = contacts_.emplace_back();
    for (ShownField& field : shown_fields(contact, {})) {
      const std::size_t column = column_of(field.field);
      used_[column] = true;
      // What the column's heading says already.
      const bool bare = field.label == headings_[column];
      cells[column].push_back({bare ? std::string() : std::move(field.label), std::move(field.text)});
    }
    return {};
  }

  Result<void> finish() override {
    used_[name] = true;
    const std::string title = document_text(print_.title.empty() ? tr("Address book") : print_.title);
    const std::string core = fmt::format(
        R"({}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" )"
        R"(xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:creator>purple-phonebook</dc:creator></cp:coreProperties>)",
        kHead, xml(title));
    // The parts must live until the archive is closed. The types come first, as other programs expect it.
    const std::array<std::pair<const char*, std::string>, 7> parts{{
        {"[Content_Types].xml", std::string(kHead).append(kTypes)},
        {"_rels/.rels", std::string(kHead).append(kPackageRelations)},
        {"docProps/core.xml", core},
        {"word/document.xml", document(title)},
        {"word/_rels/document.xml.rels", std::string(kHead).append(kDocumentRelations)},
        {"word/styles.xml", styles()},
        {"word/footer1.xml", footer()},
    }};
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, FreeSource> packed(zip_source_buffer_create(nullptr, 0, 0, &error));
    if (!packed) return failure(error);
    zip_source_keep(packed.get());  // the archive takes one reference, the reading below the other
    std::unique_ptr<zip_t, CloseZip> zip(zip_open_from_source(packed.get(), ZIP_TRUNCATE, &error));
    if (!zip) {
      zip_source_free(packed.get());
      return failure(error);
    }
    for (const auto& [member, bytes] : parts) {
      zip_source_t* source = zip_source_buffer(zip.get(), bytes.data(), bytes.size(), 0);
      if (!source) return failure(*zip_get_error(zip.get()));
      if (zip_file_add(zip.get(), member, source, ZIP_FL_ENC_UTF_8) < 0) {
        zip_source_free(source);
        return failure(*zip_get_error(zip.get()));
      }
    }
    if (zip_close(zip.get()) != 0) return failure(*zip_get_error(zip.get()));
    static_cast<void>(zip.release());
    return copy(packed.get());
  }

 private:
  static Fail failure(zip_error_t& error) {
    return fail(Code::io, fmt::format(fmt::runtime(tr("The document could not be packed: {}.")),
                                      zip_error_strerror(&error)));
  }

  std::string document(const std::string& title) const {
    // Lying, as a table of six columns wants it.
    const PaperSize paper = size_of(print_.paper.value_or(paper_of_locale()));
    const int wide = static_cast<int>(std::lround(paper.height * 20)),
              high = static_cast<int>(std::lround(paper.width * 20));
    int shares = 0;
    for (std::size_t i = 0; i < column_count; ++i) shares += used_[i] ? kShares[i] : 0;
    std::array<int, column_count> widths{};
    for (std::size_t i = 0; i < column_count; ++i)
      widths[i] = used_[i] ? (wide - 2 * kMargin) * kShares[i] / shares : 0;

    std::string out = fmt::format(R"({}<w:document {}><w:body>)", kHead, kNamespaces);
    out += R"(<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>)";
    append_run(out, title, "", runs_from_right(title));
    out += "</w:p>";
    out += R"(<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>)";
    if (uloc_isRightToLeft(uloc_getDefault())) out += "<w:bidiVisual/>";
    out +=
        R"(<w:tblBorders><w:top w:val="single" w:sz="6" w:color="8496B0"/><w:bottom w:val="single" w:sz="6" w:color="8496B0"/>)"
        R"(<w:insideH w:val="single" w:sz="4" w:color="D0D7E0"/></w:tblBorders><w:tblLayout w:type="fixed"/>)"
        R"(<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>)"
        "</w:tblPr><w:tblGrid>";
    for (std::size_t i = 0; i < column_count; ++i)
      if (used_[i]) out += fmt::format(R"(<w:gridCol w:w="{}"/>)", widths[i]);
    out += "</w:tblGrid>";
    out += "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
    for (std::size_t i = 0; i < column_count; ++i) {
      if (!used_[i]) continue;
      out += fmt::format(
          R"(<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="DDE6F0"/></w:tcPr>)",
          widths[i]);
      append_paragraph(out, {"", headings_[i]}, true);
      out += "</w:tc>";
    }
    out += "</w:tr>";
    for (const Cells& cells : contacts_) {
      out += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
      for (std::size_t i = 0; i < column_count; ++i) {
        if (!used_[i]) continue;
        out += fmt::format(R"(<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr>)", widths[i]);
        for (const Line& line : cells[i]) append_paragraph(out, line, i == name && line.label.empty());
        if (cells[i].empty()) out += "<w:p/>";
        out += "</w:tc>";
      }
      out += "</w:tr>";
    }
    out += "</w:tbl>";
    // A table must not be the last thing of a document; this line is as small as one can be.
    out += R"(<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>)";
    out += fmt::format(
        R"(<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="{}" w:h="{}" w:orient="landscape"/>)"
        R"(<w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>)"
        "</w:body></w:document>",
        wide, high, kMargin, kMargin, kMargin, kMargin);
    return out;
  }

  Result<void> copy(zip_source_t* packed) {
    if (zip_source_open(packed) != 0) return failure(*zip_source_error(packed));
    std::array<char, 65536> block;
    Result<void> done;
    while (done) {
      const zip_int64_t got = zip_source_read(packed, block.data(), block.size());
      if (got == 0) break;
      done = got < 0 ? Result<void>(failure(*zip_source_error(packed)))
                     : to_(std::string_view(block.data(), static_cast<std::size_t>(got)));
    }
    zip_source_close(packed);
    return done;
  }

  WriteBytes to_;
  PrintOptions print_;
  const std::array<std::string, column_count> headings_ = headings();
  std::vector<Cells> contacts_;
  std::array<bool, column_count> used_{};
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_docx_writer(WriteBytes to, const PrintOptions& print) {
  return std::unique_ptr<ContactWriter>(std::make_unique<DocxWriter>(std::move(to), print));
}

}  // namespace phonebook
