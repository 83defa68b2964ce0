#include <gtest/gtest.h>

#include "tests/transports/sandbox.h"
#include "transports/routes.h"

namespace phonebook {
namespace {

using testing::content_of;
using testing::put;

class KnownPhones : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const {
    return sandbox_ / "config/purple-phonebook/phones.json";
  }
  void write(std::string_view bytes) const {
    std::filesystem::create_directories(file().parent_path());
    put(file(), bytes);
  }
  testing::Sandbox sandbox_;
};

TEST_F(KnownPhones, AreNoneBeforeTheFirstIsSetUp) {
  const auto phones = load_known_phones();
  ASSERT_TRUE(phones);
  EXPECT_TRUE(phones->empty());
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(KnownPhones, ComeBackAsSaved) {
  const std::vector<KnownPhone> phones = {{{"folder", "/media/Ünï \"q\""}, "Karte"},
                                          {{"wap", "+4917012345"}, ""}};
  ASSERT_TRUE(save_known_phones(phones));
  const auto loaded = load_known_phones();
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->size(), 2U);
  EXPECT_EQ((*loaded)[0].address, phones[0].address);
  EXPECT_EQ((*loaded)[0].name, "Karte");
  EXPECT_EQ((*loaded)[1].address, phones[1].address);
  EXPECT_EQ(std::filesystem::status(file()).permissions(), std::filesystem::perms(0600));
  ASSERT_TRUE(save_known_phones({}));
  EXPECT_TRUE(load_known_phones()->empty());
}

TEST_F(KnownPhones, InABrokenFileAreAnErrorAndNeverOverwritten) {
  for (const char* bytes :
       {"", "{", "[]", "null", "{}", R"({"version":1})", R"({"version":"1","phones":[]})",
        R"({"version":3,"phones":[]})", R"({"version":1,"phones":{}})", R"({"version":1,"phones":[1]})",
        R"({"version":1,"phones":[{}]})", R"({"version":1,"phones":[{"phone":1}]})",
        R"({"version":1,"phones":[{"phone":"nonsense"}]})",
        R"({"version":1,"phones":[{"phone":"folder:/x","name":{}}]})", "\xff\xfe\x00{"}) {
    write(bytes);
    const auto phones = load_known_phones();
    ASSERT_FALSE(phones) << bytes;
    EXPECT_EQ(phones.error().code, Code::invalid_input);
    EXPECT_NE(phones.error().text().find("phones.json"), std::string::npos);
    const KnownPhone phone{{"folder", "/x"}, ""};
    EXPECT_FALSE(save_known_phones({&phone, 1})) << bytes;
    EXPECT_EQ(content_of(file()), bytes);
  }
}

TEST_F(KnownPhones, NestedADeepWayAreAnErrorNotACrash) {
  write(std::string(500'000, '['));
  EXPECT_FALSE(load_known_phones());
}

TEST_F(KnownPhones, AreNotSavedTwiceNorWithoutAnAddress) {
  const std::vector<KnownPhone> twice = {{{"folder", "/x"}, "a"}, {{"folder", "/x"}, "b"}};
  EXPECT_FALSE(save_known_phones(twice));
  const std::vector<KnownPhone> empty = {{{"folder", ""}, "a"}};
  EXPECT_FALSE(save_known_phones(empty));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

}  // namespace
}  // namespace phonebook
