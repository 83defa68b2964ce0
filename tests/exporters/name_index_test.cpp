#include "exporters/name_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phonebook {
namespace {
using ::testing::ElementsAre;

// "A: Anna, Åsa; B: Bob"
std::string shown(const std::vector<std::string>& names, const std::string& locale) {
  const NameIndex index = index_names(names, locale);
  std::string out;
  for (std::size_t i = 0; i < index.entries.size(); ++i) {
    const bool fresh = i == 0 || index.entries[i - 1].letter != index.entries[i].letter;
    out += fresh ? (i == 0 ? "" : "; ") + index.letters[index.entries[i].letter] + ": " : ", ";
    out += names[index.entries[i].name];
  }
  return out;
}

TEST(NameIndex, FollowsThePersonsLanguage) {
  const std::vector<std::string> names{"Zoe", "Åsa", "anna", "Ärla", "Bob", "Ann"};
  EXPECT_EQ(shown(names, "de_DE"), "A: Ann, anna, Ärla, Åsa; B: Bob; Z: Zoe");
  EXPECT_EQ(shown(names, "sv_SE"), "A: Ann, anna; B: Bob; Z: Zoe; Å: Åsa; Ä: Ärla");
  EXPECT_EQ(shown(names, "en_US_POSIX"), shown(names, "en"));
}

TEST(NameIndex, OrdersChineseByPinyinAmongTheLatinLetters) {
  const std::vector<std::string> names{"张三", "Anna", "李雷", "阿明", "Zoe", "Leo", "王芳"};
  for (const char* locale : {"en", "de_DE", "zh_CN"})
    EXPECT_EQ(shown(names, locale), "A: 阿明, Anna; L: 李雷, Leo; W: 王芳; Z: 张三, Zoe") << locale;
  // Pinyin does not undo Swedish.
  EXPECT_EQ(shown({"Åsa", "Zoe", "张三"}, "sv"), "Z: 张三, Zoe; Å: Åsa");
}

TEST(NameIndex, KnowsSurnamesThatAreReadOtherwise) {
  EXPECT_EQ(shown({"曾国藩", "单田芳", "解缙", "仇英", "查良镛", "区静"}, "zh_CN"),
            "O: 区静; Q: 仇英; S: 单田芳; X: 解缙; Z: 曾国藩, 查良镛");
  // A firm is no person.
  EXPECT_EQ(shown({"解放日报社编辑部"}, "zh_CN"), "J: 解放日报社编辑部");
}

TEST(NameIndex, GivesEveryScriptLettersOfItsOwn) {
  EXPECT_EQ(
      shown({"Юрий", "Ωmega", "كريم", "דוד", "김철수", "さくら", "タナカ", "Bob", "สมชาย", "अमित"}, "en"),
      "B: Bob; Ω: Ωmega; Ю: Юрий; ד: דוד; ك: كريم; अ: अमित; ส: สมชาย; ㄱ: 김철수; さ: さくら; た: タナカ");
  EXPECT_EQ(shown({"Bob", "さくら"}, "ja"), "B: Bob; さ: さくら");
}

TEST(NameIndex, PassesOverWhatIsNoLetterInFront) {
  EXPECT_EQ(shown({"😀 Bob", "\"Ann\"", "(Zoe)", "112", "☎"}, "en"),
            "#: ☎, 112; A: \"Ann\"; B: 😀 Bob; Z: (Zoe)");
}

TEST(NameIndex, KeepsEqualNamesInTheirOrder) {
  const NameIndex index = index_names({"Bob", "Ann", "Bob"}, "en");
  std::vector<std::size_t> order;
  for (const auto& entry : index.entries) order.push_back(entry.name);
  EXPECT_THAT(order, ElementsAre(1, 0, 2));
  EXPECT_TRUE(index_names({}, "en").letters.empty());
}

}  // namespace
}  // namespace phonebook
