// The history scan beside what others would use: the pipeline that everyone would write (tags stripped,
// libphonenumber's matcher, one RE2 pattern for mail), RE2 and Hyperscan alone, ripgrep,
// python3-phonenumbers, and the machine's own limit, a bare read(). One thread, the same files, one run, turn
// by turn; CPU time of the thread for what runs here, elapsed time for other programs; medians. Ratios count
// more than figures.
//
//   bench_scan [MEGABYTES]                // of each log; 20
#include <fcntl.h>
#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#if PHONEBOOK_HAVE_HYPERSCAN
#include <hs/hs.h>
#endif

#include "engine/scan.h"
#include "extractor/extract.h"
#include "tests/bench/chat_logs.h"
#include "tests/bench/measure.h"

namespace {

using phonebook::bench::cpu_seconds;
using phonebook::bench::median;
using phonebook::bench::SilentLogger;

using namespace phonebook;

constexpr int kTurns = 5;
constexpr const char* kRegion = "CN";

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class Counting : public ScanListener {
 public:
  void finding(const ScannedFinding&) override { ++findings; }
  void failed(const Error& error) override { std::fprintf(stderr, "%s\n", error.text().c_str()); }
  void remark(const std::string&, const Remark&) override {}
  std::size_t findings = 0;
};

class Quiet : public Host {
 public:
  void progress(const ProgressEvent&) override {}
};

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t read_all(const std::filesystem::path& path) {
  static std::vector<char> block(std::size_t{64} << 10);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::size_t size = 0;
  for (ssize_t n = 0; (n = ::read(fd, block.data(), block.size())) > 0;) size += static_cast<std::size_t>(n);
  ::close(fd);
  return size;
}

// The program as its users have it, the listener apart: files are read on one more thread, whose time is the
// process's less the caller's.
std::size_t run_scan(const std::vector<std::filesystem::path>& paths, unsigned threads) {
  static const Extractor extractor;
  Counting counting;
  Quiet quiet;
  const auto done = scan(extractor, {.paths = paths, .region = kRegion, .threads = threads}, counting, quiet);
  if (!done) std::fprintf(stderr, "%s\n", done.error().text().c_str());
  return counting.findings;
}

// What an afternoon's work gives.
std::string stripped(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '<') {
      const std::size_t end = line.find('>', i);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (line[i] == '&') {
      static constexpr std::pair<std::string_view, char> kEntities[] = {
          {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", ' '}};
      char c = '&';
      for (const auto& [entity, value] : kEntities)
        if (line.substr(i, entity.size()) == entity) {
          c = value;
          i += entity.size() - 1;
          break;
        }
      text += c;
    } else {
      text += line[i];
    }
  }
  return text;
}

std::size_t run_naive(const std::string& log) {
  static const re2::RE2 mail(R"(([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}))");
  const auto& util = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
  std::size_t hits = 0;
  for (std::size_t from = 0; from < log.size();) {
    std::size_t end = log.find('\n', from);
    if (end == std::string::npos) end = log.size();
    const std::string_view line(log.data() + from, end - from);
    from = end + 1;
    const std::size_t body = line.find("</b></font> ");
    if (body == std::string_view::npos) continue;
    const std::string text = stripped(line.substr(body + 12));
    i18n::phonenumbers::PhoneNumberMatcher matcher(util, text, kRegion,
                                                   i18n::phonenumbers::PhoneNumberMatcher::VALID, 65535);
    i18n::phonenumbers::PhoneNumberMatch match;
    while (matcher.HasNext()) {
      matcher.Next(&match);
      ++hits;
    }
    re2::StringPiece rest(text);
    while (re2::RE2::FindAndConsume(&rest, mail)) ++hits;
  }
  return hits;
}

constexpr const char* kBothPatterns =
    R"([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\+?[0-9][0-9 ().-]{5,}[0-9])";

std::size_t run_re2(const std::string& log) {
  static const re2::RE2 both("(" + std::string(kBothPatterns) + ")", [] {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    return options;
  }());
  re2::StringPiece rest(log);
  std::size_t hits = 0;
  while (re2::RE2::FindAndConsume(&rest, both)) ++hits;
  return hits;
}

#if PHONEBOOK_HAVE_HYPERSCAN
std::size_t run_hyperscan(const std::string& log) {
  static hs_database_t* database = [] {
    hs_database_t* made = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile(kBothPatterns, 0, HS_MODE_BLOCK, nullptr, &made, &error) != HS_SUCCESS) {
      std::fprintf(stderr, "Hyperscan: %s\n", error->message);
      std::exit(1);
    }
    return made;
  }();
  static hs_scratch_t* scratch = [] {
    hs_scratch_t* made = nullptr;
    hs_alloc_scratch(database, &made);
    return made;
  }();
  std::size_t hits = 0;
  hs_scan(
      database, log.data(), static_cast<unsigned>(log.size()), 0, scratch,
      [](unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
        ++*static_cast<std::size_t*>(count);
        return 0;
      },
      &hits);
  return hits;
}
#endif

// Elapsed seconds of a program; negative: it is not here.
double run_program(const std::vector<std::string>& arguments) {
  const double start = wall_seconds();
  const pid_t child = ::fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, 1);
    ::dup2(nowhere, 2);
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 1) ? wall_seconds() - start
                                                                                     : -1;
}

struct Row {
  std::string name;
  std::function<std::size_t()> run;   // its CPU seconds count
  double scale = 1;                   // of the whole, where it looks only at a part
  std::function<double()> measure{};  // or it measures itself
  std::vector<double> seconds{};
  std::size_t hits = 0;
};

void run_turns(std::vector<Row>& rows) {
  for (int turn = 0; turn < kTurns; ++turn)
    for (Row& row : rows) {
      if (row.measure) {
        row.seconds.push_back(row.measure() / row.scale);
        continue;
      }
      const double start = cpu_seconds();
      row.hits = row.run();
      row.seconds.push_back((cpu_seconds() - start) / row.scale);
    }
}

void print(const std::vector<Row>& rows, double megabytes, std::size_t limit, std::size_t naive) {
  const double bare = median(rows[limit].seconds),
               slow = naive < rows.size() ? median(rows[naive].seconds) : 0;
  for (const Row& row : rows) {
    const double seconds = median(row.seconds);
    if (seconds <= 0) {
      std::printf("  %-34s not here\n", row.name.c_str());
      continue;
    }
    std::printf("  %-34s %9.1f MB/s  %6.2f %% of read()", row.name.c_str(), megabytes / seconds,
                bare / seconds * 100);
    if (slow > 0) std::printf("  %7.2f x naive", slow / seconds);
    if (row.hits > 0) std::printf("  %8zu found", row.hits);
    std::printf("\n");
  }
}

void one_log(const char* name, const std::filesystem::path& folder, std::size_t size, std::size_t every) {
  const std::filesystem::path path = folder / (std::string(name) + ".html");
  std::ofstream(path, std::ios::binary) << bench::make_logs({.size_bytes = size, .every = every});
  const std::string log = contents(path);
  const std::string part = log.substr(0, log.find('\n', std::min<std::size_t>(log.size() / 20, 500'000)) + 1);
  const std::filesystem::path part_path = folder / "part.html";
  std::ofstream(part_path, std::ios::binary) << part;
  const double megabytes = static_cast<double>(log.size()) / 1e6;

  std::vector<Row> rows;
  rows.push_back({"read()", [&] { return read_all(path) * 0; }});
  rows.push_back({"scan, all default kinds", {}, 1, [&] {
                    const double start = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
                    const std::size_t found = run_scan({path}, 1);
                    const double seconds = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
                    rows[1].hits = found;
                    return seconds;
                  }});
  rows.push_back({"naive: libphonenumber + RE2", [&] { return run_naive(log); }});
  rows.push_back({"RE2, both patterns", [&] { return run_re2(log); }});
#if PHONEBOOK_HAVE_HYPERSCAN
  rows.push_back({"Hyperscan, both patterns, ends", [&] { return run_hyperscan(log); }});
#endif
  rows.push_back({"ripgrep -c -o, both patterns", {}, 1, [&] {
                    return run_program({"rg", "-j1", "-c", "-o", kBothPatterns, path.string()});
                  }});
  rows.push_back({"python3-phonenumbers (a part)",
                  {},
                  static_cast<double>(part.size()) / static_cast<double>(log.size()),
                  [&] {
                    return run_program({"/usr/bin/python3", "-c",
                                        "import sys,re,phonenumbers\n"
                                        "for line in open(sys.argv[1],encoding='utf-8'):\n"
                                        "  text=re.sub('<[^>]*>','',line)\n"
                                        "  for m in phonenumbers.PhoneNumberMatcher(text,'CN'): m.number\n",
                                        part_path.string()});
                  }});
  run_turns(rows);
  std::printf("%s: %.1f MB, one finding in %zu messages, median of %d turns, one thread\n", name, megabytes,
              every, kTurns);
  print(rows, megabytes, 0, 2);
  const double read = median(rows[0].seconds), ours = median(rows[1].seconds),
               naive = median(rows[2].seconds);
  std::printf("  aims: >= 60 x naive, here %.1f;  >= 15 %% of read() on sparse logs, here %.1f %%\n",
              naive / ours, read / ours * 100);
}

void a_tree(const std::filesystem::path& folder, std::size_t size) {
  const std::filesystem::path logs = folder / "logs";
  const auto files = bench::make_log_tree(logs, {.size_bytes = size});
  double megabytes = 0;
  for (const auto& file : files) megabytes += static_cast<double>(std::filesystem::file_size(file)) / 1e6;
  std::vector<double> bare, one, two;
  for (int turn = 0; turn < kTurns; ++turn) {
    double start = wall_seconds();
    for (const auto& file : files) read_all(file);
    bare.push_back(wall_seconds() - start);
    start = wall_seconds();
    run_scan({logs}, 1);
    one.push_back(wall_seconds() - start);
    start = wall_seconds();
    run_scan({logs}, 2);
    two.push_back(wall_seconds() - start);
  }
  std::printf("a tree of %zu logs, %.1f MB, elapsed time\n", files.size(), megabytes);
  std::printf("  open+read+close   %9.1f MB/s\n", megabytes / median(bare));
  std::printf("  scan, 1 thread    %9.1f MB/s  %6.2f %% of that (aim 70 %%)\n", megabytes / median(one),
              median(bare) / median(one) * 100);
  std::printf("  scan, 2 threads   %9.1f MB/s  %6.2f x one thread (aim 1.8 on two free cores)\n",
              megabytes / median(two), median(one) / median(two));
}

// One message inside the engine, those that hold nothing; and any of 64 KB.
void messages() {
  const Extractor extractor;
  const std::string log = bench::make_logs({.size_bytes = 4'000'000, .every = 1'000'000});
  std::vector<std::string> talk;
  for (std::size_t from = 0; from < log.size();) {
    std::size_t end = log.find('\n', from);
    if (end == std::string::npos) end = log.size();
    const std::string_view line(log.data() + from, end - from);
    from = end + 1;
    if (const std::size_t body = line.find("</b></font> "); body != std::string_view::npos)
      talk.emplace_back(line.substr(body + 12, line.size() - body - 12 - 5));
  }
  std::vector<double> each;
  std::size_t found = 0;
  for (int turn = 0; turn < 3; ++turn)
    for (const std::string& text : talk) {
      const auto start = std::chrono::steady_clock::now();
      found += extractor.find({.text = text, .html = true, .region = kRegion}).size();
      each.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() * 1e6);
    }
  std::sort(each.begin(), each.end());
  const auto at = [&](double share) {
    return each[static_cast<std::size_t>(share * static_cast<double>(each.size() - 1))];
  };
  std::printf(
      "one message that holds nothing (%zu, %zu found): p50 %.3f us, p99 %.2f us (aim 1), p99.99 %.1f us "
      "(aim 20)\n",
      each.size(), found, at(.5), at(.99), at(.9999));
  const auto flood = [](const std::string& piece) {
    std::string text;
    while (text.size() < (std::size_t{64} << 10)) text += piece;
    text.resize(std::size_t{64} << 10);
    return text;
  };
  std::printf("64 KB messages (aim: 1 ms each, and linear)\n");
  for (const auto& [name, piece] : std::vector<std::pair<const char*, std::string>>{
           {"digits", "0123456789"},
           {"digits in ones", "1 2 3 4 5 6 7 "},
           {"hex", "9f86d081884c7d65 "},
           {"<", "<"},
           {"&#", "&#"},
           {"@", "@"},
           {"a@b.", "a@b."},
           {"dots", "."},
           {"one two", "one two "},
           {"qq", "qq "},
           {"微信", "微信"},
           {"English talk", "see you at the station, I take the later train. "},
           {"Chinese talk", "今天晚上一起吃饭吗？我马上到，"},
           {"numbers", "call 13800001234, "},
           {"mails", "mail jan@example.com "}}) {
    const std::string text = flood(piece), half = text.substr(0, text.size() / 2);
    std::vector<double> whole_ms, half_ms;
    for (int turn = 0; turn < kTurns; ++turn)
      for (const bool whole : {true, false}) {
        const double start = cpu_seconds();
        found += extractor.find({.text = whole ? text : half, .html = true, .region = kRegion}).size();
        (whole ? whole_ms : half_ms).push_back((cpu_seconds() - start) * 1e3);
      }
    std::printf("  %-16s %7.2f ms  %5.2f x half of it\n", name, median(whole_ms),
                median(whole_ms) / median(half_ms));
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t size =
      static_cast<std::size_t>(count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 20) * 1'000'000;
  // mkdtemp puts a name of its own in the place of the Xs.
  std::string name = (std::filesystem::temp_directory_path() / "phonebook-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    std::perror(name.c_str());
    return 1;
  }
  const std::filesystem::path folder = name;
  i18n::phonenumbers::PhoneNumberUtil::GetInstance()->SetLogger(new SilentLogger);  // adopted
  one_log("sparse", folder, size, 200);
  one_log("dense", folder, size, 5);
  a_tree(folder, size);
  messages();
  std::filesystem::remove_all(folder);
  return 0;
}
