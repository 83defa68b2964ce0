// A QR code drawn as text, PNG and SVG: the same modules everywhere, and a quiet zone around them. That a
// reader which is not ours reads them is tests/command/qr_test.py's.
#include <gmock/gmock.h>
#include <png.h>

#include <string>

#include "base/text.h"
#include "transports/qr/qr_image.h"
#include "transports/qr/qr_terminal.h"

namespace phonebook {
namespace {
using testing::HasSubstr;
using testing::Not;

QrCode some_code(const std::string& name = "Bob Builder") {
  Contact c;
  c.formatted_name = name;
  c.numbers.push_back({.number = "+8613800001234", .types = {"cell"}});
  auto code = make_qr_code(c);
  EXPECT_TRUE(code);
  return *std::move(code);
}

// Rows of modules as a reader of the text sees them; true = drawn.
std::vector<std::vector<bool>> drawn(const std::string& text, bool ascii) {
  std::vector<std::vector<bool>> rows;
  for (const std::string_view whole : split(text, '\n')) {
    if (whole.empty()) continue;
    std::string_view line = whole;
    std::vector<bool> upper, lower;
    while (!line.empty()) {
      if (ascii) {
        upper.push_back(line.starts_with("##"));
        EXPECT_TRUE(line.starts_with("##") || line.starts_with("  ")) << line;
        line.remove_prefix(2);
        continue;
      }
      const CodePoint c = decode_utf8(line);
      line.remove_prefix(c.length);
      upper.push_back(c.value == U'█' || c.value == U'▀');
      lower.push_back(c.value == U'█' || c.value == U'▄');
    }
    rows.push_back(upper);
    if (!ascii) rows.push_back(lower);
  }
  return rows;
}

void expect_drawn(const QrCode& code, const std::vector<std::vector<bool>>& rows, bool dark) {
  const int side = code.size + 2 * kQrQuietZone;
  ASSERT_GE(rows.size(), static_cast<std::size_t>(side));
  ASSERT_LE(rows.size(), static_cast<std::size_t>(side) + 1);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    ASSERT_EQ(rows[y].size(), static_cast<std::size_t>(side)) << y;
    for (std::size_t x = 0; x < rows[y].size(); ++x)
      ASSERT_EQ(rows[y][x] == dark,
                code.dark(static_cast<int>(x) - kQrQuietZone, static_cast<int>(y) - kQrQuietZone))
          << x << ' ' << y;
  }
}

TEST(QrTextTest, DrawsTwoModulesInOneLetterWithAQuietZoneOfFour) {
  const QrCode code = some_code();
  expect_drawn(code, drawn(qr_text(code, {}), false), true);
  expect_drawn(code, drawn(qr_text(code, {.invert = true}), false), false);
  EXPECT_EQ(qr_text_size(code, false).columns, code.size + 8);
  EXPECT_EQ(qr_text_size(code, false).lines, (code.size + 9) / 2);
}

TEST(QrTextTest, DrawsWithAsciiAloneWhereAsked) {
  const QrCode code = some_code();
  const std::string text = qr_text(code, {.ascii = true});
  expect_drawn(code, drawn(text, true), true);
  expect_drawn(code, drawn(qr_text(code, {.invert = true, .ascii = true}), true), false);
  EXPECT_EQ(qr_text_size(code, true).columns, 2 * (code.size + 8));
  EXPECT_EQ(qr_text_size(code, true).lines, code.size + 8);
}

TEST(QrTextTest, SetsItsOwnColoursInEachLineAndEndsThemInIt) {
  const QrCode code = some_code();
  for (const bool ascii : {false, true}) {
    const std::string text = qr_text(code, {.colour = true, .ascii = ascii});
    for (const std::string_view line : split(text, '\n')) {
      if (line.empty()) continue;
      EXPECT_TRUE(line.starts_with("\x1b[30;47m\x1b[38;5;16;48;5;231m"));
      EXPECT_EQ(line.find("█"), std::string_view::npos);  // fonts leave gaps around it
      EXPECT_TRUE(line.ends_with("\x1b[0m"));
    }
    EXPECT_THAT(qr_text(code, {.ascii = ascii}), Not(HasSubstr("\x1b")));
  }
}

TEST(QrPngTest, HoldsEachModuleAsASquareAndTheQuietZone) {
  const QrCode code = some_code();
  const auto bytes = qr_png(code, 3);
  ASSERT_TRUE(bytes);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&image, bytes->data(), bytes->size()), 0);
  image.format = PNG_FORMAT_GRAY;
  const int side = 3 * (code.size + 8);
  ASSERT_EQ(image.width, static_cast<png_uint_32>(side));
  ASSERT_EQ(image.height, static_cast<png_uint_32>(side));
  std::string grey(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), '\x55');
  ASSERT_NE(png_image_finish_read(&image, nullptr, grey.data(), 0, nullptr), 0);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      ASSERT_EQ(grey[static_cast<std::size_t>(y * side + x)],
                code.dark(x / 3 - 4, y / 3 - 4) ? '\0' : '\xff');
}

TEST(QrSvgTest, EscapesTheNameAndLeavesOutWhatXmlForbids) {
  QrCode code = some_code();
  code.name = "<b>\"&\x01\xef\xbf\xbf王";
  EXPECT_THAT(qr_svg(code), HasSubstr("<title>&lt;b&gt;\"&amp; \xef\xbf\xbd王</title>"));
}

TEST(QrSvgTest, DrawsEveryDarkModuleOnce) {
  const QrCode code = some_code();
  const std::string svg = qr_svg(code);
  // "M4 4h7v1h-7z": where a run begins and how long it is.
  std::vector<bool> dark(code.modules.size());
  std::size_t at = svg.find("fill=\"#000\"");
  ASSERT_NE(at, std::string::npos);
  while ((at = svg.find('M', at)) != std::string::npos) {
    int x = 0, y = 0, length = 0, back = 0;
    ASSERT_EQ(std::sscanf(svg.c_str() + at, "M%d %dh%dv1h-%dz", &x, &y, &length, &back), 4);
    ASSERT_EQ(length, back);
    for (int i = 0; i < length; ++i) {
      const auto place = static_cast<std::size_t>((y - 4) * code.size + x - 4 + i);
      ASSERT_LT(place, dark.size());
      ASSERT_FALSE(dark[place]);
      dark[place] = true;
    }
    ++at;
  }
  EXPECT_EQ(dark, code.modules);
}

}  // namespace
}  // namespace phonebook
