// gateway: the SMS gateway behind the route "wap": shown, set up, tried without sending, removed. The
// password comes from the terminal or a file and is shown nowhere.
#include "transports/wap/gateway.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>

#include "base/atomic_file.h"
#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "transports/wap/delivery_reports.h"
#include "transports/wap/sendsms.h"

namespace phonebook::command {
namespace {

constexpr std::size_t kMaxPasswordBytes = 4096;
constexpr const char* kNoReports = "none";

struct Options {
  std::string set, user, from, reports, ask, password_file;
  std::size_t parts = 0;
  bool has_from = false;  // --from '' takes the sender out again
  bool remove = false, check = false, json = false;
  [[nodiscard]] bool changes() const {
    return !set.empty() || !user.empty() || has_from || !reports.empty() || !ask.empty() ||
           !password_file.empty() || parts > 0;
  }
};

// While one lives, what is typed does not show.
class Unseen {
 public:
  Unseen() : seen_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (seen_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
  }
  ~Unseen() {
    if (seen_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool seen_;
};

// One line, without its end; Ctrl-C is heard, so that the terminal shows again what is typed.
Result<std::string> ask_for_password() {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0)
    return fail(Code::invalid_input,
                tr("There is no terminal to ask for the password at; name a file with --password-file."));
  std::cerr << tr("Password at the gateway: ") << std::flush;
  const Unseen unseen;
  std::string line;
  char c = 0;
  while (line.size() < kMaxPasswordBytes) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (interrupted()) break;
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == '\n') break;
    line += c;
  }
  std::cerr << '\n';
  if (interrupted()) return fail(Code::cancelled, tr("Cancelled."));
  return line;
}

Result<std::string> read_password(const std::string& file) {
  std::string bytes;
  if (file == "-") {
    const WaitingForInput waiting;
    for (char c = 0; bytes.size() < kMaxPasswordBytes && std::cin.get(c);) bytes += c;
  } else {
    auto read = read_file(file, kMaxPasswordBytes);
    if (!read) return read;
    bytes = *std::move(read);
  }
  // What an editor or echo puts behind it.
  bytes = bytes.substr(0, bytes.find('\n'));
  if (bytes.ends_with('\r')) bytes.pop_back();
  return bytes;
}

const char* shown(Consent consent) { return consent == Consent::given ? "once" : "each"; }

nlohmann::json to_json(const Gateway& gateway) {
  return {{"url", gateway.url},
          {"user", gateway.user},
          {"from", gateway.from},
          {"parts", gateway.parts},
          {"reports", gateway.reports ? gateway.reports->text() : kNoReports},
          {"ask", shown(gateway.consent)}};
}

void show(const Gateway& gateway, const Options& options) {
  if (options.json) return print_line(dump({{"gateway", to_json(gateway)}}));
  const auto row = [](const char* title, const std::string& text) {
    print_line(padded(title, 12) + "  " + printable(text));
  };
  row(tr("SMS gateway"), gateway.url);
  row(tr("User"), fmt::format(fmt::runtime(tr("{}, with a password (not shown)")), gateway.user));
  row(tr("Sender"), gateway.from.empty() ? tr("the gateway's own") : gateway.from);
  row(tr("Messages"), fmt::format(fmt::runtime(tr_n("at most {} for one contact",
                                                    "at most {} for one contact", gateway.parts)),
                                  gateway.parts) +
                          "; " +
                          (gateway.consent == Consent::given ? tr("what they cost is told, not asked")
                                                             : tr("asked each time")));
  if (!gateway.reports)
    row(tr("Reports"), tr("none: no send ever ends with the word that it arrived"));
  else if (gateway.reports->port == 0)
    row(tr("Reports"), fmt::format(fmt::runtime(tr("at {}, a free port")), gateway.reports->address));
  else
    row(tr("Reports"), fmt::format(fmt::runtime(tr("at {}")), gateway.reports->text()));
}

Result<void> set_reports(Gateway& gateway, const Options& options) {
  if (options.reports == kNoReports) {
    gateway.reports.reset();
  } else if (!options.reports.empty()) {
    gateway.reports = parse_reports_address(options.reports);
    if (!gateway.reports)
      return fail(
          Code::invalid_input,
          tr("Reports are received at an address of this computer in digits, like 192.168.1.5:13099."),
          options.reports);
  } else if (!options.set.empty()) {
    if (!is_on_this_machine(gateway))
      return fail(Code::invalid_input, tr("The gateway is on another machine. Say where it reaches this "
                                          "computer with its delivery reports "
                                          "(--reports ADDRESS:PORT), or --reports none to do without."));
    gateway.reports = ReportsAddress{};
  }
  return {};
}

// The gateway as it shall be, checked; nothing is kept yet.
Result<Gateway> changed(std::optional<Gateway> there, const Options& options) {
  if (!there && options.set.empty())
    return fail(Code::invalid_input, tr("No SMS gateway is set up; begin with --set URL --user NAME."));
  Gateway gateway = there.value_or(Gateway{});
  const std::string url_before = gateway.url;
  if (!options.set.empty()) gateway.url = options.set;
  if (!options.user.empty()) gateway.user = options.user;
  if (options.has_from) gateway.from = options.from;
  if (options.parts > 0) gateway.parts = options.parts;
  if (auto good = set_reports(gateway, options); !good) return good.failure();
  // What was agreed to was agreed to for another one's prices.
  if (!options.set.empty() && gateway.url != url_before) gateway.consent = Consent::each;
  if (!options.ask.empty()) gateway.consent = options.ask == "once" ? Consent::given : Consent::each;

  // All but the password first, so that nobody types it in vain.
  Gateway without = gateway;
  without.password = "-";
  if (auto good = checked_gateway(std::move(without)); !good) return good;
  if (!options.password_file.empty() || !options.set.empty() || !options.user.empty()) {
    auto password = options.password_file.empty() ? ask_for_password() : read_password(options.password_file);
    if (!password) return password.failure();
    gateway.password = *std::move(password);
  }
  return checked_gateway(std::move(gateway));
}

// Whether it takes us, and whether we could hear its reports.
Result<void> tried(const Gateway& gateway) {
  if (auto checked = check_gateway(gateway); !checked) return checked;
  if (!gateway.reports) return {};
  if (auto listening = DeliveryReports::listen(*gateway.reports); !listening) return listening.failure();
  return {};
}

int check(const Gateway& gateway, const Options& options) {
  const auto good = tried(gateway);
  if (options.json) {
    nlohmann::json line{{"gateway", to_json(gateway)}, {"ok", good.has_value()}};
    if (!good) line["error"] = {{"code", to_string(good.error().code)}, {"sentence", good.error().sentence}};
    print_line(dump(line));
  }
  if (!good) return report(good.error());
  if (!options.json)
    print_line(fmt::format(
        fmt::runtime(tr("The SMS gateway {} answers and knows user and password. Nothing was sent.")),
        printable(gateway_host(gateway))));
  return kOk;
}

int change(const Options& options) {
  auto there = load_gateway();
  if (!there) return report(there.error());
  const auto gateway = changed(*there, options);
  if (!gateway) {
    const int code = report(gateway.error());
    return gateway.error().code == Code::invalid_input ? kWrongUse : code;
  }
  if (auto saved = save_gateway(*gateway); !saved) return report(saved.error());
  if (!options.check || !options.json) show(*gateway, options);
  if (!is_on_this_machine(*gateway) && ascii_equal(gateway->url.substr(0, 5), "http:"))
    complain(tr("User, password and contacts go to this gateway in clear; let it speak https if you can."));
  return options.check ? check(*gateway, options) : kOk;
}

int gateway(const Common& common, const Options& options) {
  if (options.remove) {
    if (auto removed = remove_gateway(); !removed) return report(removed.error());
    if (!common.quiet) print_line(tr("The SMS gateway and its password are forgotten."));
    return kOk;
  }
  if (options.changes()) return change(options);
  const auto there = load_gateway();
  if (!there) return report(there.error());
  if (!*there) {
    if (options.json) print_line(dump({{"gateway", nullptr}}));
    complain(tr("No SMS gateway is set up; begin with --set URL --user NAME."));
    return kFailed;
  }
  if (options.check) return check(**there, options);
  show(**there, options);
  return kOk;
}

}  // namespace

void add_gateway(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("gateway", tr("Show or set up the SMS gateway that WAP goes through"));
  std::vector<CLI::Option*> changing;
  const auto change = [&](CLI::Option* option, const char* type) {
    changing.push_back(option->type_name(type));
    return option;
  };
  change(sub->add_option("--set", options->set,
                         tr("Kannel's sendsms, like http://localhost:13013/cgi-bin/sendsms")),
         "URL");
  change(sub->add_option("--user", options->user, tr("Who you are there")), "NAME");
  change(sub->add_option("--password-file", options->password_file,
                         tr("Take the password from FILE (- is standard input) instead of asking")),
         "FILE");
  CLI::Option* from = change(
      sub->add_option("--from", options->from, tr("The sender that phones show: a number or a short word")),
      "SENDER");
  change(sub->add_option("--parts", options->parts, tr("The most messages for one contact (3)")), "N")
      ->check(CLI::Range(1, 255));
  change(sub->add_option("--reports", options->reports,
                         tr("Where the gateway reaches this computer with delivery reports, or none")),
         "ADDRESS[:PORT]");
  change(sub->add_option("--ask", options->ask,
                         tr("each: ask before each send what it may cost; once: agree to it now")),
         "WHEN")
      ->check(CLI::IsMember({"each", "once"}));
  sub->add_flag("--check", options->check, tr("Try the gateway without sending anything"));
  CLI::Option* remove = sub->add_flag("--remove", options->remove, tr("Forget the gateway and its password"));
  for (CLI::Option* option : changing) remove->excludes(option);
  sub->add_flag("--json", options->json, tr("As JSON"));
  sub->callback([&common, &run, options, from] {
    options->has_from = from->count() > 0;
    run = [&common, options] { return gateway(common, *options); };
  });
}

}  // namespace phonebook::command
