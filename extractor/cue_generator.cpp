// Build tool: the cue words of data/cues/*.txt → one C++ file that holds them as a trie, ready to use.
//
//   cue_generator OUT.cpp zh.txt en.txt …
//
// The trie is walked byte by byte over lower-cased UTF-8 (extractor/cues.cpp). A fault in a data file stops
// the build with file and line.
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
#include "extractor/cue_words.h"

namespace {

struct Node {
  std::map<unsigned char, std::size_t> next;
  std::uint64_t whole = 0, prefix = 0;
};

void plant(std::vector<Node>& trie, const phonebook::cue::CueWord& word) {
  std::size_t at = 0;
  for (const char c : word.text) {
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
  (word.prefix ? trie[at].prefix : trie[at].whole) |= word.sections;
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
  std::vector<phonebook::cue::CueWord> words;
  for (int i = 2; i < count; ++i)
    if (!phonebook::cue::read_cue_words(arguments[i], words)) return 1;
  std::vector<Node> trie(1);
  std::vector<std::string> compound_ends;
  for (const phonebook::cue::CueWord& word : words)
    if (word.sections == phonebook::cue::kCompoundEnd)
      compound_ends.push_back(word.text);
    else
      plant(trie, word);
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
  out << "};\nconst char* const kCompoundEnds[] = {\n";
  for (const std::string& word : compound_ends) out << "\"" << word << "\",\n";
  out << "\"\"};\n\n}  // namespace phonebook::cue\n";
  return out.good() ? 0 : 1;
}
