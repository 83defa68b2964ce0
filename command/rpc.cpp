#include "command/rpc.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "command/report_json.h"

namespace phonebook::command {
using nlohmann::json;

bool nests_too_deeply(std::string_view text) noexcept {
  constexpr std::size_t kDeepest = 64;
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

LineReader::Wait LineReader::wait(int timeout_ms) {
  if (!lines_.empty()) return Wait::ready;
  if (ended_) return Wait::end;
  pollfd p{fd_, POLLIN, 0};
  const int ready = poll(&p, 1, timeout_ms);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Wait::timeout;
  char bytes[65536];
  const ssize_t got = ready < 0 ? -1 : read(fd_, bytes, sizeof bytes);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return Wait::timeout;
  if (got <= 0) {
    ended_ = true;
    return lines_.empty() ? Wait::end : Wait::ready;
  }
  take({bytes, static_cast<std::size_t>(got)});
  return lines_.empty() ? Wait::timeout : Wait::ready;
}

void LineReader::take(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (!skipping_) {
      if (part_.size() + piece.size() > kMessageBytes) {
        skipping_ = true;
        part_.clear();
      } else {
        part_.append(piece);
      }
    }
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    lines_.push_back({std::exchange(part_, {}), std::exchange(skipping_, false)});
  }
}

std::optional<LineReader::Line> LineReader::next() {
  if (lines_.empty()) return std::nullopt;
  Line line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

void Channel::write(const json& message) {
  const std::string line = dump(message) + "\n";
  const std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < line.size() && !broken_;) {
    const ssize_t wrote = ::write(fd_, line.data() + done, line.size() - done);
    if (wrote > 0) {
      done += static_cast<std::size_t>(wrote);
    } else if (errno == EAGAIN) {
      pollfd p{fd_, POLLOUT, 0};
      poll(&p, 1, -1);
    } else if (errno != EINTR) {
      broken_ = true;  // the host is gone; what is under way ends by itself
    }
  }
}
void Channel::result(const json& id, json value) {
  write({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(value)}});
}
void Channel::error(const json& id, int code, const std::string& sentence, json data) {
  json error{{"code", code}, {"message", sentence}};
  if (!data.is_null()) error["data"] = std::move(data);
  write({{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(error)}});
}
void Channel::failure(const json& id, const Error& e) {
  error(id, e.code == Code::cancelled ? kRequestCancelled : kOperationFailed, e.sentence,
        {{"code", to_string(e.code)}, {"where", e.where}});
}
void Channel::notify(const char* method, json params) {
  write({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}
void Channel::request(const std::string& id, const char* method, json params) {
  write({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
}

std::optional<json> OpenQuestions::ask(Channel& channel, json params, const std::atomic<bool>& cancelled) {
  std::unique_lock lock(mutex_);
  if (closed_) return std::nullopt;
  const std::string id = "q" + std::to_string(next_++);
  open_[id] = std::nullopt;
  lock.unlock();
  channel.request(id, "$/question", std::move(params));
  lock.lock();
  changed_.wait(lock, [&] { return closed_ || cancelled || channel.broken() || open_[id].has_value(); });
  const auto answer = std::move(open_[id]);
  open_.erase(id);
  return answer ? *answer : std::nullopt;
}
bool OpenQuestions::answer(const std::string& id, std::optional<json> result) {
  const std::lock_guard lock(mutex_);
  const auto it = open_.find(id);
  if (it == open_.end()) return false;
  it->second = std::move(result);
  changed_.notify_all();
  return true;
}
void OpenQuestions::wake() {
  // Under the mutex: a flag set between somebody's look at it and his falling asleep would wake nobody.
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}
void OpenQuestions::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

}  // namespace phonebook::command
