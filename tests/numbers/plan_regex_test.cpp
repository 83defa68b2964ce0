#include "numbers/plan_regex.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "numbers/plan_automaton.h"
#include "numbers/plan_compiler.h"
#include "numbers/plan_metadata_xml.h"
#include "numbers/plan_walk.h"

namespace phonebook::plan_build {
namespace {

bool matches(const char* expression, std::string_view digits,
             SetMachine::Whole whole = SetMachine::Whole::yes) {
  const auto pattern = parse_pattern(expression);
  EXPECT_TRUE(pattern) << expression;
  if (!pattern) return false;
  SetMachine machine(*pattern, whole);
  int state = machine.start();
  for (const char digit : digits) state = machine.step(state, digit - '0');
  return machine.accepts(state);
}

// The length of the preferred match at the first digit and its first group, "none" without one.
std::string preferred(const char* expression, std::string_view digits) {
  const auto pattern = parse_pattern(expression);
  EXPECT_TRUE(pattern) << expression;
  if (!pattern) return "?";
  OrderedThreads threads(*pattern);
  Match best;
  bool found = false;
  for (int at = 0; !threads.dead(); ++at) {
    const bool end = at == static_cast<int>(digits.size());
    found = threads.match(at, false, best) || found;
    if (end) {
      found = threads.match(at, true, best) || found;
      break;
    }
    threads = threads.step(at, digits[static_cast<std::size_t>(at)] - '0');
  }
  if (!found) return "none";
  std::string out = std::to_string(best.length);
  if (best.slots[0] >= 0)
    out += " " + std::string(digits.substr(static_cast<std::size_t>(best.slots[0]),
                                           static_cast<std::size_t>(best.slots[1] - best.slots[0])));
  return out;
}

TEST(Expressions, OfTheMetadataAreUnderstood) {
  EXPECT_TRUE(matches("(?:1[12]|3\\d)\\d{2,3}", "1155"));
  EXPECT_TRUE(matches("(?:1[12]|3\\d)\\d{2,3}", "39555"));
  EXPECT_FALSE(matches("(?:1[12]|3\\d)\\d{2,3}", "1355"));
  EXPECT_FALSE(matches("(?:1[12]|3\\d)\\d{2,3}", "395555"));
  EXPECT_TRUE(matches("8[0-24-9]?", "8"));
  EXPECT_FALSE(matches("8[0-24-9]?", "83"));
  EXPECT_TRUE(matches("268", "2689999", SetMachine::Whole::no));
}

TEST(Expressions, OfAnyOtherKindAreRefused) {
  for (const char* expression :
       {"1*", "1+", ".",  "^1",     "1??",   "1{2}?", "1{2,}", "(?=1)", "(?i)1", "\\w", "[^1]", "[a]",
        "[]", "(1", "1)", "1{3,2}", "1{99}", "a",     "\\1",   "[2-1]", " ",     "1|*", "${2}", "[1"})
    EXPECT_FALSE(parse_pattern(expression)) << expression;
}

TEST(Expressions, PreferWhatABacktrackingEngineWould) {
  EXPECT_EQ(preferred("1|([2-9]\\d{2})$", "1234"), "1");
  EXPECT_EQ(preferred("1|([2-9]\\d{2})$", "234"), "3 234");
  EXPECT_EQ(preferred("1|([2-9]\\d{2})$", "2345"), "none");
  EXPECT_EQ(preferred("0|00", "00"), "1") << "the first that fits, not the longest";
  EXPECT_EQ(preferred("00|0", "00"), "2");
  EXPECT_EQ(preferred("0(1\\d)?", "019"), "3 19");
  EXPECT_EQ(preferred("0?(?:(11|1)15)?", "0111599"), "5 11");
  EXPECT_EQ(preferred("0?(?:(11|1)15)?", "5"), "0");
}

TEST(Packing, KeepsWhatTheAutomatonSays) {
  Automaton automaton;
  const auto end = automaton.state(Automaton::dead_ends(), 7);
  Automaton::Next any;
  any.fill(end);
  const auto one = automaton.state(any, 0);
  any.fill(one);
  const auto two = automaton.state(any, 9);
  Automaton::Next some = Automaton::dead_ends();
  some[3] = two;
  some[4] = some[5] = automaton.loop(8);
  const auto root = automaton.state(some, 0);
  EXPECT_EQ(automaton.state(some, 0), root) << "equal states are one";
  const auto packed = pack(automaton, {root});
  ASSERT_TRUE(packed);
  const auto walk = [&](std::vector<std::uint8_t> digits) {
    return plan_tables::walk(packed->cells.data(), packed->offset.at(root), digits);
  };
  EXPECT_EQ(walk({}), 0U);
  EXPECT_EQ(walk({3}), 9U);
  EXPECT_EQ(walk({3, 0}), 0U) << "inside a run";
  EXPECT_EQ(walk({3, 0, 9}), 7U);
  EXPECT_EQ(walk({3, 0, 9, 1}), 0U);
  EXPECT_EQ(walk({4, 1, 2, 3, 4}), 8U);
  EXPECT_EQ(walk({6}), 0U);
}

std::string compiled(const std::string& territory) {
  const auto metadata = metadata_from_xml(
      "<phoneNumberMetadata><territories>" + territory + "</territories></phoneNumberMetadata>", "test.xml");
  if (!metadata) return metadata.error().text();
  const auto tables = compile(*metadata);
  return tables ? "compiled" : tables.error().text();
}

std::string territory(const std::string& attributes, const std::string& pattern,
                      const std::string& formats = "") {
  return "<territory id=\"XA\" countryCode=\"999\" internationalPrefix=\"00\" " + attributes +
         "><availableFormats>" + formats + "</availableFormats><generalDesc><nationalNumberPattern>" +
         pattern +
         "</nationalNumberPattern></generalDesc><mobile><possibleLengths national=\"7,[9-11]\" "
         "localOnly=\"5\"/>"
         "<nationalNumberPattern>" +
         pattern + "</nationalNumberPattern></mobile></territory>";
}

TEST(Compiling, TakesWhatItUnderstands) {
  EXPECT_EQ(compiled(territory("nationalPrefix=\"0\"", "[2-9]\\d{6}")), "compiled");
}

TEST(Compiling, StopsAtWhatItDoesNotUnderstand) {
  EXPECT_NE(compiled(territory("", "[2-9]\\d+")), "compiled");
  EXPECT_NE(compiled(territory("", "[2-9]\\d{6}$")), "compiled");
  EXPECT_NE(compiled(territory("internationalPrefixx=\"1\" leadingDigits=\"(?!3)\"", "\\d{7}")), "compiled");
  EXPECT_NE(compiled(territory("nationalPrefixForParsing=\"0(1)(2)(3)\" nationalPrefixTransformRule=\"$3\"",
                               "\\d{7}")),
            "compiled");
  EXPECT_NE(
      compiled(territory("nationalPrefixForParsing=\"0(1)\" nationalPrefixTransformRule=\"$17\"", "\\d{7}")),
      "compiled");
  EXPECT_NE(compiled(territory("", "\\d{7}",
                               "<numberFormat pattern=\"(\\d+)\"><format>$1</format></numberFormat>")),
            "compiled");
  EXPECT_NE(compiled(territory("", "\\d{7}",
                               "<numberFormat pattern=\"(\\d{7})\"><format>$2</format></numberFormat>")),
            "compiled");
  EXPECT_NE(compiled("<territory id=\"XA\"/>"), "compiled");
  EXPECT_NE(compiled("<territory id=\"XA\" countryCode=\"1000\"/>"), "compiled");
  EXPECT_NE(compiled(territory("", "\\d{7}") + territory("", "\\d{7}")), "compiled") << "one region twice";
  EXPECT_NE(compiled(""), "compiled");
  EXPECT_NE(compiled("<territory"), "compiled");
}

}  // namespace
}  // namespace phonebook::plan_build
