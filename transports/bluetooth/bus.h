// bus: one private connection to a D-Bus message bus, for a thread that has no main loop.
//
//   auto bus = Bus::connect(Bus::Which::session, deadline, task);
//   Answer answer = bus->call({.to = "org.bluez.obex", .path = "/org/bluez/obex", …}, deadline, task);
//   auto heard = bus->subscribe(owner, "org.bluez.obex.Transfer1", …, handler);
//   bus->wait([&] { return done; }, deadline, task);      // the handlers run in here, and in call()
//
// Every wait has an end: its deadline, the task's cancelling, or the bus's own death. One Bus belongs to one
// thread; several may exist. Subscriptions must not outlive their Bus.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "transports/bluetooth/glib_handles.h"
#include "transports/phone.h"

namespace phonebook {

struct CallFailure {
  enum class Kind {
    answered,   // the other side said no: `name` is the D-Bus error
    nobody,     // nobody has the name, or whoever had it is gone
    silent,     // the deadline passed
    cancelled,  // the task was
  } kind = Kind::answered;
  std::string name;     // "org.bluez.obex.Error.Failed"; "" unless answered
  std::string message;  // whatever came with it, not for a person unseen: valid UTF-8, shortened
};

// The tuple that came back, or why none did.
struct Answer {
  Variant value;
  CallFailure failure;
  explicit operator bool() const noexcept { return value != nullptr; }
};

class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&& other) noexcept;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

 private:
  friend class Bus;
  // `path` is the object that speaks; `parameters` is the signal's tuple, owned by the caller.
  using Handler = std::function<void(const char* path, GVariant* parameters)>;
  GDBusConnection* connection_ = nullptr;  // of the Bus, which outlives this
  guint id_ = 0;
  std::unique_ptr<Handler> handler_;
};

class Bus {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Which { system, session };

  // Where the bus listens; absent where this session has none. Never starts one, as GLib's own search would.
  [[nodiscard]] static std::optional<std::string> address(Which which);
  // Null when there is none, or it does not take us in time.
  [[nodiscard]] static std::unique_ptr<Bus> connect(Which which, Clock::time_point deadline,
                                                    const Task& task);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  struct Call {
    std::string to, path, interface, method;
    GVariant* arguments = nullptr;      // floating or null; taken over
    const char* answer_type = nullptr;  // "(o)"; another is as if nobody had answered. Null: any
    bool may_start = false;             // may the bus start a program that has the name?
  };
  [[nodiscard]] Answer call(const Call& call, Clock::time_point deadline, const Task& task);

  // Signals from the unique name `from` only.
  struct Signal {
    std::string from, interface, member;
    const char* first_argument = nullptr;  // only with this text as the first argument; null: any
  };
  [[nodiscard]] Subscription subscribe(const Signal& signal, Subscription::Handler handler);

  enum class End { done, deadline, cancelled, closed };
  // Until `done` says so; asks it before waiting as well.
  End wait(const std::function<bool()>& done, Clock::time_point deadline, const Task& task);

  // The unique name behind a well-known one; absent when nobody has it.
  [[nodiscard]] std::optional<std::string> owner_of(const char* name, Clock::time_point deadline,
                                                    const Task& task);
  // Could the bus start a program for the name?
  [[nodiscard]] bool can_start(const char* name, Clock::time_point deadline, const Task& task);

 private:
  class Entered;
  explicit Bus(MainContext context) : context_(std::move(context)) {}

  MainContext context_;
  GObjectHandle<GDBusConnection> connection_;
};

}  // namespace phonebook
