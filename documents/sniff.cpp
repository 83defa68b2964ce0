#include "documents/sniff.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "documents/charset.h"
#include "documents/csv.h"

namespace phonebook {
namespace {

struct Signature {
  std::string_view bytes;
  std::size_t at;
  enum class What { archive, picture, sound, old_office, rich_text, database, program, device } what;
};
using What = Signature::What;
using namespace std::string_view_literals;

constexpr std::array kSignatures{
    Signature{"\x1F\x8B"sv, 0, What::archive},
    Signature{"BZh"sv, 0, What::archive},
    Signature{"\xFD\x37zXZ\0"sv, 0, What::archive},
    Signature{"\x28\xB5\x2F\xFD"sv, 0, What::archive},
    Signature{"7z\xBC\xAF\x27\x1C"sv, 0, What::archive},
    Signature{"Rar!\x1A\x07"sv, 0, What::archive},
    Signature{"ustar"sv, 257, What::archive},
    Signature{"\x89PNG\r\n\x1A\n"sv, 0, What::picture},
    Signature{"\xFF\xD8\xFF"sv, 0, What::picture},
    Signature{"GIF87a"sv, 0, What::picture},
    Signature{"GIF89a"sv, 0, What::picture},
    Signature{"WEBP"sv, 8, What::picture},
    Signature{"II*\0"sv, 0, What::picture},
    Signature{"MM\0*"sv, 0, What::picture},
    Signature{"ftyp"sv, 4, What::sound},
    Signature{"OggS"sv, 0, What::sound},
    Signature{"fLaC"sv, 0, What::sound},
    Signature{"ID3"sv, 0, What::sound},
    Signature{"WAVE"sv, 8, What::sound},
    Signature{"AVI "sv, 8, What::sound},
    Signature{"\x1A\x45\xDF\xA3"sv, 0, What::sound},
    Signature{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, 0, What::old_office},
    Signature{"{\\rtf"sv, 0, What::rich_text},
    Signature{"SQLite format 3\0"sv, 0, What::database},
    Signature{"\x7F"
              "ELF"sv,
              0, What::program},
};

std::string sentence(What what) {
  switch (what) {
    case What::archive:
      return tr("This is an archive; unpack it first.");
    case What::picture:
      return tr("This is a picture; there is no text to read in it.");
    case What::sound:
      return tr("This is sound or film; there is no text to read in it.");
    case What::old_office:
      return tr("This is a document of an old office program; save it as docx, xlsx or odt first.");
    case What::rich_text:
      return tr("This is a rich text (RTF) document; save it as docx, odt or text first.");
    case What::database:
      return tr("This is a database; export it as CSV or text first.");
    case What::program:
      return tr("This is a program; there is no text to read in it.");
    case What::device:
      break;
  }
  return tr("This is a binary file; there is no text to read in it.");
}

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() && ascii_equal(name.substr(name.size() - ending.size()), ending);
}

// Names of header fields that only mail has.
bool is_mail_field(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kFields{
      "from",         "received",    "return-path",  "message-id",      "mime-version",
      "delivered-to", "reply-to",    "content-type", "subject",         "x-mailer",
      "date",         "in-reply-to", "references",   "x-mozilla-status"};
  return std::any_of(kFields.begin(), kFields.end(), [&](auto f) { return ascii_equal(f, name); });
}

// A head of fields, at least two of mail's, before the first blank line.
bool looks_like_mail(std::string_view text) {
  std::size_t fields = 0, of_mail = 0;
  while (!text.empty() && fields < 40) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (fields == 0) return false;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 76) return false;
    const std::string_view name = line.substr(0, colon);
    if (std::any_of(name.begin(), name.end(), [](char c) { return c <= ' ' || (c & 0x80) != 0; }))
      return false;
    ++fields;
    of_mail += is_mail_field(name);
  }
  return of_mail >= 2 && of_mail * 3 >= fields;
}

// "From MAILER Thu Jan  1 00:00:00 1970", then a mail.
bool looks_like_mbox(std::string_view text) {
  if (!text.starts_with("From ")) return false;
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view line = text.substr(0, end);
  return line.find(':') != std::string_view::npos && looks_like_mail(text.substr(end + 1));
}

bool looks_like_html(std::string_view head, std::string_view name) {
  const std::string lower = ascii_lower(head.substr(0, 2048));
  std::string_view text = trim(lower);
  if (text.starts_with("\xEF\xBB\xBF")) text = trim(text.substr(3));
  if (text.starts_with("<?xml")) {
    const std::size_t end = text.find("?>");
    if (end == std::string_view::npos) return false;
    text = trim(text.substr(end + 2));
  }
  while (text.starts_with("<!--")) {
    const std::size_t end = text.find("-->");
    if (end == std::string_view::npos) break;
    text = trim(text.substr(end + 3));
  }
  for (const std::string_view start :
       {"<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<title"})
    if (text.starts_with(start)) return true;
  const bool named = ends_with(name, ".html") || ends_with(name, ".htm") || ends_with(name, ".xhtml");
  return named && text.find('<') != std::string_view::npos && text.find('>') != std::string_view::npos;
}

// Control characters that no text has, in UTF-8 or a charset of bytes.
bool looks_binary(std::string_view head) {
  std::size_t odd = 0, zeros = 0;
  for (const char c : head) {
    const auto u = static_cast<unsigned char>(c);
    zeros += u == 0;
    odd += (u < 0x20 && u != '\t' && u != '\n' && u != '\r' && u != '\f' && u != 0x1B) || u == 0x7F;
  }
  // A stray zero (a log cut by a crash of the machine ends in a run of them) does not unmake a text.
  return odd * 10 > head.size() || (zeros > 0 && zeros * 20 > head.size());
}

}  // namespace

const char* to_string(FileType type) noexcept {
  switch (type) {
    case FileType::text:
      return "text";
    case FileType::csv:
      return "csv";
    case FileType::html:
      return "html";
    case FileType::vcard:
      return "vcard";
    case FileType::mail:
      return "mail";
    case FileType::mbox:
      return "mbox";
    case FileType::docx:
      return "docx";
    case FileType::xlsx:
      return "xlsx";
    case FileType::odf:
      return "odf";
    case FileType::zip:
      return "zip";
    case FileType::pdf:
      return "pdf";
    case FileType::empty:
      return "empty";
    case FileType::unreadable:
      return "unreadable";
  }
  return "text";
}

Sniffed sniff(std::string_view head, std::string_view name) {
  if (head.empty()) return {FileType::empty, {}};
  // Some writers put a mail's or printer's words before it; the standard's readers look in the first
  // kilobyte.
  if (head.substr(0, 1024).find("%PDF-") != std::string_view::npos) return {FileType::pdf, {}};
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return {FileType::zip, {}};
  for (const Signature& s : kSignatures) {
    if (s.what == What::device || head.size() < s.at || !head.substr(s.at).starts_with(s.bytes)) continue;
    if ((s.bytes == "ftyp" || s.bytes == "WEBP" || s.bytes == "WAVE" || s.bytes == "AVI ") &&
        !looks_binary(head.substr(0, 256)))
      continue;  // a text that happens to hold the word there
    if ((s.bytes == "BZh" || s.bytes == "ID3") && is_valid_utf8(head.substr(0, 64))) continue;
    return {FileType::unreadable, sentence(s.what)};
  }
  std::string decoded;
  {
    TextDecoder decoder;
    decoder.decode(head.substr(0, std::size_t{16} << 10), true, decoded);
  }
  // What is no text stays full of control characters in every charset.
  if (looks_binary(decoded)) return {FileType::unreadable, sentence(What::device)};
  const std::string_view text = trim(decoded);
  if (text.empty()) return {FileType::text, {}};
  if (ascii_equal(text.substr(0, 11), "BEGIN:VCARD")) return {FileType::vcard, {}};
  if (looks_like_mbox(text)) return {FileType::mbox, {}};
  if (looks_like_html(text, name)) return {FileType::html, {}};
  if (looks_like_mail(text)) return {FileType::mail, {}};
  if (ends_with(name, ".csv") || ends_with(name, ".tsv") || ends_with(name, ".tab") ||
      (!ends_with(name, ".md") && looks_like_csv(decoded)))
    return {FileType::csv, {}};
  return {FileType::text, {}};
}

}  // namespace phonebook
