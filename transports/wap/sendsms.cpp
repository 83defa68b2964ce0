#include "transports/wap/sendsms.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::chrono::milliseconds kConnectLimit{5000};
constexpr std::chrono::milliseconds kCheckLimit{10'000};
constexpr std::chrono::milliseconds kLookLimit{600};
constexpr std::size_t kMaxAnswerBytes = 4096;
constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr std::size_t kMaxWordsBytes = 200;
// 1 delivered, 2 failed, 4 kept for later, 8 handed to the network, 16 refused by it.
constexpr const char* kAllReports = "31";
constexpr const char* kEightBit = "1";

struct CloseHandle {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

bool start_library() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return started;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return out;
}

struct Answer {
  long status = 0;
  std::string body;
};

// More than a gateway ever says is no answer of a gateway.
std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* answer) noexcept {
  try {
    std::string& body = static_cast<Answer*>(answer)->body;
    const std::size_t got = size * count;
    if (got > kMaxAnswerBytes - body.size()) return 0;
    body.append(bytes, got);
    return got;
  } catch (...) {
    return 0;
  }
}

std::size_t count_header(char*, std::size_t size, std::size_t count, void* total) noexcept {
  auto& bytes = *static_cast<std::size_t*>(total);
  bytes += size * count;
  return bytes > kMaxHeaderBytes ? 0 : size * count;
}

Handle open_handle(const Gateway& gateway, std::chrono::milliseconds time_limit) {
  if (!start_library()) return nullptr;
  Handle handle(curl_easy_init());
  if (!handle) return nullptr;
  CURL* const curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, gateway.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  // On a connection used before, libcurl asks once more when it finds it dead: that could be a second
  // message.
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must not hold us at the end.
  curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::min(kConnectLimit, time_limit).count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(time_limit.count()));
  if (is_on_this_machine(gateway)) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  return handle;
}

// A request to sendsms. Without headers of its own that say who or what we are (User-Agent, Accept, Expect).
class Request {
 public:
  Request(const Gateway& gateway, std::chrono::milliseconds time_limit)
      : handle_(open_handle(gateway, time_limit)) {
    add("Content-Type: application/octet-stream");
    add("Accept:");
    add("Expect:");
    add("X-Kannel-Username: " + gateway.user);
    add("X-Kannel-Password: " + gateway.password);
  }

  void add(const std::string& header) {
    curl_slist* const longer = curl_slist_append(headers_.get(), header.c_str());
    if (!longer) {
      handle_.reset();
      return;
    }
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }

  // Absent: something went wrong; what, error() says.
  std::optional<Answer> perform(std::string_view body) {
    if (!handle_) {
      error_ = CURLE_OUT_OF_MEMORY;
      return std::nullopt;
    }
    CURL* const curl = handle_.get();
    Answer answer;
    std::size_t header_bytes = 0;
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, count_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &header_bytes);
    error_ = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    // A body that is too long or cut off does not undo the status that came before it.
    if (error_ != CURLE_OK && answer.status < 200) return std::nullopt;
    return answer;
  }

  // After a failed perform(): whether octets of the request were on their way.
  [[nodiscard]] bool was_under_way() const {
    long bytes = 0;
    return handle_ && curl_easy_getinfo(handle_.get(), CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK &&
           bytes > 0;
  }
  [[nodiscard]] std::string error() const { return curl_easy_strerror(error_); }

 private:
  Handle handle_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  CURLcode error_ = CURLE_OK;
};

// "403, “Not routable. Do not try again.”", for a sentence's parentheses.
std::string told_by(const Answer& answer) {
  std::string words;
  for (const char c : valid_utf8(trim(answer.body)))
    words += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  const std::string status = std::to_string(answer.status);
  if (words.empty() || words[0] == '<') return status;  // a page for browsers
  return status + ", " + fmt::format(fmt::runtime(tr("“{}”")), cut_utf8(words, kMaxWordsBytes));
}

Fail not_there(const Gateway& gateway, const std::string& why) {
  return fail(
      Code::unreachable,
      fmt::format(fmt::runtime(tr("The SMS gateway {} cannot be reached ({}). Start it, or look at its "
                                  "address with “purple-phonebook gateway --check”.")),
                  gateway_host(gateway), why));
}

}  // namespace

Result<void> send_sms(const Gateway& gateway, const SmsRequest& request,
                      std::chrono::milliseconds time_limit) {
  if (!is_sms_number(request.to))
    return fail(Code::invalid_input, tr("This is no number for a short message."));
  Request http(gateway, time_limit);
  http.add("X-Kannel-To: " + request.to);
  if (!gateway.from.empty()) http.add("X-Kannel-From: " + gateway.from);
  http.add(std::string("X-Kannel-Coding: ") + kEightBit);
  http.add("X-Kannel-UDH: " + hex(request.sms.header));
  if (!request.report_url.empty()) {
    http.add(std::string("X-Kannel-DLR-Mask: ") + kAllReports);
    http.add("X-Kannel-DLR-Url: " + request.report_url);
  }
  const auto answer = http.perform(request.sms.data);
  const std::string host = gateway_host(gateway);
  if (!answer) {
    if (!http.was_under_way()) return not_there(gateway, http.error());
    return fail(Code::uncertain,
                fmt::format(fmt::runtime(
                                tr("The SMS gateway {} gave no answer ({}); it may have taken the message.")),
                            host, http.error()));
  }
  const long status = answer->status;
  const auto told = [&](Code code, const char* sentence) {
    return fail(code, fmt::format(fmt::runtime(sentence), host, told_by(*answer)));
  };
  if (status < 300) return {};
  if (status < 400) {
    return told(Code::denied, tr("The SMS gateway {} sends us to another address ({}). Set its true URL with "
                                 "“purple-phonebook gateway --set”."));
  }
  if (status < 500) return told(Code::denied, tr("The SMS gateway {} refused the message ({})."));
  if (status == 503)
    return told(Code::unreachable, tr("The SMS gateway {} takes no messages just now ({})."));
  return told(Code::uncertain,
              tr("Something failed in the SMS gateway {} ({}); it may have taken the message."));
}

Result<void> check_gateway(const Gateway& gateway) {
  Request http(gateway, kCheckLimit);
  // A body, for without one Kannel reads another form of request; nobody to send it to.
  const auto answer = http.perform(" ");
  if (!answer) return not_there(gateway, http.error());
  if (answer->status == 400) return {};
  const char* const sentence =
      answer->status == 401 || answer->status == 403
          ? tr("The SMS gateway {} does not let us in ({}). Look at user and password, and at the addresses "
               "it allows.")
          : tr("{} answers ({}), but not as an SMS gateway would. Look at the path in its URL.");
  return fail(Code::denied, fmt::format(fmt::runtime(sentence), gateway_host(gateway), told_by(*answer)));
}

Result<void> reach_gateway(const Gateway& gateway) {
  const Handle handle = open_handle(gateway, kLookLimit);
  if (!handle) return not_there(gateway, curl_easy_strerror(CURLE_OUT_OF_MEMORY));
  curl_easy_setopt(handle.get(), CURLOPT_CONNECT_ONLY, 1L);
  if (const CURLcode error = curl_easy_perform(handle.get()); error != CURLE_OK)
    return not_there(gateway, curl_easy_strerror(error));
  return {};
}

}  // namespace phonebook
