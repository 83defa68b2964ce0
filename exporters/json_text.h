// JSON as text: written without a tree, read into a flat one that keeps the order of members.
//
//   JsonTree tree;
//   if (auto problem = tree.parse(bytes)) return at(problem->offset);
//   for (JsonNode* member = first_child(tree.root()); member; member = next_child(tree.root(), member))
//   use(*member);
//
// Thread rule: a value like any other.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

constexpr std::size_t kDeepestJson = 64;  // brackets inside each other; no card has as many

// The text in quotes, escaped (RFC 8259, 7). What is no UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

struct JsonNode {
  enum class Kind : std::uint8_t { object, array, string, number, boolean, null };
  Kind kind = Kind::null;
  bool used = false;        // free for who reads: "this was understood"
  std::uint32_t nodes = 1;  // of the subtree, this one included: its children follow it, one behind the other
  std::string key;          // of a member of an object
  std::string text;         // of a string, decoded; of a number, as written; of a boolean, true or false

  [[nodiscard]] bool is_object() const noexcept { return kind == Kind::object; }
  [[nodiscard]] bool is_array() const noexcept { return kind == Kind::array; }
  [[nodiscard]] bool is_string() const noexcept { return kind == Kind::string; }
  [[nodiscard]] bool is_true() const noexcept { return kind == Kind::boolean && text == "true"; }
};

[[nodiscard]] inline JsonNode* first_child(JsonNode& parent) noexcept {
  return parent.nodes > 1 ? &parent + 1 : nullptr;
}
[[nodiscard]] inline JsonNode* next_child(const JsonNode& parent, JsonNode* child) noexcept {
  JsonNode* next = child + child->nodes;
  return next < &parent + parent.nodes ? next : nullptr;
}
// Every child, in order.
template <class Use>
void for_each_child(JsonNode& parent, Use&& use) {
  for (JsonNode* child = first_child(parent); child; child = next_child(parent, child)) use(*child);
}
// The first member of that name; null: there is none, or `object` is no object.
[[nodiscard]] JsonNode* find_member(JsonNode& object, std::string_view name) noexcept;

class JsonTree {
 public:
  struct Problem {
    std::size_t offset = 0;  // in octets: where it is
    bool too_deep = false;   // else it is no JSON
  };
  // One value and nothing behind it, nested kDeepestJson deep at most. The tree of an earlier call is gone.
  [[nodiscard]] std::optional<Problem> parse(std::string_view json);
  [[nodiscard]] JsonNode& root() { return nodes_.front(); }

 private:
  std::vector<JsonNode> nodes_;
};

// The value on one line; numbers as they were written.
void append_json(std::string& out, JsonNode& node);

// Whether brackets nest deeper than any card's. Asked before a tree is made of somebody's JSON: trees go away
// by recursion.
[[nodiscard]] bool is_nested_too_deep(std::string_view json) noexcept;

}  // namespace phonebook
