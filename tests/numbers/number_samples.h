// Numbers to test the numbering plan with: drawn from the expressions of libphonenumber's own metadata, for
// every region, type and possible length, and written as people (and machines) write them.
//
//   Samples samples(metadata, 1);
//   const Sample sample = samples.next();      // sample.text under sample.region
//
// The same seed gives the same samples. Nothing here knows whether a number is valid; libphonenumber says.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "numbers/plan_metadata.h"
#include "numbers/plan_regex.h"

namespace phonebook {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

struct Sample {
  std::string text;
  std::string region;        // under which it is read
  std::string other_region;  // of which it is asked whether the number belongs there
  const char* writing = "";  // how it is written
  std::size_t cell = 0;
};

class Samples {
 public:
  // One region's numbers of one type and length.
  struct Cell {
    std::size_t region = 0;
    const char* type = "";
    std::size_t machine = 0;
    int length = 0;
    bool boundary = false;  // a length beside the possible ones
  };

  // Dies with a message when an expression cannot be read.
  Samples(const plan_build::Metadata& metadata, std::uint64_t seed);
  // Goes round the cells; those of possible lengths come three times as often as those beside them.
  Sample next();
  [[nodiscard]] const std::vector<Cell>& cells() const { return cells_; }
  [[nodiscard]] std::string cell_name(std::size_t cell) const;

 private:
  struct RegionData {
    std::string id;
    int country_code = 0;
    std::string national_prefix;
    std::size_t idd = 0, prefix = 0;  // in patterns_; 0: none
    std::vector<int> local_lengths;
  };
  struct Machine {
    std::unique_ptr<plan_build::SetMachine> machine;
    std::map<std::pair<int, int>, double> ways;  // state and digits left → how many numbers there are
  };

  void add_cells(std::size_t region, const char* type, const i18n::phonenumbers::PhoneNumberDesc& description,
                 const i18n::phonenumbers::PhoneNumberDesc& general);
  std::size_t pattern(const std::string& expression);
  double ways(Machine& machine, int state, int left);
  std::string national_number(const Cell& cell);
  std::string prefix_of(std::size_t pattern);
  std::string random_digits(std::size_t count);
  void write(const Cell& cell, std::string national, Sample& out);
  std::string separated(const std::string& digits);
  std::string in_other_script(const std::string& text);
  std::string with_letters(std::string digits);
  std::string extension();
  std::string noise();
  void mutate(std::string& digits);

  Random random_;
  std::vector<RegionData> regions_;
  std::vector<Machine> machines_;
  std::map<std::string, std::size_t> machine_of_;
  std::vector<plan_build::Pattern> patterns_;
  std::map<std::string, std::size_t> pattern_of_;
  std::vector<Cell> cells_;
  std::vector<std::size_t> round_;
  std::size_t turn_ = 0;
};

}  // namespace phonebook
