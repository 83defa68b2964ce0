// The numbering plan beside libphonenumber: parsing what people write, parsing digits, validity, type,
// possibility and the written form. The same numbers, one run, turn by turn; the median of the turns counts,
// ratios more than figures.
//
//   bench_numbers [SEED]
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "numbers/format.h"
#include "numbers/numbering_plan.h"
#include "numbers/telephone_number.h"
#include "tests/bench/measure.h"

namespace {

using phonebook::bench::cpu_seconds;
using phonebook::bench::median;
using phonebook::bench::SilentLogger;

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
namespace numbering = phonebook::numbering;

constexpr int kTurns = 9;
constexpr std::size_t kPasses = 40;  // of ours in one turn; libphonenumber takes its time with one

struct Written {
  std::string text, region;
  numbering::Region known = numbering::Region::none;
};

// Keeps results alive.
volatile std::size_t sink = 0;

void compare(const char* name, std::size_t numbers, const std::function<std::size_t(std::size_t)>& ours,
             const std::function<std::size_t(std::size_t)>& theirs) {
  std::vector<double> our_turns, their_turns;
  for (int turn = 0; turn < kTurns; ++turn) {
    std::size_t sum = 0;
    double start = cpu_seconds();
    for (std::size_t pass = 0; pass < kPasses; ++pass)
      for (std::size_t i = 0; i < numbers; ++i) sum += ours(i);
    our_turns.push_back((cpu_seconds() - start) / static_cast<double>(numbers * kPasses));
    start = cpu_seconds();
    for (std::size_t i = 0; i < numbers; ++i) sum += theirs(i);
    their_turns.push_back((cpu_seconds() - start) / static_cast<double>(numbers));
    sink = sink + sum;
  }
  const double our_time = median(our_turns) * 1e9, their_time = median(their_turns) * 1e9;
  std::printf("  %-42s %8.1f ns %10.1f ns %8.0f x\n", name, our_time, their_time, their_time / our_time);
}

}  // namespace

int main(int count, char** arguments) {
  std::srand(count > 1 ? static_cast<unsigned>(std::strtoul(arguments[1], nullptr, 10)) : 1);
  PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  util.SetLogger(new SilentLogger);  // adopted

  // Fixed lines and mobiles of every region, their last digits shaken, in three writings.
  std::set<std::string> regions;
  util.GetSupportedRegions(&regions);
  std::vector<Written> written, national, digits, chinese;
  std::vector<PhoneNumber> parsed;
  std::vector<numbering::Number> known;
  for (const std::string& region : regions) {
    for (const auto type : {PhoneNumberUtil::FIXED_LINE, PhoneNumberUtil::MOBILE}) {
      PhoneNumber number;
      if (!util.GetExampleNumberForType(region, type, &number)) continue;
      for (int copy = 0; copy < 4; ++copy) {
        number.set_national_number(number.national_number() / 1000 * 1000 +
                                   static_cast<unsigned>(std::rand()) % 1000);
        std::string text, international, e164;
        util.Format(number, PhoneNumberUtil::NATIONAL, &text);
        util.Format(number, PhoneNumberUtil::INTERNATIONAL, &international);
        util.Format(number, PhoneNumberUtil::E164, &e164);
        const auto of_region = numbering::region(region);
        national.push_back({text, region, of_region});
        written.push_back({international, region, of_region});
        digits.push_back({e164, region, of_region});
        numbering::Number ours;
        if (numbering::parse(e164, of_region, ours) != numbering::Outcome::number) continue;
        known.push_back(ours);
        parsed.push_back(number);
      }
    }
  }
  for (int i = 0; i < 2000; ++i)
    chinese.push_back(
        {"13" + std::to_string(100000000 + std::rand() % 900000000), "CN", numbering::region("CN")});
  std::vector<std::size_t> order(known.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[static_cast<std::size_t>(std::rand()) % i]);

  std::printf("  %zu numbers of %zu regions in random order; a number's time, median of %d turns\n",
              known.size(), regions.size(), kTurns);
  std::printf("  %-42s %11s %13s %10s\n", "", "plan", "libphonenumber", "ratio");
  const auto parse = [&](const char* name, const std::vector<Written>& texts) {
    compare(
        name, texts.size(),
        [&](std::size_t i) {
          const Written& one = texts[i];
          numbering::Number number;
          return static_cast<std::size_t>(numbering::parse(one.text, one.known, number)) +
                 number.national_size;
        },
        [&](std::size_t i) {
          PhoneNumber number;
          util.Parse(texts[i].text, texts[i].region, &number);
          return static_cast<std::size_t>(number.national_number());
        });
  };
  parse("parse, as written nationally", national);
  parse("parse, as written internationally", written);
  parse("parse, E.164", digits);
  parse("parse, mobiles of one region", chinese);
  compare(
      "parse_digits, E.164", digits.size(),
      [&](std::size_t i) {
        numbering::Number number;
        return static_cast<std::size_t>(numbering::parse_digits(digits[i].text, digits[i].known, number)) +
               number.national_size;
      },
      [&](std::size_t i) {
        PhoneNumber number;
        util.Parse(digits[i].text, digits[i].region, &number);
        return static_cast<std::size_t>(number.national_number());
      });
  const std::size_t numbers = known.size();
  compare(
      "is it valid", numbers,
      [&](std::size_t i) { return std::size_t{numbering::is_valid(known[order[i]])}; },
      [&](std::size_t i) { return std::size_t{util.IsValidNumber(parsed[order[i]])}; });
  compare(
      "which type", numbers,
      [&](std::size_t i) { return static_cast<std::size_t>(numbering::type(known[order[i]])); },
      [&](std::size_t i) { return static_cast<std::size_t>(util.GetNumberType(parsed[order[i]])); });
  compare(
      "is it possible", numbers,
      [&](std::size_t i) { return static_cast<std::size_t>(numbering::possibility(known[order[i]])); },
      [&](std::size_t i) {
        return static_cast<std::size_t>(util.IsPossibleNumberWithReason(parsed[order[i]]));
      });
  compare(
      "which region", numbers,
      [&](std::size_t i) { return static_cast<std::size_t>(numbering::region_of(known[order[i]])); },
      [&](std::size_t i) {
        std::string region;
        util.GetRegionCodeForNumber(parsed[order[i]], &region);
        return region.size();
      });
  compare(
      "written internationally", numbers,
      [&](std::size_t i) {
        return numbering::format(known[order[i]], numbering::Style::international).size();
      },
      [&](std::size_t i) {
        std::string text;
        util.Format(parsed[order[i]], PhoneNumberUtil::INTERNATIONAL, &text);
        return text.size();
      });
  compare(
      "parse, judge and E.164 (judge_digits)", digits.size(),
      [&](std::size_t i) {
        const auto judged = phonebook::judge_digits(digits[i].text, digits[i].region);
        return judged ? judged->number.e164.size() : 0;
      },
      [&](std::size_t i) {
        PhoneNumber number;
        util.Parse(digits[i].text, digits[i].region, &number);
        std::string text;
        util.Format(number, PhoneNumberUtil::E164, &text);
        return text.size() + (util.IsValidNumber(number) ? 1U : 0U) +
               static_cast<std::size_t>(util.GetNumberType(number));
      });
  return 0;
}
