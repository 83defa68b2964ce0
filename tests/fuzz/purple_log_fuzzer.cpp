// Any bytes as a chat log; the first byte chooses where it lies.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "extractor/sources/purple_log.h"

namespace {

struct Checking : phonebook::MessageSink {
  bool message(const phonebook::SourceMessage& m) override {
    if (!phonebook::is_valid_utf8(m.text) || !phonebook::is_valid_utf8(m.author) || m.line < last ||
        m.line == 0)
      std::abort();
    last = m.line;
    return true;
  }
  std::size_t last = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static constexpr const char* kPaths[] = {"/l/jabber/a@b/c@d/2026-11-25.103000+0100CET.html",
                                           "/l/icq/1/2.chat/2026-11-25.103000-0500EST.txt",
                                           "/l/jabber/a@b/.system/2026-11-25.103000.txt", "/a%2f%zz.log"};
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto log = phonebook::purple_log(text, kPaths[data[0] % 4]);
  if (!log) return 0;
  Checking sink;
  phonebook::Input input = phonebook::Input::memory(text, "log");
  if (!phonebook::read_purple_log(input, *log, sink)) std::abort();
  return 0;
}
