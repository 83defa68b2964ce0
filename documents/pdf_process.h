// pdf_process: one purple-phonebook-read-pdf at work: started with a file as its standard input, heard to its
// end, and never left behind.
//
//   auto process = PdfProcess::start(fd, limits, name);
//   while (auto n = process->read(block, wanted)) { if (*n == 0) break; … }
//   const int status = process->status();   // as of waitpid()
//
// Thread rule: one belongs to one thread.
#pragma once
#include <sys/types.h>

#include <ctime>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "documents/pdf.h"

namespace phonebook {

class PdfProcess {
 public:
  // `fd`: the PDF, read from its front however it stands.
  [[nodiscard]] static Result<PdfProcess> start(int fd, const PdfLimits& limits, const std::string& name);
  PdfProcess(PdfProcess&& other) noexcept;
  PdfProcess& operator=(PdfProcess&&) = delete;
  ~PdfProcess();

  // Waits for text; 0 at the end. `wanted` is asked several times a second whether to go on.
  // Code::invalid_input: it says nothing and does not end.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into, const std::function<Result<void>()>& wanted);

  // After the last read(): what waitpid() says.
  [[nodiscard]] int status();

 private:
  PdfProcess(pid_t pid, int out, const PdfLimits& limits, std::string name)
      : pid_(pid), out_(out), limits_(limits), name_(std::move(name)) {}
  [[nodiscard]] std::chrono::milliseconds cpu_used() const;

  pid_t pid_;
  int out_;
  PdfLimits limits_;
  std::string name_;
};

}  // namespace phonebook
