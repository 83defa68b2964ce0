// purple-phonebook-read-pdf MEMORY_MIB CPU_SECONDS: the text of the PDF on standard input, as pdf_pages.h
// says, within limits that this process sets itself before poppler sees an octet. It is not for people:
// purple-phonebook starts one for each PDF, so that a PDF that crashes or hangs poppler takes nothing with
// it.
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "documents/pdf_pages.h"

namespace {

using phonebook::PdfEnd;

bool limit(int what, std::uint64_t most, std::uint64_t grace = 0) {
  const rlimit soft_and_hard{static_cast<rlim_t>(most), static_cast<rlim_t>(most + grace)};
  return ::setrlimit(static_cast<__rlimit_resource>(what), &soft_and_hard) == 0;
}

bool confine(std::uint64_t memory_mib, std::uint64_t cpu_s) {
  // When our parent goes, so do we; and no core file of what a stranger sent.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::signal(SIGXFSZ, SIG_IGN);  // a cache of fontconfig's that cannot be written is no reason to end
  // At the hard limit of time the kernel sends SIGKILL, which says nothing of why: SIGXCPU must come first.
  bool done = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 64) &&
              limit(RLIMIT_CPU, cpu_s, 5);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // Sanitizers reserve terabytes that they never touch.
  done = limit(RLIMIT_AS, memory_mib << 20) && done;
#else
  static_cast<void>(memory_mib);
#endif
  return done;
}

// Poppler does not expect new to throw.
[[noreturn]] void end_without_memory() { ::_exit(static_cast<int>(PdfEnd::out_of_memory)); }

// What poppler does about a malloc() that fails, too. It was that when there is no room now.
void on_abort(int) {
  if (::mmap(nullptr, std::size_t{32} << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
    end_without_memory();
}

bool number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && out > 0 && out < 1'000'000;
}

bool write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t memory_mib = 0, cpu_s = 0;
  PdfEnd end = PdfEnd::wrong_use;
  try {
    std::set_new_handler(end_without_memory);
    ::signal(SIGABRT, on_abort);
    if (argc == 3 && number(argv[1], memory_mib) && number(argv[2], cpu_s) && confine(memory_mib, cpu_s))
      end = phonebook::pdf_pages_of_file("/proc/self/fd/0", write_all);
  } catch (const std::bad_alloc&) {
    end = PdfEnd::out_of_memory;
  } catch (const std::exception&) {
    end = PdfEnd::damaged;
  }
  // Not exit(): poppler's static objects may be what a damaged file has left behind.
  ::_exit(static_cast<int>(end));
}
