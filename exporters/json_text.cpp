#include "exporters/json_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

// What stands for an octet inside quotes: 0 itself, 'u' a \u escape, else the letter behind a backslash.
constexpr std::array<char, 256> escapes() {
  std::array<char, 256> out{};
  for (std::size_t c = 0; c < 0x20; ++c) out[c] = 'u';
  out['"'] = '"';
  out['\\'] = '\\';
  out['\b'] = 'b';
  out['\f'] = 'f';
  out['\n'] = 'n';
  out['\r'] = 'r';
  out['\t'] = 't';
  return out;
}
constexpr std::array<char, 256> kEscapes = escapes();

// nlohmann's events as nodes.
class Handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Handler(std::vector<JsonNode>& nodes) : nodes_(nodes) {}
  std::optional<JsonTree::Problem> problem;

  bool null() override { return add(JsonNode::Kind::null, {}); }
  bool boolean(bool value) override { return add(JsonNode::Kind::boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override {
    return add(JsonNode::Kind::number, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return add(JsonNode::Kind::number, std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& text) override {
    return add(JsonNode::Kind::number, text);
  }
  bool string(string_t& text) override { return add(JsonNode::Kind::string, std::move(text)); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    key_ = std::move(name);
    return true;
  }
  bool start_object(std::size_t) override { return open(JsonNode::Kind::object); }
  bool start_array(std::size_t) override { return open(JsonNode::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    problem = {position == 0 ? 0 : position - 1, false};
    return false;
  }

 private:
  bool add(JsonNode::Kind kind, std::string text) {
    nodes_.push_back({kind, false, 1, std::exchange(key_, {}), std::move(text)});
    return true;
  }
  bool open(JsonNode::Kind kind) {
    if (open_.size() == kDeepestJson) {
      problem = {0, true};
      return false;
    }
    open_.push_back(nodes_.size());
    return add(kind, {});
  }
  bool close() {
    nodes_[open_.back()].nodes = static_cast<std::uint32_t>(nodes_.size() - open_.back());
    open_.pop_back();
    return true;
  }

  std::vector<JsonNode>& nodes_;
  std::vector<std::size_t> open_;
  std::string key_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  const std::size_t before = out.size();
  out += '"';
  std::size_t begin = 0;
  unsigned char all = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    all |= octet;
    const char escape = kEscapes[octet];
    if (escape == 0) continue;
    out.append(text.data() + begin, i - begin);
    begin = i + 1;
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += kHex[octet >> 4];
      out += kHex[octet & 0x0F];
    }
  }
  out.append(text.data() + begin, text.size() - begin);
  if (all >= 0x80 && !is_valid_utf8(text)) {
    // Never of a Contact; a file with it would be read by nobody.
    out.resize(before);
    append_json_string(out, valid_utf8(text));
    return;
  }
  out += '"';
}

JsonNode* find_member(JsonNode& object, std::string_view name) noexcept {
  if (!object.is_object()) return nullptr;
  for (JsonNode* child = first_child(object); child; child = next_child(object, child))
    if (child->key == name) return child;
  return nullptr;
}

std::optional<JsonTree::Problem> JsonTree::parse(std::string_view json) {
  nodes_.clear();
  Handler handler(nodes_);
  if (nlohmann::json::sax_parse(json.begin(), json.end(), &handler)) return std::nullopt;
  return handler.problem.value_or(Problem{});
}

void append_json(std::string& out, JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::null:
      out += "null";
      return;
    case JsonNode::Kind::string:
      append_json_string(out, node.text);
      return;
    case JsonNode::Kind::number:
    case JsonNode::Kind::boolean:
      out += node.text;
      return;
    case JsonNode::Kind::object:
    case JsonNode::Kind::array:
      break;
  }
  out += node.is_object() ? '{' : '[';
  bool first = true;
  for_each_child(node, [&](JsonNode& child) {
    if (!std::exchange(first, false)) out += ',';
    if (node.is_object()) {
      append_json_string(out, child.key);
      out += ':';
    }
    append_json(out, child);
  });
  out += node.is_object() ? '}' : ']';
}

bool is_nested_too_deep(std::string_view json) noexcept {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepestJson) return true;
    } else if (c == ']' || c == '}') {
      if (depth > 0) --depth;
    }
  }
  return false;
}

}  // namespace phonebook
