#include "transports/bluetooth/bus.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr const char* kDaemon = "org.freedesktop.DBus";
constexpr const char* kDaemonPath = "/org/freedesktop/DBus";
constexpr guint kLookAroundMs = 50;  // how often a wait asks whether the task was cancelled
constexpr std::size_t kMaxMessageBytes = 300;

gint milliseconds_until(Bus::Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Bus::Clock::now()).count();
  return static_cast<gint>(std::clamp<long long>(left, 1, G_MAXINT / 2));
}

// What an asynchronous operation of GIO left behind.
struct Outcome {
  bool done = false;
  GObjectHandle<GDBusConnection> connection;
  Variant value;
  ErrorHandle error;
};

extern "C" {
void bluetooth_bus_connected(GObject* /*source*/, GAsyncResult* result, gpointer data) noexcept {
  auto& outcome = *static_cast<Outcome*>(data);
  GError* error = nullptr;
  outcome.connection.reset(g_dbus_connection_new_for_address_finish(result, &error));
  outcome.error.reset(error);
  outcome.done = true;
}
void bluetooth_bus_answered(GObject* source, GAsyncResult* result, gpointer data) noexcept {
  auto& outcome = *static_cast<Outcome*>(data);
  GError* error = nullptr;
  outcome.value.reset(g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error));
  outcome.error.reset(error);
  outcome.done = true;
}
void bluetooth_bus_signalled(GDBusConnection* /*connection*/, const gchar* /*sender*/, const gchar* path,
                             const gchar* /*interface*/, const gchar* /*signal*/, GVariant* parameters,
                             gpointer data) noexcept {
  try {
    (*static_cast<std::function<void(const char*, GVariant*)>*>(data))(path, parameters);
  } catch (...) {
    // Out of memory: the signal is lost, and whoever waits for it has a deadline.
  }
}
gboolean bluetooth_bus_looks_around(gpointer /*data*/) noexcept { return G_SOURCE_CONTINUE; }
}

CallFailure failure_of(const GError& error) {
  CallFailure failure;
  ErrorHandle copy(g_error_copy(&error));
  if (gchar* name = g_dbus_error_get_remote_error(copy.get())) {
    failure.name = name;
    g_free(name);
    g_dbus_error_strip_remote_error(copy.get());
  }
  failure.message = cut_utf8(valid_utf8(copy->message ? copy->message : ""), kMaxMessageBytes);
  using Kind = CallFailure::Kind;
  const bool timed_out = g_error_matches(copy.get(), G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
                         g_error_matches(copy.get(), G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
                         g_error_matches(copy.get(), G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT);
  const bool nobody = g_error_matches(copy.get(), G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
                      g_error_matches(copy.get(), G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
                      g_error_matches(copy.get(), G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
                      g_error_matches(copy.get(), G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
                      g_error_matches(copy.get(), G_IO_ERROR, G_IO_ERROR_CLOSED);
  if (g_error_matches(copy.get(), G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    failure.kind = Kind::cancelled;
  } else if (timed_out) {
    failure.kind = Kind::silent;
  } else if (nobody || failure.name.empty() || failure.name.starts_with("org.freedesktop.DBus.Error.Spawn")) {
    failure.kind = Kind::nobody;
  }
  return failure;
}

}  // namespace

// GIO delivers into the context that is the thread's default when an operation begins.
class Bus::Entered {
 public:
  explicit Entered(const MainContext& context) : context_(context.get()) {
    g_main_context_push_thread_default(context_);
  }
  ~Entered() { g_main_context_pop_thread_default(context_); }
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;

 private:
  GMainContext* context_;
};

Subscription::Subscription(Subscription&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      id_(std::exchange(other.id_, 0)),
      handler_(std::move(other.handler_)) {}

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(id_, other.id_);
  std::swap(handler_, other.handler_);
  return *this;
}

Subscription::~Subscription() {
  // A signal that is on its way already is dropped by GIO, which looks the subscription up again.
  if (id_ != 0) g_dbus_connection_signal_unsubscribe(connection_, id_);
}

std::optional<std::string> Bus::address(Which which) {
  const char* named =
      std::getenv(which == Which::system ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS");
  if (named && *named != '\0') {
    if (std::string_view(named).starts_with("autolaunch:")) return std::nullopt;
    return named;
  }
  if (which == Which::system) return "unix:path=/var/run/dbus/system_bus_socket";
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (!runtime || *runtime == '\0') return std::nullopt;
  const std::string path = std::string(runtime) + "/bus";
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return std::nullopt;
  const std::unique_ptr<gchar, decltype(&g_free)> escaped(g_dbus_address_escape_value(path.c_str()), &g_free);
  return std::string("unix:path=") + escaped.get();
}

std::unique_ptr<Bus> Bus::connect(Which which, Clock::time_point deadline, const Task& task) {
  const auto where = address(which);
  if (!where) return nullptr;
  std::unique_ptr<Bus> bus(new Bus(MainContext(g_main_context_new())));
  Outcome outcome;
  const GObjectHandle<GCancellable> stop(g_cancellable_new());
  {
    const Entered entered(bus->context_);
    g_dbus_connection_new_for_address(
        where->c_str(),
        static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION),
        nullptr, stop.get(), &bluetooth_bus_connected, &outcome);
  }
  const auto done = [&] { return outcome.done; };
  if (bus->wait(done, deadline, task) != End::done) {
    // The callback still comes, and soon: `outcome` must be there for it.
    g_cancellable_cancel(stop.get());
    while (!outcome.done) g_main_context_iteration(bus->context_.get(), TRUE);
    return nullptr;
  }
  if (!outcome.connection) return nullptr;
  bus->connection_ = std::move(outcome.connection);
  g_dbus_connection_set_exit_on_close(bus->connection_.get(), FALSE);
  return bus;
}

Bus::~Bus() {
  if (connection_) {
    const Entered entered(context_);
    g_dbus_connection_close_sync(connection_.get(), nullptr, nullptr);
  }
  while (g_main_context_iteration(context_.get(), FALSE)) {
  }
}

Bus::End Bus::wait(const std::function<bool()>& done, Clock::time_point deadline, const Task& task) {
  struct SourceDestroy {
    void operator()(GSource* source) const noexcept {
      g_source_destroy(source);
      g_source_unref(source);
    }
  };
  const std::unique_ptr<GSource, SourceDestroy> ticks(g_timeout_source_new(kLookAroundMs));
  g_source_set_callback(ticks.get(), &bluetooth_bus_looks_around, nullptr, nullptr);
  g_source_attach(ticks.get(), context_.get());
  const Entered entered(context_);
  while (true) {
    // What has arrived already counts, also when the time is over.
    while (!done() && g_main_context_iteration(context_.get(), FALSE)) {
    }
    if (done()) return End::done;
    if (task.cancelled()) return End::cancelled;
    if (connection_ && g_dbus_connection_is_closed(connection_.get())) return End::closed;
    if (Clock::now() >= deadline) return End::deadline;
    g_main_context_iteration(context_.get(), TRUE);
  }
}

Answer Bus::call(const Call& call, Clock::time_point deadline, const Task& task) {
  Outcome outcome;
  const GObjectHandle<GCancellable> stop(g_cancellable_new());
  {
    const Entered entered(context_);
    g_dbus_connection_call(connection_.get(), call.to.c_str(), call.path.c_str(), call.interface.c_str(),
                           call.method.c_str(), call.arguments,
                           call.answer_type ? G_VARIANT_TYPE(call.answer_type) : nullptr,
                           call.may_start ? G_DBUS_CALL_FLAGS_NONE : G_DBUS_CALL_FLAGS_NO_AUTO_START,
                           milliseconds_until(deadline), stop.get(), &bluetooth_bus_answered, &outcome);
  }
  const End end = wait([&] { return outcome.done; }, deadline, task);
  if (end != End::done) {
    g_cancellable_cancel(stop.get());
    while (!outcome.done) g_main_context_iteration(context_.get(), TRUE);
  }
  Answer answer{.value = std::move(outcome.value), .failure = {}};
  if (answer) return answer;
  if (outcome.error) answer.failure = failure_of(*outcome.error);
  if (end == End::deadline) answer.failure.kind = CallFailure::Kind::silent;
  if (end == End::closed) answer.failure.kind = CallFailure::Kind::nobody;
  return answer;
}

Subscription Bus::subscribe(const Signal& signal, Subscription::Handler handler) {
  Subscription subscription;
  subscription.connection_ = connection_.get();
  subscription.handler_ = std::make_unique<Subscription::Handler>(std::move(handler));
  const Entered entered(context_);
  subscription.id_ = g_dbus_connection_signal_subscribe(
      connection_.get(), signal.from.c_str(), signal.interface.c_str(), signal.member.c_str(), nullptr,
      signal.first_argument, G_DBUS_SIGNAL_FLAGS_NONE, &bluetooth_bus_signalled, subscription.handler_.get(),
      nullptr);
  return subscription;
}

std::optional<std::string> Bus::owner_of(const char* name, Clock::time_point deadline, const Task& task) {
  const Answer answer = call({.to = kDaemon,
                              .path = kDaemonPath,
                              .interface = kDaemon,
                              .method = "GetNameOwner",
                              .arguments = g_variant_new("(s)", name),
                              .answer_type = "(s)"},
                             deadline, task);
  if (!answer) return std::nullopt;
  const Variant owner(g_variant_get_child_value(answer.value.get(), 0));
  return text_of(owner.get());
}

bool Bus::can_start(const char* name, Clock::time_point deadline, const Task& task) {
  const Answer answer = call({.to = kDaemon,
                              .path = kDaemonPath,
                              .interface = kDaemon,
                              .method = "ListActivatableNames",
                              .answer_type = "(as)"},
                             deadline, task);
  if (!answer) return false;
  const Variant names(g_variant_get_child_value(answer.value.get(), 0));
  for (gsize i = 0; i < g_variant_n_children(names.get()); ++i) {
    const Variant one(g_variant_get_child_value(names.get(), i));
    if (text_of(one.get()) == name) return true;
  }
  return false;
}

}  // namespace phonebook
