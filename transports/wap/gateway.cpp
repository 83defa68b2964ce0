// {"version":1,"url":…,"user":…,"password":…,"from":…,"parts":3,"reports":"127.0.0.1:0"|null,"consent":"each"}
#include "transports/wap/gateway.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/atomic_file.h"
#include "base/text.h"
#include "transports/wap/sms.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxFileBytes = 64 * 1024;
constexpr std::size_t kMaxUrlBytes = 2000;
constexpr std::size_t kMaxSecretBytes = 255;
constexpr const char* kKannelPath = "/cgi-bin/sendsms";

struct FreeUrl {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const noexcept { curl_free(text); }
};

// A URL taken apart by the library that will use it, so that both see the same host.
class Url {
 public:
  explicit Url(const std::string& text) : handle_(curl_url()) {
    good_ = handle_ &&
            curl_url_set(handle_.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  }
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] std::string part(CURLUPart which) const {
    char* text = nullptr;
    if (!good_ || curl_url_get(handle_.get(), which, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, FreeText> owner(text);
    return text;
  }
  void set(CURLUPart which, const char* text) const noexcept {
    static_cast<void>(curl_url_set(handle_.get(), which, text, 0));
  }

 private:
  std::unique_ptr<CURLU, FreeUrl> handle_;
  bool good_ = false;
};

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A value that arrives behind an HTTP header's colon as it left: the other side strips blanks.
bool travels_in_header(const std::string& text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return text == trim(text) && std::none_of(text.begin(), text.end(), is_control);
}

// 3GPP TS 23.040, 9.1.2.5: a number, or up to eleven characters.
bool is_sender(std::string_view text) {
  if (is_digits(text.starts_with('+') ? text.substr(1) : text)) return text.size() <= 16;
  return text.size() <= 11 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' ||
                  c == '-' || c == '.';
         });
}

// One that others can call: not "any address".
bool is_address(const std::string& text) {
  in_addr four;
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return four.s_addr != INADDR_ANY;
  in6_addr six;
  return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && !IN6_IS_ADDR_UNSPECIFIED(&six);
}

Fail wrong(std::string sentence) { return fail(Code::invalid_input, std::move(sentence)); }

Fail broken(const char* sentence) {
  return fail(Code::invalid_input,
              std::string(sentence) + " " + tr("Mend the file, or remove it and set the gateway up again."),
              gateway_file().string());
}

std::optional<std::string> text_of(const json& document, const char* key) {
  const auto found = document.find(key);
  if (found == document.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Result<Gateway> gateway_from(const std::string& bytes) {
  const json document = json::parse(bytes, nullptr, false);
  if (document.is_discarded() || !document.is_object())
    return broken(tr("The gateway's file is not the JSON it should be."));
  const auto version = document.find("version");
  if (version == document.end() || !version->is_number_integer())
    return broken(tr("The gateway's file does not say its version."));
  if (*version != kVersion)
    return broken(tr("The gateway's file was written by another version of this program."));

  const char* const unclear = tr("The gateway's file cannot be understood.");
  const auto url = text_of(document, "url"), user = text_of(document, "user"),
             password = text_of(document, "password"), from = text_of(document, "from"),
             consent = text_of(document, "consent");
  const auto parts = document.find("parts"), reports = document.find("reports");
  if (!url || !user || !password || !from || !consent || parts == document.end() ||
      !parts->is_number_unsigned() || reports == document.end() ||
      (*consent != "each" && *consent != "given"))
    return broken(unclear);
  Gateway gateway{.url = *url,
                  .user = *user,
                  .password = *password,
                  .from = *from,
                  .parts = parts->get<std::size_t>(),
                  .consent = *consent == "given" ? Consent::given : Consent::each};
  if (!reports->is_null()) {
    if (!reports->is_string()) return broken(unclear);
    gateway.reports = parse_reports_address(reports->get_ref<const std::string&>());
    if (!gateway.reports) return broken(unclear);
  }
  auto good = checked_gateway(std::move(gateway));
  if (!good) return broken(good.error().sentence.c_str());
  return good;
}

}  // namespace

std::string ReportsAddress::text() const {
  const bool six = address.find(':') != std::string::npos;
  return (six ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

std::optional<ReportsAddress> parse_reports_address(std::string_view text) {
  ReportsAddress out;
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    out.address = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (out.address.find(':') == std::string::npos || (!port.empty() && port[0] != ':')) return std::nullopt;
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    out.address = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (!is_address(out.address)) return std::nullopt;
  if (port.empty()) return out;
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (!is_digits(port) || error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  return out;
}

std::string gateway_host(const Gateway& gateway) { return Url(gateway.url).part(CURLUPART_HOST); }

bool is_on_this_machine(const Gateway& gateway) {
  const std::string host = ascii_lower(gateway_host(gateway));
  in_addr four;
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  return host == "localhost" || host == "[::1]";
}

Result<Gateway> checked_gateway(Gateway gateway) {
  gateway.url = trim(gateway.url);
  gateway.from = trim(gateway.from);
  if (gateway.url.size() > kMaxUrlBytes) return wrong(tr("The gateway's URL is too long."));
  const Url url(gateway.url);
  const std::string scheme = ascii_lower(url.part(CURLUPART_SCHEME));
  if (!url.good() || (scheme != "http" && scheme != "https") || url.part(CURLUPART_HOST).empty())
    return wrong(
        tr("The gateway's URL must be one of http or https, like http://localhost:13013/cgi-bin/sendsms."));
  if (!url.part(CURLUPART_USER).empty() || !url.part(CURLUPART_PASSWORD).empty())
    return wrong(tr("The gateway's URL must not hold user or password: a URL is shown. Give them apart."));
  if (!url.part(CURLUPART_QUERY).empty() || !url.part(CURLUPART_FRAGMENT).empty())
    return wrong(
        tr("The gateway's URL must end with the path of sendsms, without a question mark behind it."));
  if (url.part(CURLUPART_PATH).size() <= 1) url.set(CURLUPART_PATH, kKannelPath);
  gateway.url = url.part(CURLUPART_URL);

  if (gateway.user.empty() || gateway.user.size() > kMaxSecretBytes || !travels_in_header(gateway.user))
    return wrong(tr("The gateway needs the name of a user, without control characters or blanks around it."));
  if (gateway.password.empty() || gateway.password.size() > kMaxSecretBytes ||
      !travels_in_header(gateway.password))
    return wrong(tr("The gateway needs a password, without control characters or blanks around it."));
  if (!gateway.from.empty() && !is_sender(gateway.from))
    return wrong(tr("The sender must be a number, like +4915112345678, or up to eleven letters and digits."));
  if (gateway.parts < 1 || gateway.parts > kMaxSmsParts)
    return wrong(tr("The most messages for one contact must be between 1 and 255."));
  return gateway;
}

fs::path gateway_file() { return config_folder() / "gateway.json"; }

Result<std::optional<Gateway>> load_gateway() {
  const fs::path file = gateway_file();
  const auto bytes = read_file(file, kMaxFileBytes);
  if (!bytes) {
    if (bytes.error().code == Code::not_found) return std::optional<Gateway>{};
    return bytes.failure();
  }
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & 0077) != 0) {
    return fail(
        Code::denied,
        fmt::format(
            fmt::runtime(tr("Others can read the gateway's password. Close the file to them: chmod 600 {}")),
            file.string()),
        file.string());
  }
  auto gateway = gateway_from(*bytes);
  if (!gateway) return gateway.failure();
  return std::optional<Gateway>(*std::move(gateway));
}

Result<void> save_gateway(const Gateway& gateway) {
  const auto good = checked_gateway(gateway);
  if (!good) return good.failure();
  // What cannot be read may be mended by hand; writing over it would lose it.
  if (auto there = load_gateway(); !there) return there.failure();
  const json document = {{"version", kVersion},
                         {"url", good->url},
                         {"user", good->user},
                         {"password", good->password},
                         {"from", good->from},
                         {"parts", good->parts},
                         {"reports", good->reports ? json(good->reports->text()) : json(nullptr)},
                         {"consent", good->consent == Consent::given ? "given" : "each"}};
  if (auto made = make_private_folder(config_folder()); !made) return made.failure();
  return write_file_atomically(
      gateway_file(), document.dump(2, ' ', false, json::error_handler_t::replace) + "\n", {.mode = 0600});
}

Result<void> remove_gateway() {
  const fs::path file = gateway_file();
  std::error_code error;
  if (fs::remove(file, error)) return {};
  if (!error) return fail(Code::not_found, tr("No SMS gateway is set up."));
  return fail(Code::io, fmt::format(fmt::runtime(tr("The file could not be removed: {}.")), error.message()),
              file.string());
}

}  // namespace phonebook
