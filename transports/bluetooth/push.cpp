#include "transports/bluetooth/push.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "transports/bluetooth/bluez.h"
#include "transports/bluetooth/bus.h"
#include "transports/bluetooth/transfer_watch.h"

namespace phonebook {
namespace {

using Clock = Bus::Clock;
using namespace std::chrono_literals;

constexpr const char* kObexPath = "/org/bluez/obex";
constexpr const char* kClient = "org.bluez.obex.Client1";
constexpr const char* kPush = "org.bluez.obex.ObjectPush1";
constexpr const char* kTransfer = "org.bluez.obex.Transfer1";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";
constexpr auto kStarting = 25s;              // of obexd by the bus, which itself gives up after 25 s
constexpr auto kQuestion = 10s;              // anything that obexd answers by itself
constexpr std::size_t kMaxSignals = 10'000;  // between SendFile and its answer: a handful

Fail stopped() { return fail(Code::cancelled, tr("Stopped.")); }

// The path of a result tuple's first part; "" when it is none.
std::string first_of(const Answer& answer) {
  const Variant child(g_variant_get_child_value(answer.value.get(), 0));
  return text_of(child.get());
}

class Push {
 public:
  Push(const PushJob& job, const PushLimits& limits, const Task& task)
      : job_(job), limits_(limits), task_(task) {}

  Result<void> run() {
    if (task_.cancelled()) return stopped();
    if (auto ready = reach_obexd(); !ready) return ready;
    if (auto session = open_session(); !session) return session;
    auto done = send();
    close_session();
    return done;
  }

 private:
  Fail failed(Code code, std::string sentence) const { return fail(code, std::move(sentence), job_.device); }

  // --- obexd, and a session with the phone: nothing is under way yet ---
  Result<void> reach_obexd() {
    bus_ = Bus::connect(Bus::Which::session, Clock::now() + kQuestion, task_);
    if (!bus_ && task_.cancelled()) return stopped();
    if (!bus_)
      return failed(
          Code::unreachable,
          tr("There is no session bus here, and sending over Bluetooth needs one. Run it in a desktop "
             "session, or under dbus-run-session."));
    const Answer started = bus_->call({.to = "org.freedesktop.DBus",
                                       .path = "/org/freedesktop/DBus",
                                       .interface = "org.freedesktop.DBus",
                                       .method = "StartServiceByName",
                                       .arguments = g_variant_new("(su)", kObexName, 0U),
                                       .answer_type = "(u)"},
                                      Clock::now() + kStarting, task_);
    const auto owner = bus_->owner_of(kObexName, Clock::now() + kQuestion, task_);
    if (task_.cancelled()) return stopped();
    if (!owner)
      return failed(
          Code::unreachable,
          started.failure.kind == CallFailure::Kind::nobody
              ? tr("obexd, which sends files over Bluetooth, cannot be started. Install bluez-obexd "
                   "(apt install bluez-obexd).")
              : tr("obexd, which sends files over Bluetooth, does not answer. End it and try again."));
    obexd_ = *owner;
    // Before anything is asked of obexd: its signals are heard from the first.
    heard_.push_back(
        bus_->subscribe({.from = "org.freedesktop.DBus",
                         .interface = "org.freedesktop.DBus",
                         .member = "NameOwnerChanged",
                         .first_argument = obexd_.c_str()},
                        [this](const char* /*path*/, GVariant* /*parameters*/) { obexd_is_gone_ = true; }));
    heard_.push_back(
        bus_->subscribe({.from = obexd_,
                         .interface = kProperties,
                         .member = "PropertiesChanged",
                         .first_argument = kTransfer},
                        [this](const char* path, GVariant* parameters) { hear_change(path, parameters); }));
    heard_.push_back(bus_->subscribe(
        {.from = obexd_, .interface = "org.freedesktop.DBus.ObjectManager", .member = "InterfacesRemoved"},
        [this](const char* /*path*/, GVariant* parameters) { hear_removal(parameters); }));
    return {};
  }

  Result<void> open_session() {
    task_.report(0, 1, tr("Connecting to the phone over Bluetooth."));
    GVariantBuilder choice;
    g_variant_builder_init(&choice, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&choice, "{sv}", "Target", g_variant_new_string("opp"));
    if (!job_.adapter.empty())
      g_variant_builder_add(&choice, "{sv}", "Source", g_variant_new_string(job_.adapter.c_str()));
    const Answer answer =
        ask(kObexPath, kClient, "CreateSession", g_variant_new("(sa{sv})", job_.device.c_str(), &choice),
            "(o)", Clock::now() + limits_.connecting);
    if (!answer) return no_session(answer.failure);
    session_ = first_of(answer);
    return {};
  }

  Fail no_session(const CallFailure& failure) const {
    const auto says = [&](std::string_view words) {
      return failure.message.find(words) != std::string::npos;
    };
    using Kind = CallFailure::Kind;
    if (failure.kind == Kind::cancelled) return stopped();
    if (failure.kind == Kind::nobody) return obexd_went(Code::unreachable);
    if (failure.kind == Kind::silent)
      return failed(
          Code::unreachable,
          tr("The phone does not answer over Bluetooth. Bring it near and see that its Bluetooth is on."));
    // The phone's own answer to OBEX CONNECT: 0x41 unauthorized, 0x43 forbidden, with or without the final
    // bit.
    for (const char* code : {"0x41", "0x43", "0xc1", "0xc3"})
      if (says(code))
        return failed(Code::denied,
                      tr("The phone refused the connection. Allow it on the phone and send again."));
    if (says("service record"))
      return failed(Code::unreachable,
                    tr("The phone is there but takes no files over Bluetooth just now. Unlock it, switch its "
                       "Bluetooth off and on, and send again."));
    if (says("busy"))
      return failed(Code::busy,
                    tr("The phone's Bluetooth is busy with something else. Try again in a moment."));
    return failed(
        Code::unreachable,
        fmt::format(fmt::runtime(tr("The phone cannot be reached over Bluetooth ({}). Bring it near and "
                                    "see that its Bluetooth is on; if it stays so, pair it anew.")),
                    failure.message));
  }

  // --- the file ---
  Result<void> send() {
    if (task_.cancelled()) return stopped();
    const Answer answer = ask(session_, kPush, "SendFile", g_variant_new("(s)", job_.file.c_str()),
                              "(oa{sv})", Clock::now() + kQuestion);
    if (!answer) return not_sent(answer.failure);
    transfer_ = first_of(answer);
    watch_.emplace(Clock::now());
    for (const Change& change : early_)
      if (change.path == transfer_) apply(change);
    early_.clear();
    return follow();
  }

  Fail not_sent(const CallFailure& failure) const {
    using Kind = CallFailure::Kind;
    // obexd has the question: what it made of it nobody knows any more.
    if (failure.kind == Kind::cancelled)
      return fail(Code::cancelled, tr("Stopped. Look on the phone whether it has got the card already."),
                  job_.device);
    if (failure.kind == Kind::nobody) return obexd_went(Code::uncertain);
    if (failure.kind == Kind::silent)
      return failed(
          Code::uncertain,
          tr("obexd, which sends files over Bluetooth, does not answer. Look on the phone before you send "
             "again."));
    if (failure.message.find("onnect") != std::string::npos || failure.name.ends_with(".UnknownObject") ||
        failure.name.ends_with(".UnknownMethod"))
      return failed(Code::unreachable,
                    tr("The phone went away before anything was sent. Bring it near and send "
                       "again."));
    return failed(Code::io,
                  fmt::format(fmt::runtime(tr("obexd could not send the card ({}). Nothing was sent.")),
                              failure.message));
  }

  Result<void> follow() {
    std::string told;
    while (true) {
      const bool waits = watch_->waits_for_answer();
      const std::uint64_t transferred = watch_->transferred();
      tell(waits, told);
      const auto deadline = waits ? watch_->begun() + limits_.answer : watch_->moved() + limits_.stalled;
      const auto moved = [&] {
        return watch_->ended() || obexd_is_gone_ || watch_->transferred() != transferred;
      };
      const Bus::End end = bus_->wait(moved, deadline, task_);
      if (watch_->complete()) return {};
      // What was said before obexd went still counts; all else is lost with it.
      if (obexd_is_gone_ || end == Bus::End::closed) return obexd_went(Code::uncertain);
      if (watch_->ended()) return ended();
      if (end == Bus::End::cancelled) return take_back_for_the_person();
      if (end == Bus::End::deadline) return give_up(waits);
    }
  }

  void tell(bool waits, std::string& told) const {
    const std::string sentence =
        waits
            ? std::string(tr("On the phone: pull down, tap “Incoming file”, then Accept."))
            : fmt::format(fmt::runtime(tr("Sending over Bluetooth: {} %.")),
                          job_.size_bytes == 0
                              ? 0
                              : std::min<std::uint64_t>(100, watch_->transferred() * 100 / job_.size_bytes));
    if (sentence != told) task_.report(0, 1, sentence);
    told = sentence;
  }

  Result<void> ended() {
    // Removing the session tells whether it was still there.
    const bool session_is_there = close_session();
    using Outcome = TransferWatch::Outcome;
    switch (watch_->outcome(session_is_there)) {
      case Outcome::delivered:
        return {};
      case Outcome::refused:
        return failed(Code::denied,
                      tr("The phone did not accept the card. Send again and tap Accept on the phone."));
      case Outcome::unanswered:
        return unanswered();
      case Outcome::broken:
        break;
    }
    return failed(
        Code::uncertain,
        tr("The connection to the phone broke in the middle. Look on the phone whether the card arrived "
           "before you send again."));
  }

  Fail unanswered() const {
    return failed(
        Code::uncertain,
        tr("Nobody accepted the card on the phone in time. Should the phone show it nevertheless, it has "
           "arrived; else send again and tap Accept."));
  }

  Result<void> give_up(bool waits) {
    take_back();
    if (watch_->complete()) return {};
    if (waits) return unanswered();
    return failed(
        Code::uncertain,
        tr("The phone stopped taking the card in the middle. Look on the phone before you send again."));
  }

  Result<void> take_back_for_the_person() {
    take_back();
    if (watch_->complete()) return {};
    return stopped();
  }

  // With the session its transfer goes, and obexd asks the phone to forget what it has got. Not by
  // Transfer1.Cancel: when the phone does not answer that, obexd 5.66 dies of it. Should the phone's yes have
  // been on its way already, obexd takes it for the answer to this: so not even a confirmation makes it
  // certain that nothing arrived.
  void take_back() { static_cast<void>(close_session()); }

  Fail obexd_went(Code code) const {
    return failed(code,
                  code == Code::uncertain
                      ? tr("obexd, which sends files over Bluetooth, ended in the middle. Look on the phone "
                           "whether the card arrived before you send again.")
                      : tr("obexd, which sends files over Bluetooth, ended before anything was sent. Send "
                           "again."));
  }

  // True when obexd still had it. Also when the task is cancelled: what was begun is cleared away.
  bool close_session() {
    if (session_.empty() || obexd_is_gone_) return false;
    const bool gone_before = session_is_gone_;  // the answer to our question is a removal as well
    const Answer answer = bus_->call({.to = obexd_,
                                      .path = kObexPath,
                                      .interface = kClient,
                                      .method = "RemoveSession",
                                      .arguments = g_variant_new("(o)", session_.c_str())},
                                     Clock::now() + kQuestion, {});
    session_.clear();
    return answer && !gone_before;
  }

  Answer ask(const std::string& path, const char* interface, const char* method, GVariant* arguments,
             const char* answer_type, Clock::time_point deadline) {
    return bus_->call({.to = obexd_,
                       .path = path,
                       .interface = interface,
                       .method = method,
                       .arguments = arguments,
                       .answer_type = answer_type},
                      deadline, task_);
  }

  // --- what obexd says ---
  struct Change {
    std::string path;
    std::optional<std::string> status;
    std::optional<std::uint64_t> transferred;
    bool removed = false;
    Clock::time_point when;
  };

  void hear_change(const char* path, GVariant* parameters) {
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(sa{sv}as)"))) return;
    const Variant changed(g_variant_get_child_value(parameters, 1));
    Change change{.path = path ? path : "", .when = Clock::now()};
    if (const Variant status = entry_of(changed.get(), "Status")) change.status = text_of(status.get());
    if (const Variant count = entry_of(changed.get(), "Transferred");
        count && g_variant_is_of_type(count.get(), G_VARIANT_TYPE_UINT64))
      change.transferred = g_variant_get_uint64(count.get());
    take(std::move(change));
  }

  void hear_removal(GVariant* parameters) {
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(oas)"))) return;
    const Variant object(g_variant_get_child_value(parameters, 0));
    const Variant interfaces(g_variant_get_child_value(parameters, 1));
    const std::string path = text_of(object.get());
    if (!session_.empty() && path == session_) session_is_gone_ = true;
    for (gsize i = 0; i < g_variant_n_children(interfaces.get()); ++i) {
      const Variant interface(g_variant_get_child_value(interfaces.get(), i));
      if (text_of(interface.get()) == kTransfer) take({.path = path, .removed = true, .when = Clock::now()});
    }
  }

  // A small file may be through before SendFile's answer has told which transfer it is.
  void take(Change change) {
    if (watch_) {
      if (change.path == transfer_) apply(change);
    } else if (early_.size() < kMaxSignals) {
      early_.push_back(std::move(change));
    }
  }
  void apply(const Change& change) {
    if (change.removed)
      watch_->removed();
    else
      watch_->changed(change.status, change.transferred, change.when);
  }

  const PushJob& job_;
  const PushLimits& limits_;
  const Task& task_;
  std::unique_ptr<Bus> bus_;
  std::string obexd_, session_, transfer_;
  std::optional<TransferWatch> watch_;
  std::vector<Change> early_;
  bool obexd_is_gone_ = false, session_is_gone_ = false;
  std::vector<Subscription> heard_;  // last: gone before what it writes to, and before the bus
};

}  // namespace

PushLimits limits_for(const Task& task) {
  constexpr std::chrono::milliseconds kBetweenReports = 3s;  // obexd tells its progress once a second
  PushLimits limits;
  if (!task.patience) return limits;
  limits.connecting = limits.answer = *task.patience;
  limits.stalled = std::max(*task.patience, kBetweenReports);
  return limits;
}

Result<void> push_file(const PushJob& job, const PushLimits& limits, const Task& task) {
  return Push(job, limits, task).run();
}

}  // namespace phonebook
