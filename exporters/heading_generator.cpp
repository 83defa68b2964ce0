// Build tool: the words of data/csv/headings/*.txt → one C++ table, sorted for binary search; and the files
// of data/csv/dialects as they are.
//
//   heading_generator OUT.cpp en.txt zh.txt … -- google.txt …
//
// A word of two languages with two meanings, an unknown section or an empty word stops the build with file
// and line.
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "exporters/heading_atoms.h"
#include "exporters/heading_tokens.h"

namespace {

using namespace phonebook;
using heading::Atom;

struct Meaning {
  std::vector<Atom> atoms;
  std::string where;
};

bool read(const std::string& path, std::map<std::string, Meaning>& words) {
  std::ifstream in(path);
  if (!in) {
    std::cerr << path << ": cannot be read\n";
    return false;
  }
  bool good = true;
  std::vector<Atom> atoms;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string_view text = trim(line);
    const std::string where = path + ":" + std::to_string(number);
    if (text.empty() || text[0] == '#') continue;
    if (text[0] == '[') {
      atoms.clear();
      if (text.back() != ']') {
        std::cerr << where << ": a section ends with ]\n";
        return false;
      }
      for (const std::string_view part : split(text.substr(1, text.size() - 2), '+')) {
        for (const heading::AtomRow& row : heading::kAtoms)
          if (trim(part) == row.name) atoms.push_back(row.atom);
      }
      if (atoms.empty() || atoms.size() > 3 || atoms.size() != split(text, '+').size()) {
        std::cerr << where << ": no section is called " << text << "\n";
        return false;
      }
      continue;
    }
    if (atoms.empty()) {
      std::cerr << where << ": a word outside of any section\n";
      return false;
    }
    for (const std::string_view word : split(text, '|')) {
      const auto tokens = heading::tokens(trim(word));
      const std::string key = heading::joined(tokens, 0, tokens.size());
      if (key.empty()) {
        std::cerr << where << ": an empty word\n";
        good = false;
        continue;
      }
      const auto [at, fresh] = words.emplace(key, Meaning{atoms, where});
      if (!fresh && at->second.atoms != atoms) {
        std::cerr << where << ": \"" << key << "\" has another meaning at " << at->second.where << "\n";
        good = false;
      }
    }
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, Meaning> words;
  int i = 2;
  bool good = argc > 2;
  for (; i < argc && std::string_view(argv[i]) != "--"; ++i) good = read(argv[i], words) && good;
  if (!good) return 1;
  // Headings often come without their accents. A word that has a meaning of its own so keeps it.
  std::map<std::string, Meaning> bare;
  for (const auto& [key, meaning] : words) bare.emplace(fold_accents(key), meaning);
  words.merge(bare);
  std::ofstream out(argv[1]);
  out << "// Made by heading_generator from data/csv/headings.\n#include "
         "\"exporters/csv_dialect_files.h\"\n#include \"exporters/heading_words.h\"\n\n"
         "namespace phonebook::heading {\nnamespace {\nconstexpr Word kWords[] = {\n";
  for (const auto& [key, meaning] : words) {
    out << "{\"" << key << "\", {";
    for (const Atom atom : meaning.atoms) out << "Atom(" << static_cast<int>(atom) << "), ";
    out << "}},\n";
  }
  out << "};\n}  // namespace\nstd::span<const Word> words() { return kWords; }\n}  // namespace "
         "phonebook::heading\n\nnamespace phonebook {\nnamespace {\nconstexpr const char* kFiles[] = {\n";
  for (++i; i < argc; ++i) {
    std::ifstream in(argv[i]);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in || text.empty()) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 1;
    }
    out << "R\"~dialect~(" << text << ")~dialect~\",\n";
  }
  out << "};\n}  // namespace\nstd::span<const char* const> csv_dialect_files() { return kFiles; }\n}  // "
         "namespace phonebook\n";
  out.close();
  return out ? 0 : 1;
}
