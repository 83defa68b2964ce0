// The generated trie of cue words (extractor/cue_generator.cpp writes its tables).
#pragma once
#include <cstdint>

namespace phonebook::cue {

struct TrieNode {
  std::uint64_t whole;   // sections of the word that ends here, where the next letter is not of the same word
  std::uint64_t prefix;  // sections of the stem that ends here ("mobil*")
  std::uint32_t first_edge;
  std::uint32_t edge_count;  // sorted by byte
};
struct TrieEdge {
  std::uint8_t byte;
  std::uint16_t target;
};
extern const TrieNode kTrie[];  // [0] is the root
extern const TrieEdge kTrieEdges[];

}  // namespace phonebook::cue
