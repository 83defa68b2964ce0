#include "transports/wap/delivery_reports.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kTokenBytes = 36;  // a random UUID
constexpr std::size_t kMaxWordsBytes = 100;
constexpr unsigned kMaxConnections = 32;
constexpr unsigned kConnectionSeconds = 2;
constexpr std::size_t kConnectionBytes = 8 * 1024;
// How soon a person who cancels is heard.
constexpr std::chrono::milliseconds kLookAtTask{100};

bool is_token(std::string_view text) {
  return text.size() == kTokenBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
         });
}

std::optional<Report> report_of(std::string_view type) {
  for (const Report report :
       {Report::delivered, Report::failed, Report::buffered, Report::handed_over, Report::refused})
    if (type == std::to_string(static_cast<int>(report))) return report;
  return std::nullopt;
}

// What is known of one message.
struct Known {
  bool handed_over = false, buffered = false;
  std::optional<Report> ending;
  std::string words;
};

struct StopServer {
  void operator()(MHD_Daemon* daemon) const noexcept { MHD_stop_daemon(daemon); }
};

// Of a family that the address is written in.
struct Socket {
  sockaddr_storage storage{};
  bool six = false;
};
Socket socket_of(const ReportsAddress& address) {
  Socket out;
  auto* const six = reinterpret_cast<sockaddr_in6*>(&out.storage);
  auto* const four = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (::inet_pton(AF_INET6, address.address.c_str(), &six->sin6_addr) == 1) {
    out.six = true;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(address.port);
  } else {
    ::inet_pton(AF_INET, address.address.c_str(), &four->sin_addr);
    four->sin_family = AF_INET;
    four->sin_port = htons(address.port);
  }
  return out;
}

class Server final : public DeliveryReports {
 public:
  // Absent members: errno says why.
  bool start(const ReportsAddress& address) {
    Socket socket = socket_of(address);
    unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD;
    if (socket.six) flags |= MHD_USE_IPv6;
    errno = 0;
    daemon_.reset(MHD_start_daemon(flags, address.port, nullptr, nullptr, &Server::answer, this,
                                   MHD_OPTION_SOCK_ADDR, reinterpret_cast<sockaddr*>(&socket.storage),
                                   MHD_OPTION_CONNECTION_LIMIT, kMaxConnections,
                                   MHD_OPTION_CONNECTION_TIMEOUT, kConnectionSeconds,
                                   MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytes, MHD_OPTION_END));
    if (!daemon_) return false;
    const MHD_DaemonInfo* bound = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_BIND_PORT);
    if (!bound || bound->port == 0) return false;
    root_ = "http://" + ReportsAddress{address.address, bound->port}.text() + "/";
    return true;
  }

  std::string expect() override {
    const std::lock_guard lock(mutex_);
    std::string token = new_uuid();
    known_.emplace(token, Known{});
    return token;
  }

  std::string url(const std::string& token) const override { return root_ + token + "?type=%d&answer=%A"; }

  Delivery wait(std::span<const std::string> tokens, std::chrono::steady_clock::time_point until,
                const Task& task) override {
    std::unique_lock lock(mutex_);
    while (true) {
      const Delivery now = delivery(tokens);
      if (now.state != Delivery::State::open) return now;
      const auto left = until - std::chrono::steady_clock::now();
      if (left <= left.zero()) return now;
      changed_.wait_for(lock, std::min<std::chrono::steady_clock::duration>(left, kLookAtTask));
      lock.unlock();
      const bool cancelled = task.cancelled();
      lock.lock();
      if (cancelled) return delivery(tokens);
    }
  }

 private:
  [[nodiscard]] Delivery delivery(std::span<const std::string> tokens) const {
    Delivery out{.state = Delivery::State::delivered, .handed_over = true};
    for (const std::string& token : tokens) {
      const Known& known = known_.at(token);
      if (known.ending == Report::failed || known.ending == Report::refused) {
        return {.state = known.ending == Report::failed ? Delivery::State::failed : Delivery::State::refused,
                .words = known.words};
      }
      if (known.ending) continue;
      out.state = Delivery::State::open;
      out.handed_over = out.handed_over && known.handed_over;
      out.buffered = out.buffered || known.buffered;
    }
    return out;
  }

  // False: nobody waits for it.
  bool take(const ReportCall& call) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(call.token);
    if (found == known_.end()) return false;
    Known& known = found->second;
    if (known.ending) return true;
    switch (call.report) {
      case Report::handed_over:
        known.handed_over = true;
        break;
      case Report::buffered:
        known.handed_over = known.buffered = true;
        break;
      case Report::delivered:
      case Report::failed:
      case Report::refused:
        known.ending = call.report;
        known.words = call.words;
        break;
    }
    changed_.notify_all();
    return true;
  }

  static std::string_view argument(MHD_Connection* connection, const char* name) {
    const char* value = nullptr;
    std::size_t size = 0;
    if (MHD_lookup_connection_value_n(connection, MHD_GET_ARGUMENT_KIND, name, std::strlen(name), &value,
                                      &size) == MHD_NO ||
        !value)
      return {};
    return {value, size};
  }

  // Answered at the first call, before any body: whatever was to be uploaded is not read.
  static MHD_Result answer(void* self, MHD_Connection* connection, const char* url, const char* method,
                           const char*, const char*, std::size_t*, void**) noexcept {
    try {
      unsigned status = MHD_HTTP_NOT_FOUND;
      if (std::strcmp(method, MHD_HTTP_METHOD_GET) == 0) {
        const auto call = parse_report(url, argument(connection, "type"), argument(connection, "answer"));
        if (call && static_cast<Server*>(self)->take(*call)) status = MHD_HTTP_OK;
      }
      MHD_Response* const empty = MHD_create_response_from_buffer(0, nullptr, MHD_RESPMEM_PERSISTENT);
      if (!empty) return MHD_NO;
      const MHD_Result queued = MHD_queue_response(connection, status, empty);
      MHD_destroy_response(empty);
      return queued;
    } catch (...) {
      return MHD_NO;
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Known> known_;
  std::string root_;
  // Last, so that its thread has ended before what it uses goes.
  std::unique_ptr<MHD_Daemon, StopServer> daemon_;
};

}  // namespace

std::optional<ReportCall> parse_report(std::string_view path, std::string_view type,
                                       std::string_view answer) {
  if (!path.starts_with('/') || !is_token(path.substr(1))) return std::nullopt;
  const auto report = report_of(type);
  if (!report) return std::nullopt;
  return ReportCall{std::string(path.substr(1)), *report, words_of_report(answer)};
}

std::string words_of_report(std::string_view answer) {
  constexpr std::string_view kRefused = "NACK/", kTaken = "ACK/", kState = "stat:";
  if (answer.starts_with(kRefused)) {
    answer.remove_prefix(kRefused.size());
    if (answer.starts_with("0x") && answer.find('/') != std::string_view::npos)
      answer.remove_prefix(answer.find('/') + 1);
  } else if (answer.starts_with(kTaken)) {
    answer.remove_prefix(kTaken.size());
  } else if (const std::size_t state = answer.find(kState); state != std::string_view::npos) {
    answer.remove_prefix(state + kState.size());
    answer = answer.substr(0, answer.find(' '));
  }
  std::string words;
  for (const char c : valid_utf8(answer.substr(0, 4 * kMaxWordsBytes)))
    words += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return std::string(cut_utf8(trim(words), kMaxWordsBytes));
}

Result<std::unique_ptr<DeliveryReports>> DeliveryReports::listen(const ReportsAddress& address) {
  auto server = std::make_unique<Server>();
  if (server->start(address)) return std::unique_ptr<DeliveryReports>(std::move(server));
  const std::string why = errno != 0 ? std::generic_category().message(errno) : "libmicrohttpd";
  return fail(
      Code::unreachable,
      fmt::format(fmt::runtime(tr("Delivery reports cannot be received at {} ({}). Name a free port at an "
                                  "address of this computer: purple-phonebook gateway --set … --reports "
                                  "ADDRESS:PORT.")),
                  address.text(), why));
}

}  // namespace phonebook
