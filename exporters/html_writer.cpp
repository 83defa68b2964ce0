#include "exporters/html_writer.h"

#include <fmt/format.h>
#include <unicode/uloc.h>

#include "base/text.h"
#include "exporters/picture.h"
#include "exporters/shown_fields.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxPhoto = std::size_t{4} << 20;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#1c2530;--quiet:#5d6b7a;--line:#dfe4ea;--link:#1c5fb0}
@media(prefers-color-scheme:dark){:root{--paper:#14181d;--card:#1d232a;--ink:#e6ebf0;--quiet:#97a5b3;--line:#303943;--link:#7db5f5}}
*{box-sizing:border-box}
body{margin:0;padding:1.5rem;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,"Noto Sans",sans-serif}
h1{margin:0 0 1rem;font-size:1.35rem;font-weight:600}
main{columns:21rem;column-gap:1rem}
article{break-inside:avoid;margin:0 0 1rem;padding:.9rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
h2{margin:0;font-size:1.05rem;overflow-wrap:anywhere}
img{float:inline-end;width:56px;height:56px;margin-inline-start:.75rem;border-radius:8px;object-fit:cover}
dl{display:grid;grid-template-columns:minmax(0,7.5rem) minmax(0,1fr);gap:.15rem .75rem;margin:.5rem 0 0}
dt{color:var(--quiet);font-size:.87em;padding-top:.1em;overflow-wrap:anywhere}
dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#bbb;--link:#000}body{padding:0;font-size:9.5pt}main{columns:2}article{padding:.5rem .7rem;border-radius:0}@page{margin:15mm}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// Only what leads to a page, a mail or a call; never javascript: and its like.
std::string link_of(const ShownField& field) {
  if (field.text.find('\n') != std::string::npos) return {};
  if (field.field == Field::mail) {
    const std::size_t at = field.text.rfind('@');
    if (at == std::string::npos) return {};
    return "mailto:" + vcard::encode_percent(std::string_view(field.text).substr(0, at)) + "@" +
           vcard::encode_percent(std::string_view(field.text).substr(at + 1));
  }
  if (field.field == Field::number) {
    std::string digits;
    for (const char c : field.plain)
      if ((c >= '0' && c <= '9') || c == '*' || (c == '+' && digits.empty())) digits += c;
    return digits.empty() ? std::string() : "tel:" + digits;
  }
  if (field.field != Field::url) return {};
  const std::string head = ascii_lower(std::string_view(field.text).substr(0, 8));
  return head.starts_with("http://") || head.starts_with("https://") ? field.text : std::string();
}

class HtmlWriter : public ContactWriter {
 public:
  HtmlWriter(WriteBytes to, PrintOptions print) : to_(std::move(to)), print_(std::move(print)) {}

  Result<void> add(const Contact& contact) override {
    if (auto begun = begin(); !begun) return begun;
    const std::vector<ShownField> fields =
        shown_fields(contact, {.for_the_eye = true, .region = print_.region});
    std::string out = "<article>" + photo_of(contact);
    std::size_t i = 0;
    if (!fields.empty() && fields[0].field == Field::name) {
      out += "<h2 dir=\"auto\">" + escaped(fields[0].text) + "</h2>";
      i = 1;
    }
    if (i < fields.size()) {
      out += "<dl>";
      for (; i < fields.size(); ++i) {
        const ShownField& field = fields[i];
        const std::string link = link_of(field);
        out += "<dt>" + escaped(field.label) + "</dt><dd dir=\"auto\">";
        out += link.empty() ? escaped(field.text)
                            : fmt::format("<a href=\"{}\">{}</a>", escaped(link), escaped(field.text));
        out += "</dd>";
      }
      out += "</dl>";
    }
    out += "</article>\n";
    return to_(out);
  }

  Result<void> finish() override {
    if (auto begun = begin(); !begun) return begun;
    return to_("</main>\n</body>\n</html>\n");
  }

 private:
  Result<void> begin() {
    if (begun_) return {};
    begun_ = true;
    const std::string title =
        escaped(document_text(print_.title.empty() ? tr("Address book") : print_.title));
    const std::string language = uloc_getDefault();
    std::string tag = language.substr(0, language.find_first_of("_@."));
    if (language.starts_with("zh"))
      tag = language.starts_with("zh_TW") || language.starts_with("zh_Hant") ? "zh-Hant" : "zh";
    return to_(fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
        "'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n<main>\n",
        escaped(tag), uloc_isRightToLeft(language.c_str()) ? "rtl" : "ltr", title, kStyle, title));
  }

  std::string photo_of(const Contact& contact) {
    if (!contact.photo) return {};
    const std::string type = picture_type(contact.photo->bytes);
    if (!type.empty() && contact.photo->bytes.size() <= kMaxPhoto)
      return fmt::format("<img alt=\"\" loading=\"lazy\" src=\"data:{};base64,{}\">", type,
                         base64_encode(contact.photo->bytes));
    if (print_.tell)
      print_.tell({0,
                   fmt::format(fmt::runtime(tr("The photo of {} is on the web, too large, or no picture that "
                                               "can be shown.")),
                               shown_name(contact)),
                   tr("It was left out.")});
    return {};
  }

  WriteBytes to_;
  PrintOptions print_;
  bool begun_ = false;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_html_writer(WriteBytes to, const PrintOptions& print) {
  return std::unique_ptr<ContactWriter>(std::make_unique<HtmlWriter>(std::move(to), print));
}

}  // namespace phonebook
