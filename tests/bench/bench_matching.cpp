// How long it takes to find the partners of N contacts among N others: as people have them, and as nobody
// should. Beside it, on a small number, each compared with each.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "contacts/match.h"

namespace {
using namespace phonebook;

constexpr const char* kGiven[] = {"Ola", "Ben",  "Jürgen", "Мария", "José",
                                  "Mia", "Nina", "Петр",   "Zoé",   "Kai"};
constexpr const char* kFamily[] = {"Hart",  "Cray",   "Müller", "Иванова", "Núñez",
                                   "Frost", "Kotova", "Léger",  "Lund",    "Bell"};
constexpr const char* kHan[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "伟", "芳",
                                "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰"};

// The same for the same n; `otherwise`: as another program would have written it.
Contact person(std::size_t n, bool otherwise) {
  Contact c;
  if (n % 5 == 0) {
    c.formatted_name =
        std::string(kHan[n % 8]) + (otherwise ? " " : "") + kHan[n / 8 % 20] + kHan[n / 160 % 20];
  } else {
    const std::string given = kGiven[n % 10],
                      family = kFamily[n / 10 % 10] + fmt::format("{:03x}", n / 100 % 4096);
    c.formatted_name = otherwise ? family + ", " + given : given + " " + family;
    c.name = {family, given, "", "", ""};
  }
  c.numbers.push_back({.number = otherwise ? fmt::format("01{} {:08}", 5 + n % 3, n)
                                           : fmt::format("+491{}{:08}", 5 + n % 3, n),
                       .types = {"cell"}});
  if (n % 2 == 0) c.numbers.push_back({.number = fmt::format("+4930{:07}", n / 3), .types = {"home"}});
  c.mails.push_back({.address = fmt::format("{}person{}@example.org", otherwise ? "P" : "p", n)
                                    .erase(otherwise ? 1 : 0, otherwise ? 1 : 0)});
  return c;
}

struct Counted {
  std::size_t same = 0, perhaps = 0, none = 0;
};

void measure(const char* what, std::size_t count, const std::function<Contact(std::size_t)>& known,
             const std::function<Contact(std::size_t)>& incoming) {
  std::vector<Contact> a, b;
  for (std::size_t i = 0; i < count; ++i) {
    a.push_back(known(i));
    b.push_back(incoming(i));
  }
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t worked = std::clock();
  const MatchIndex index(a, {.region = "DE"});
  const std::chrono::duration<double> built = std::chrono::steady_clock::now() - start;
  Counted counted;
  for (const Contact& contact : b) {
    const auto found = index.best(contact);
    ++(!found ? counted.none : found->match.verdict == Sameness::same ? counted.same : counted.perhaps);
  }
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - start;
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  fmt::print(
      "{:44} {:7}  {:6.2f} s ({:5.2f} s of processor; index {:5.2f} s)  same {:6} perhaps {:6} none {:6}  "
      "peak {} MiB\n",
      what, count, all.count(), static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC, built.count(),
      counted.same, counted.perhaps, counted.none, used.ru_maxrss / 1024);
}

// What there is without an index.
void measure_pairwise(std::size_t count) {
  std::vector<Contact> a, b;
  for (std::size_t i = 0; i < count; ++i) {
    a.push_back(person(i, false));
    b.push_back(person(i, true));
  }
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t worked = std::clock();
  std::size_t same = 0;
  for (const Contact& x : b)
    for (const Contact& y : a) same += match_contacts(x, y, {.region = "DE"}).verdict == Sameness::same;
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - start;
  fmt::print("{:44} {:7}  {:6.2f} s ({:5.2f} s of processor)  same {}\n", "each with each, without an index",
             count, all.count(), static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC, same);
}

}  // namespace

int main() {
  const auto mine = [](std::size_t n) { return person(n, false); };
  const auto theirs = [](std::size_t n) { return person(n, true); };
  for (const std::size_t count :
       {std::size_t{1000}, std::size_t{10000}, std::size_t{50000}, std::size_t{100000}})
    measure("everybody is there, written otherwise", count, mine, theirs);
  measure("nobody is there", 100000, mine, [](std::size_t n) { return person(n + 10'000'000, true); });
  const auto namesake = [](std::size_t n) {
    Contact c = person(n, false);
    c.formatted_name = "Ola Hart";
    c.name = {"Hart", "Ola", "", "", ""};
    return c;
  };
  measure("one name for all", 100000, namesake, namesake);
  measure("one name for all, other numbers", 100000, namesake,
          [&](std::size_t n) { return namesake(n + 10'000'000); });
  measure(
      "one switchboard for every second", 100000,
      [](std::size_t n) {
        Contact c = person(n, false);
        if (n % 2 == 0) c.numbers.push_back({.number = "+493012345678", .types = {"work"}});
        return c;
      },
      [](std::size_t n) {
        Contact c = person(n + 10'000'000, false);
        if (n % 2 == 0) c.numbers.push_back({.number = "030 12345678", .types = {"work"}});
        return c;
      });
  measure_pairwise(300);
  return 0;
}
