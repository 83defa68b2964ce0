#include "exporters/html_writer.h"

#include <gmock/gmock.h>

#include "tests/exporters/written.h"

namespace phonebook {
namespace {
using testing::bob;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::written;

TEST(HtmlWriter, ShowsNamesNumbersAndLinks) {
  const std::string page = written(make_html_writer, {bob()}).bytes;
  EXPECT_THAT(page, HasSubstr("<h2 dir=\"auto\">Bob Builder</h2>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"tel:+8613800001234\">+86 138 0000 1234</a>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"mailto:bob@example.org\">bob@example.org</a>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"https://example.org/bob\">"));
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
}

TEST(HtmlWriter, EscapesEverythingFromOutside) {
  Contact c;
  c.formatted_name = "<script>alert('x')</script> & \"co\"";
  c.urls = {"javascript:alert(1)", "https://x.example/\"><img onerror=alert(1)>"};
  c.mails = {{"a\"b@c?bcc=evil@example.org", {}, "<b>", false}};
  c.numbers = {{"\"><b>12", "", {}, "", false}};
  c.photo = Photo{"<svg onload=alert(1)>", "image/svg+xml", ""};
  const auto out = written(make_html_writer, {c});
  EXPECT_THAT(out.bytes, Not(HasSubstr("<script")));
  EXPECT_THAT(out.bytes, Not(HasSubstr("<b>")));
  EXPECT_THAT(out.bytes, Not(HasSubstr("href=\"javascript")));
  EXPECT_THAT(out.bytes, Not(HasSubstr("<img")));
  EXPECT_THAT(out.bytes, Not(HasSubstr("?bcc=evil@example.org\"")));
  EXPECT_THAT(out.bytes, HasSubstr("&lt;script&gt;"));
  EXPECT_EQ(out.told.size(), 1u);  // the photo
}

TEST(HtmlWriter, CarriesThePhotoInside) {
  Contact c = bob();
  c.photo = Photo{std::string("\x89PNG\r\n\x1a\n", 8) + "octets", "application/lies", ""};
  const auto out = written(make_html_writer, {c});
  EXPECT_THAT(out.bytes, HasSubstr("src=\"data:image/png;base64,iVBORw0KGgpvY3RldHM=\""));
  EXPECT_TRUE(out.told.empty());
  c.photo = Photo{"", "", "https://example.org/spy.png"};
  const auto remote = written(make_html_writer, {c});
  EXPECT_THAT(remote.bytes, Not(HasSubstr("spy.png")));
  EXPECT_EQ(remote.told.size(), 1u);
}

TEST(HtmlWriter, OfNobodyIsAPageToo) {
  const std::string page = written(make_html_writer, {}).bytes;
  EXPECT_THAT(page, HasSubstr("<main>"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
}

TEST(HtmlWriter, HandsOnThatItCannotWrite) { testing::expect_handed_on(make_html_writer, bob()); }

}  // namespace
}  // namespace phonebook
