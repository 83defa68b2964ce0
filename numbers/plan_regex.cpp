#include "numbers/plan_regex.h"

#include <algorithm>
#include <string>
#include <utility>

namespace phonebook::plan_build {
namespace {

constexpr int kMaxRepeat = 30;
constexpr std::size_t kMaxSteps = 100'000;
constexpr std::uint16_t kAllDigits = 0x3FF;

// The expression as a tree; a parent owns its children.
struct Node {
  enum class Kind { digits, sequence, choice, repeat, group, end } kind;
  std::uint16_t digits = 0;
  int least = 1, most = 1;
  int group = 0;
  std::vector<Node> children = {};
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Node> parse() {
    Node node = choice(0);
    if (fault_.empty() && at_ != text_.size()) refuse("what is not understood");
    if (!fault_.empty()) return fail(Code::unsupported, fault_, std::string(text_));
    return node;
  }
  [[nodiscard]] int groups() const { return groups_; }
  [[nodiscard]] bool has_end() const { return has_end_; }

 private:
  void refuse(std::string_view what) {
    if (fault_.empty())
      fault_ = "The expression holds " + std::string(what) + " at position " + std::to_string(at_) + ".";
  }
  [[nodiscard]] bool more() const { return fault_.empty() && at_ < text_.size(); }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  Node choice(int depth) {
    Node node{Node::Kind::choice};
    if (depth > 50) {
      refuse("too many brackets");
      return node;
    }
    do node.children.push_back(sequence(depth));
    while (fault_.empty() && take("|"));
    if (node.children.size() == 1) return std::move(node.children[0]);
    return node;
  }

  Node sequence(int depth) {
    Node node{Node::Kind::sequence};
    while (more() && peek() != '|' && peek() != ')') node.children.push_back(repeated(depth));
    return node;
  }

  Node repeated(int depth) {
    Node inner = atom(depth);
    Node node{Node::Kind::repeat};
    if (take("?")) {
      node.least = 0;
    } else if (take("{")) {
      node.least = node.most = number();
      if (take(",")) node.most = number();
      if (!take("}") || node.most < node.least || node.most > kMaxRepeat) refuse("a repetition that is none");
    } else {
      return inner;
    }
    // "??" and "{1,2}?" are lazy, "?+" possessive: other meanings, which the metadata does not use.
    if (peek() == '?' || peek() == '+' || peek() == '*' || peek() == '{')
      refuse("a repetition of another kind");
    if (inner.kind == Node::Kind::end) refuse("a repeated end");
    node.children.push_back(std::move(inner));
    return node;
  }

  int number() {
    int value = 0;
    if (!is_digit(peek())) refuse("no number where one is due");
    while (is_digit(peek()) && value <= kMaxRepeat) value = value * 10 + (text_[at_++] - '0');
    return value;
  }

  Node atom(int depth) {
    if (is_digit(peek())) return digits(static_cast<std::uint16_t>(1U << (text_[at_++] - '0')));
    if (take("\\d")) return digits(kAllDigits);
    if (take("$")) {
      has_end_ = true;
      return Node{Node::Kind::end};
    }
    if (take("[")) return char_class();
    if (take("(?:")) return closed(choice(depth + 1));
    if (peek() == '(' && !text_.substr(at_).starts_with("(?")) {
      ++at_;
      Node group{Node::Kind::group};
      group.group = groups_++;
      if (groups_ > kMaxGroups) refuse("too many groups");
      group.children.push_back(closed(choice(depth + 1)));
      return group;
    }
    refuse("what is not understood");
    return Node{Node::Kind::sequence};
  }

  static Node digits(std::uint16_t which) {
    Node node{Node::Kind::digits};
    node.digits = which;
    return node;
  }

  Node closed(Node node) {
    if (!take(")")) refuse("an open bracket");
    return node;
  }

  Node char_class() {
    std::uint16_t which = 0;
    while (more() && peek() != ']') {
      if (take("\\d")) {
        which = kAllDigits;
        continue;
      }
      if (!is_digit(peek())) {
        refuse("a class of what are no digits");
        break;
      }
      const int first = text_[at_++] - '0';
      int last = first;
      if (take("-")) {
        if (!is_digit(peek()) || peek() - '0' < first) {
          refuse("a range that is none");
          break;
        }
        last = text_[at_++] - '0';
      }
      for (int d = first; d <= last; ++d) which = static_cast<std::uint16_t>(which | 1U << d);
    }
    if (!take("]") || which == 0) refuse("a class without end");
    return digits(which);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int groups_ = 0;
  bool has_end_ = false;
  std::string fault_;
};

// Writes the steps of a tree from its end to its beginning: each part is told what follows it.
class Writer {
 public:
  std::vector<Step> steps;

  int write(const Node& node, int next) {
    if (steps.size() > kMaxSteps) return next;
    switch (node.kind) {
      case Node::Kind::digits: {
        const int at = add(Step::Kind::digits, {next});
        steps.back().digits = node.digits;
        return at;
      }
      case Node::Kind::end:
        return add(Step::Kind::end, {next});
      case Node::Kind::sequence:
        for (std::size_t i = node.children.size(); i-- > 0;) next = write(node.children[i], next);
        return next;
      case Node::Kind::choice: {
        std::vector<int> ways;
        for (const Node& child : node.children) ways.push_back(write(child, next));
        return add(Step::Kind::fork, std::move(ways));
      }
      case Node::Kind::group: {
        const int ends = add(Step::Kind::keep, {next});
        steps.back().slot = 2 * node.group + 1;
        const int inner = write(node.children[0], ends);
        const int begins = add(Step::Kind::keep, {inner});
        steps.back().slot = 2 * node.group;
        return begins;
      }
      case Node::Kind::repeat: {
        int at = next;
        for (int i = node.least; i < node.most; ++i) {
          const int once = write(node.children[0], at);
          at = add(Step::Kind::fork, {once, next});
        }
        for (int i = 0; i < node.least; ++i) at = write(node.children[0], at);
        return at;
      }
    }
    return next;
  }

 private:
  int add(Step::Kind kind, std::vector<int> next) {
    Step step;
    step.kind = kind;
    step.next = std::move(next);
    steps.push_back(std::move(step));
    return static_cast<int>(steps.size()) - 1;
  }
};

}  // namespace

Result<Pattern> parse_pattern(std::string_view text) {
  Parser parser(text);
  const Result<Node> tree = parser.parse();
  if (!tree) return tree.failure();
  Writer writer;
  writer.steps.emplace_back();  // the match
  Pattern pattern;
  pattern.start = writer.write(*tree, 0);
  if (writer.steps.size() > kMaxSteps)
    return fail(Code::unsupported, "The expression is too large.", std::string(text));
  pattern.steps = std::move(writer.steps);
  pattern.groups = parser.groups();
  pattern.has_end = parser.has_end();
  return pattern;
}

SetMachine::SetMachine(const Pattern& pattern, Whole whole) : pattern_(pattern), whole_(whole == Whole::yes) {
  start_ = intern({pattern_.start});
}

int SetMachine::intern(std::vector<int> reached) {
  std::vector<bool> seen(pattern_.steps.size());
  std::vector<int> set;
  bool accepted = false;
  while (!reached.empty()) {
    const int at = reached.back();
    reached.pop_back();
    if (seen[static_cast<std::size_t>(at)]) continue;
    seen[static_cast<std::size_t>(at)] = true;
    const Step& step = pattern_.steps[static_cast<std::size_t>(at)];
    if (step.kind == Step::Kind::match) accepted = true;
    if (step.kind == Step::Kind::match || step.kind == Step::Kind::digits)
      set.push_back(at);
    else if (step.kind != Step::Kind::end)  // the caller refuses patterns with "$"
      reached.insert(reached.end(), step.next.begin(), step.next.end());
  }
  if (!whole_ && accepted) set = {0};
  std::sort(set.begin(), set.end());
  const auto [found, fresh] = ids_.try_emplace(set, static_cast<int>(sets_.size()));
  if (fresh) {
    sets_.push_back(set);
    accepts_.push_back(accepted);
    next_.emplace_back().fill(-1);
  }
  return found->second;
}

int SetMachine::step(int state, int digit) {
  const auto at = static_cast<std::size_t>(state);
  const auto d = static_cast<std::size_t>(digit);
  if (next_[at][d] >= 0) return next_[at][d];
  if (!whole_ && accepts_[at]) return next_[at][d] = state;
  std::vector<int> reached;
  for (const int i : sets_[at]) {
    const Step& step = pattern_.steps[static_cast<std::size_t>(i)];
    if (step.kind == Step::Kind::digits && (step.digits >> digit & 1) != 0) reached.push_back(step.next[0]);
  }
  const int target = intern(std::move(reached));
  return next_[at][d] = target;
}

OrderedThreads::OrderedThreads(const Pattern& pattern) : pattern_(&pattern) {
  Thread first;
  first.step = pattern.start;
  first.slots.fill(-1);
  threads_.push_back(first);
}

std::vector<Thread> OrderedThreads::closure(int position, bool at_end) const {
  std::vector<bool> seen(pattern_->steps.size());
  std::vector<Thread> out;
  std::vector<Thread> stack(threads_.rbegin(), threads_.rend());
  while (!stack.empty()) {
    Thread thread = stack.back();
    stack.pop_back();
    if (seen[static_cast<std::size_t>(thread.step)]) continue;
    seen[static_cast<std::size_t>(thread.step)] = true;
    const Step& step = pattern_->steps[static_cast<std::size_t>(thread.step)];
    switch (step.kind) {
      case Step::Kind::match:
        out.push_back(thread);
        return out;  // what comes after is never tried
      case Step::Kind::digits:
        out.push_back(thread);
        break;
      case Step::Kind::end:
        if (!at_end) break;
        thread.step = step.next[0];
        stack.push_back(thread);
        break;
      case Step::Kind::keep:
        thread.slots[static_cast<std::size_t>(step.slot)] = position;
        thread.step = step.next[0];
        stack.push_back(thread);
        break;
      case Step::Kind::fork:
        for (std::size_t i = step.next.size(); i-- > 0;) {
          thread.step = step.next[i];
          stack.push_back(thread);
        }
        break;
    }
  }
  return out;
}

bool OrderedThreads::match(int position, bool at_end, Match& out) const {
  for (const Thread& thread : closure(position, at_end)) {
    if (pattern_->steps[static_cast<std::size_t>(thread.step)].kind != Step::Kind::match) continue;
    out.length = position;
    out.slots = thread.slots;
    return true;
  }
  return false;
}

OrderedThreads OrderedThreads::step(int position, int digit) const {
  std::vector<Thread> stepped;
  for (const Thread& thread : closure(position, false)) {
    const Step& step = pattern_->steps[static_cast<std::size_t>(thread.step)];
    if (step.kind != Step::Kind::digits || (step.digits >> digit & 1) == 0) continue;
    Thread next = thread;
    next.step = step.next[0];
    stepped.push_back(next);
  }
  return {pattern_, std::move(stepped)};
}

}  // namespace phonebook::plan_build
