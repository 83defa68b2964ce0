// The generated automaton of cue words (extractor/cue_generator.cpp writes its tables): a trie whose equal
// tails are one.
#pragma once
#include <cstdint>

namespace phonebook::cue {

struct TrieNode {
  std::uint32_t first_edge;
  std::uint16_t
      whole;  // kSectionSets: of the word that ends here, where the next letter is not of the same word
  std::uint16_t prefix;      // kSectionSets: of the stem that ends here ("mobil*")
  std::uint16_t edge_count;  // sorted by byte
};
struct TrieEdge {
  std::uint32_t byte : 8;
  std::uint32_t target : 24;
};
extern const TrieNode kTrie[];
extern const TrieEdge kTrieEdges[];
extern const std::uint32_t kTrieRoot;
extern const std::uint64_t kSectionSets[];  // [0] is the empty set
// The words of the one section that stand in no trie; an empty one ends them.
extern const char* const kCompoundEnds[];

}  // namespace phonebook::cue
