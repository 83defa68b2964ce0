// JSON-RPC 2.0 over two file descriptors, one message a line (docs/serve-protocol.md).
//
//   LineReader in(STDIN_FILENO);   Channel out(STDOUT_FILENO);
//   while (in.wait(1000) != LineReader::Wait::end) while (auto line = in.next()) …
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.h"

namespace phonebook::command {

// Whether brackets lie deeper in each other than any message of ours: what reads and copies JSON recurses,
// and would run out of stack. Linear; says nothing about the rest of the text.
[[nodiscard]] bool nests_too_deeply(std::string_view text) noexcept;

inline constexpr std::size_t kMessageBytes = std::size_t{4} << 20;

// JSON-RPC's own error codes.
enum RpcCode {
  kNotJson = -32700,
  kNotARequest = -32600,
  kNoSuchMethod = -32601,
  kWrongParams = -32602,
  kRequestCancelled = -32800,
  kOperationFailed = -32000
};

// Lines from a descriptor, each at most kMessageBytes. One thread.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}
  enum class Wait { ready, timeout, end };
  // Reads what is there, waiting at most this long for it. `end` when the other side closed and no line is
  // left.
  Wait wait(int timeout_ms);
  struct Line {
    std::string text;
    bool too_long = false;  // read to its end and thrown away
  };
  std::optional<Line> next();

 private:
  void take(std::string_view bytes);
  int fd_;
  bool ended_ = false, skipping_ = false;
  std::string part_;
  std::deque<Line> lines_;
};

// Messages to the host. Thread-safe: a message is written whole.
class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}
  void result(const nlohmann::json& id, nlohmann::json value);
  void error(const nlohmann::json& id, int code, const std::string& sentence, nlohmann::json data = nullptr);
  void failure(const nlohmann::json& id, const Error& error);
  void notify(const char* method, nlohmann::json params);
  void request(const std::string& id, const char* method, nlohmann::json params);
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  void write(const nlohmann::json& message);
  int fd_;
  std::mutex mutex_;
  std::atomic<bool> broken_{false};
};

// Questions of ours that the host has not answered yet. Thread-safe.
class OpenQuestions {
 public:
  // Blocks until the answer, or until nobody will give one: absent.
  std::optional<nlohmann::json> ask(Channel& channel, nlohmann::json params,
                                    const std::atomic<bool>& cancelled);
  // The host's answer; null for an error. False when there is no such question.
  bool answer(const std::string& id, std::optional<nlohmann::json> result);
  // The host is gone: all questions end, later ones at once.
  void close();
  // Somebody was cancelled: look at the flags.
  void wake();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::optional<std::optional<nlohmann::json>>> open_;
  std::uint64_t next_ = 1;
  bool closed_ = false;
};

}  // namespace phonebook::command
