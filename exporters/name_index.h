// Names in the order of a printed address book, under its index letters: by the person's language, Chinese by
// pinyin, every other script after it under letters of its own.
//
//   const NameIndex index = index_names(names, locale);
//   for (const NameIndex::Entry& e : index.entries) put(index.letters[e.letter], names[e.name]);
//
// Thread rule: functions only; ICU collators are opened per call.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace phonebook {

struct NameIndex {
  struct Entry {
    std::size_t name = 0, letter = 0;  // indices
  };
  // "A", "Ä", "Б", "#" for names without a letter. Only letters that some name is under, in their order.
  std::vector<std::string> letters;
  std::vector<Entry> entries;  // one a name, sorted; equal names stay in their order
};

// `locale`: an ICU name ("sv_SE"); empty: the person's own. In Japanese a name in kana is best, as kanji have
// no one reading; in Chinese the readings that differ as surnames (曾, 单, 解) are known.
[[nodiscard]] NameIndex index_names(const std::vector<std::string>& names, const std::string& locale = {});

}  // namespace phonebook
