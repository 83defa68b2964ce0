#include "documents/office.h"

#include "base/text.h"
#include "documents/office_parts.h"
#include "documents/zip_archive.h"

namespace phonebook {

Result<void> read_xml_part(ZipArchive& zip, const std::string& member, XmlEvents& events) {
  XmlReader reader(events);
  return zip.read(member, [&](std::string_view piece, bool last) { return reader.feed(piece, last); });
}

Result<DocumentInfo> read_office(Input& input, const DocumentOptions&, DocumentSink& sink) {
  auto zip = ZipArchive::open(input);
  if (!zip) return zip.failure();
  const auto named = [&](FileType type, Result<void> done) -> Result<DocumentInfo> {
    if (!done)
      return fail(done.error().code, done.error().sentence,
                  done.error().where.empty() ? input.name() : done.error().where);
    return DocumentInfo{type, "", 0};
  };
  if (zip->has("word/document.xml")) return named(FileType::docx, read_docx(*zip, sink));
  if (zip->has("xl/workbook.xml")) return named(FileType::xlsx, read_xlsx(*zip, sink));
  if (zip->has("content.xml") && zip->has("mimetype")) return named(FileType::odf, read_odf(*zip, sink));
  if (zip->has("EncryptedPackage") || zip->has("encryption.xml"))
    return fail(Code::denied, tr("The document is encrypted; save it without a password first."),
                input.name());
  return fail(Code::unsupported, tr("This is an archive; unpack it first."), input.name());
}

void PieceText::add(std::string_view text) { text_ += text; }

bool PieceText::send(DocumentSink& sink, const Place& place) {
  bool more = true;
  std::string_view left = trim(text_);
  while (more && !left.empty()) {
    const std::string_view piece = cut_utf8(left, kMaxPiece);
    more = sink.paragraph({.text = piece, .place = place});
    left.remove_prefix(piece.size());
  }
  text_.clear();
  return more;
}

}  // namespace phonebook
