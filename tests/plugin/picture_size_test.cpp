// How large a picture is, from its header: a picture of the wrong size would push a dialog's buttons away.
#include "plugin/purple/picture_size.h"

#include <gtest/gtest.h>

#include <string>

namespace phonebook {
namespace {

using namespace std::string_literals;

std::optional<PictureSize> size_of(const std::string& bytes) {
  return picture_size(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

const std::string kPng = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x84\0\0\0\x60\x08\x02"s;
const std::string kJpeg =
    "\xff\xd8\xff\xe0\0\x06JFIF\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\0\x60\x03\x84\x03"s;

TEST(PictureSize, IsReadFromEachKindOfHeader) {
  for (const std::string& bytes : {kPng, kJpeg, "GIF89a\x84\x03\x60\0more"s}) {
    const auto size = size_of(bytes);
    ASSERT_TRUE(size) << bytes.substr(0, 6);
    EXPECT_EQ(size->width, 900U);
    EXPECT_EQ(size->height, 96U);
  }
}

TEST(PictureSize, IsAbsentForWhatIsCutOffOrNoPicture) {
  for (const std::string& whole : {kPng, kJpeg}) {
    for (std::size_t kept = 0; kept < 20; ++kept) EXPECT_FALSE(size_of(whole.substr(0, kept))) << kept;
  }
  EXPECT_FALSE(size_of("\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0"s));  // a segment that goes nowhere
  EXPECT_FALSE(size_of("\xff\xd8no segment at all"s));
  EXPECT_FALSE(size_of("RIFF\0\0\0\0WEBPVP8 "s));
}

}  // namespace
}  // namespace phonebook
