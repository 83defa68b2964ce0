// What the measuring programs share.
//
//   const double start = cpu_seconds(); …; turns.push_back(cpu_seconds() - start);   print(median(turns));
#pragma once
#include <phonenumbers/logger.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

namespace phonebook::bench {

// Of this thread.
inline double cpu_seconds(clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Of at least one value; of an even number the upper one.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// libphonenumber complains on stdout of what is no number.
class SilentLogger : public i18n::phonenumbers::Logger {
 public:
  void WriteMessage(const std::string&) override {}
};

}  // namespace phonebook::bench
