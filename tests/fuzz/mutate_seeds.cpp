// main() of a fuzz target in every test run: the seeds as they are, then a fixed number of changed ones, the
// same on every machine. libFuzzer looks for new paths with clang; this only keeps what was reached.
//
//   mutate_NAME tests/fuzz/seeds/NAME 5000        # 0 when nothing broke
//   mutate_NAME some/file                         # that one input again
//
// What broke a target is written to NAME.broken in the working folder, to be run again.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
#if defined(__SANITIZE_ADDRESS__)
extern "C" void __sanitizer_set_death_callback(void (*callback)());
#endif

namespace {

namespace fs = std::filesystem;
using Bytes = std::string;

constexpr std::size_t kMostAdded = 512;  // what a changed seed may have more than it had

// splitmix64: small, and the same everywhere, which std::shuffle and the distributions are not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

// What parsers trip over: limits of lengths and counts, ends of texts, broken and overlong UTF-8.
constexpr auto kTokens = std::to_array<std::string_view>({"\0",
                                                          "\xFF",
                                                          "\xFF\xFF\xFF\xFF",
                                                          "\x7F\xFF\xFF\xFF",
                                                          "\0\0\0\0",
                                                          "\xC0\x80",
                                                          "\xED\xA0\x80",
                                                          "\xF4\x90\x80\x80",
                                                          "\xEF\xBB\xBF",
                                                          "\xFF\xFE",
                                                          "\r\n",
                                                          "\n",
                                                          "\"",
                                                          "'",
                                                          "<",
                                                          "&#",
                                                          "&#x10FFFF;",
                                                          "%00",
                                                          "%",
                                                          "@",
                                                          "99999999999999999999",
                                                          "-1",
                                                          "0",
                                                          "\xE2\x80\x8B",
                                                          "\xEF\xBC\x91",
                                                          "<!--",
                                                          "]]>",
                                                          "=?",
                                                          "?=",
                                                          ";",
                                                          ":",
                                                          "(",
                                                          ")",
                                                          "\t",
                                                          "\x1B",
                                                          "+"});

Bytes changed(const std::vector<Bytes>& seeds, Dice& dice) {
  const Bytes& seed = seeds[dice.below(seeds.size())];
  Bytes out = seed;
  const std::size_t most = seed.size() + kMostAdded;
  for (std::size_t left = 1 + dice.below(6); left > 0; --left) {
    const std::size_t at = dice.below(out.size() + 1);
    const std::size_t length = std::min(out.size() - at, 1 + dice.below(dice.below(4) == 0 ? 256 : 8));
    switch (dice.below(9)) {
      case 0:  // a bit
        if (at < out.size()) out[at] = static_cast<char>(out[at] ^ (1 << dice.below(8)));
        break;
      case 1:  // an octet
        if (at < out.size()) out[at] = static_cast<char>(dice.below(256));
        break;
      case 2:
        out.erase(at, length);
        break;
      case 3:
        out.insert(at, out.substr(at, length));
        break;
      case 4: {  // again and again
        const Bytes piece = out.substr(at, std::min<std::size_t>(length, 16));
        for (std::size_t n = dice.below(32); n > 0; --n) out.insert(at, piece);
        break;
      }
      case 5:
        out.insert(at, kTokens[dice.below(kTokens.size())]);
        break;
      case 6: {  // a piece of another seed over this one
        const Bytes& other = seeds[dice.below(seeds.size())];
        const std::size_t from = dice.below(other.size() + 1);
        const Bytes piece = other.substr(from, 1 + dice.below(128));
        out.replace(at, std::min(piece.size(), out.size() - at) * dice.below(2), piece);
        break;
      }
      case 7: {  // another number
        std::size_t digit = at;
        while (digit < out.size() && (out[digit] < '0' || out[digit] > '9')) ++digit;
        if (digit < out.size()) out[digit] = static_cast<char>('0' + dice.below(10));
        break;
      }
      default:
        if (dice.below(4) == 0) out.resize(at);  // cut short
        break;
    }
    if (out.size() > most) out.resize(most);
  }
  return out;
}

// For the handler of signals, which may not allocate.
const Bytes* current = nullptr;
char broken_name[256];
std::size_t executions = 0;

void write_broken() {
  if (!current) return;
  const int fd = ::open(broken_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return;
  if (::write(fd, current->data(), current->size()) < 0) { /* the exit status says it all the same */
  }
  ::close(fd);
  char text[400];
  const int n = std::snprintf(text, sizeof(text), "execution %zu broke the target; its input is in %s\n",
                              executions, broken_name);
  if (n > 0 && ::write(STDERR_FILENO, text, static_cast<std::size_t>(n)) < 0) { /* as above */
  }
}

void on_signal(int number) {
  write_broken();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void run(const Bytes& input) {
  current = &input;
  ++executions;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  current = nullptr;
}

Bytes read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s SEEDS RUNS, or %s FILE\n", argv[0], argv[0]);
    return 2;
  }
  const std::string name = fs::path(argv[0]).filename().string();
  std::snprintf(broken_name, sizeof(broken_name), "%s.broken", name.c_str());
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) std::signal(number, on_signal);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_set_death_callback(write_broken);
#endif
  const fs::path given = argv[1];
  if (!fs::is_directory(given)) {
    run(read(given));
    return 0;
  }
  std::size_t runs = 0;
  const std::string_view wanted = argc > 2 ? argv[2] : "";
  if (std::from_chars(wanted.data(), wanted.data() + wanted.size(), runs).ec != std::errc() || runs == 0) {
    std::fprintf(stderr, "%s: how many runs?\n", argv[0]);
    return 2;
  }
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(given)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> seeds;
  for (const fs::path& path : paths) seeds.push_back(read(path));
  if (seeds.size() < 3) {
    std::fprintf(stderr, "%s holds %zu seeds, which is no corpus\n", argv[1], seeds.size());
    return 1;
  }
  for (const Bytes& seed : seeds) run(seed);
  Dice dice(0x70757270);
  while (executions < seeds.size() + runs) run(changed(seeds, dice));
  std::printf("%zu executions of %s, %zu seeds\n", executions, name.c_str(), seeds.size());
  return 0;
}
