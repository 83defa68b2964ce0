// Build tool: the cue words of data/cues/*.txt → one C++ file that holds them as a trie, ready to use.
//
//   cue_generator OUT.cpp zh.txt en.txt …
//
// The trie is walked byte by byte over lower-cased UTF-8 (extractor/cues.cpp). A fault in a data file stops
// the build with file and line.
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <compare>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractor/cue_categories.h"

namespace {

struct Node {
  std::map<unsigned char, std::size_t> next;
  std::uint64_t whole = 0, prefix = 0;
};

std::string lower(std::string_view text) {
  std::string out;
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0) return {};
    if (c == 0x200B || c == 0x200C || c == 0x200D) continue;  // the text is folded likewise
    c = u_tolower(c);
    char buffer[4];
    std::int32_t n = 0;
    U8_APPEND_UNSAFE(buffer, n, c);
    out.append(buffer, static_cast<std::size_t>(n));
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

bool read(const char* path, std::vector<Node>& trie) {
  std::ifstream in(path);
  if (!in) {
    std::cerr << path << ": cannot be read\n";
    return false;
  }
  std::uint64_t section = 0;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    if (text[0] == '[') {
      section = 0;
      for (const auto& known : phonebook::cue::kSections)
        if (text == "[" + std::string(known.name) + "]") section = known.bit;
      if (section == 0) {
        std::cerr << path << ":" << number << ": no section is called " << text << "\n";
        return false;
      }
      continue;
    }
    // Several words may share a line, parted by " | ".
    std::size_t from = 0;
    while (from <= text.size()) {
      std::size_t to = text.find(" | ", from);
      if (to == std::string_view::npos) to = text.size();
      std::string_view word = trimmed(text.substr(from, to - from));
      from = to + 3;
      const bool prefix = word.size() > 1 && word.back() == '*';
      if (prefix) word.remove_suffix(1);
      const std::string key = lower(word);
      if (section == 0 || key.empty()) {
        std::cerr << path << ":" << number << ": an empty or broken word, or none of a section\n";
        return false;
      }
      std::size_t at = 0;
      for (const char c : key) {
        const auto byte = static_cast<unsigned char>(c);
        const auto found = trie[at].next.find(byte);
        if (found != trie[at].next.end()) {
          at = found->second;
        } else {
          trie.emplace_back();
          trie[at].next[byte] = trie.size() - 1;
          at = trie.size() - 1;
        }
      }
      (prefix ? trie[at].prefix : trie[at].whole) |= section;
    }
  }
  return true;
}

// Joins nodes from which the same words go on: most words end alike.
class Minimiser {
 public:
  struct Key {
    std::size_t whole = 0, prefix = 0;  // in `sets`
    std::vector<std::pair<unsigned char, std::size_t>> edges;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::vector<Key> nodes;
  std::map<std::uint64_t, std::size_t> sets{{0, 0}};

  explicit Minimiser(const std::vector<Node>& trie) : trie_(trie) {}

  // The number of the joined node for a node of the trie. As deep as the longest word has bytes.
  std::size_t shared(std::size_t node) {
    Key key{number_of(trie_[node].whole), number_of(trie_[node].prefix), {}};
    for (const auto& [byte, target] : trie_[node].next) key.edges.emplace_back(byte, shared(target));
    const auto [known, fresh] = known_.emplace(std::move(key), nodes.size());
    if (fresh) nodes.push_back(known->first);
    return known->second;
  }

 private:
  std::size_t number_of(std::uint64_t set) { return sets.emplace(set, sets.size()).first->second; }

  const std::vector<Node>& trie_;
  std::map<Key, std::size_t> known_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: cue_generator OUT.cpp DATA.txt...\n";
    return 2;
  }
  std::vector<Node> trie(1);
  for (int i = 2; i < count; ++i)
    if (!read(arguments[i], trie)) return 1;
  Minimiser minimiser(trie);
  const std::size_t root = minimiser.shared(0);
  if (minimiser.nodes.size() > 0xFFFFFF || minimiser.sets.size() > 0xFFFF) {
    std::cerr << "more cue words than the tables' numbers hold\n";
    return 1;
  }
  std::ofstream out(arguments[1]);
  out << "// Made by extractor/cue_generator.cpp from data/cues; change those files, not this one.\n"
         "#include \"extractor/cue_trie.h\"\n\nnamespace phonebook::cue {\n\n";
  out << "const std::uint32_t kTrieRoot = " << root << ";\nconst std::uint64_t kSectionSets[] = {\n";
  std::vector<std::uint64_t> sets(minimiser.sets.size());
  for (const auto& [set, number] : minimiser.sets) sets[number] = set;
  for (const std::uint64_t set : sets) out << set << "ULL,\n";
  out << "};\nconst TrieNode kTrie[] = {\n";
  std::size_t edges = 0;
  for (const Minimiser::Key& node : minimiser.nodes) {
    out << "{" << edges << "," << node.whole << "," << node.prefix << "," << node.edges.size() << "},\n";
    edges += node.edges.size();
  }
  out << "};\nconst TrieEdge kTrieEdges[] = {\n";
  for (const Minimiser::Key& node : minimiser.nodes)
    for (const auto& [byte, target] : node.edges) out << "{" << int(byte) << "," << target << "},\n";
  out << "};\n\n}  // namespace phonebook::cue\n";
  return out.good() ? 0 : 1;
}
