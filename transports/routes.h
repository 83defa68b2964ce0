// routes: the explicit table of the ways to reach a phone. Adding a route is adding a row (CONTRIBUTING.md).
//
// A route that misses something on this machine stays listed and explains itself. Thread-safe.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "transports/phone.h"

namespace phonebook {

// The chain's links, in the order they are tried.
enum class Link { usb, bluetooth, wap };
[[nodiscard]] const char* to_string(Link link) noexcept;  // "usb", "bluetooth", "wap"
[[nodiscard]] const char* shown_link(Link link);          // "USB", "Bluetooth", "WAP", translated

enum class PhoneState { ready, passed_over };

struct FoundPhone {
  PhoneAddress address;
  std::string name;  // for a person: "Folder Contacts on CARD"
  PhoneState state = PhoneState::ready;
  std::string reason;       // passed over: one sentence why …
  std::string cure;         // … and one sentence what would mend it; translated
  std::string device = {};  // KnownPhone::device of the phone behind the address; "" when it stands alone
};

// What the person set up: addresses by hand, with the name they gave (phones.json in the config folder).
// One phone known by an adb serial, a Bluetooth address and a number is one row each, with the same `device`.
struct KnownPhone {
  PhoneAddress address;
  std::string name;
  std::string device = {};  // a UUID that the rows of one phone share; "" when the address stands alone
};

class Route {
 public:
  virtual ~Route() = default;
  [[nodiscard]] virtual const char* name() const = 0;  // "folder"
  [[nodiscard]] virtual Link link() const = 0;
  // One way of writing for one phone, so that "x/", "./x" and "~/x" are not three; discover() answers with
  // it.
  [[nodiscard]] virtual std::string canonical(const std::string& address) const { return address; }
  // Why this build or machine has no such route at all, and the cure; absent when it can be used.
  struct Absence {
    std::string reason, cure;
  };
  [[nodiscard]] virtual std::optional<Absence> absence() const = 0;
  // Why it sees no phone just now, though it can be used: nothing plugged in, the adapter is off, nothing set
  // up. As quick as discover(), and only asked after it found nothing.
  [[nodiscard]] virtual Absence why_no_phone(const Task& task) const;
  // What doctor looks at: tools, permissions, buses, servers; one line each. As quick as discover().
  struct Check {
    std::string name;  // a stable word: "adb-program", "obexd"
    bool ok = false;
    std::string sentence, cure;  // cure: "" where ok
  };
  [[nodiscard]] virtual std::vector<Check> checks(const Task& task) const;
  // The phones of this route: those known, and those that announce themselves. Quick (under a second), writes
  // nothing.
  [[nodiscard]] virtual std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                         const Task& task) const = 0;
  // Checks an address by hand before it is kept; opening may fail with unreachable, denied, invalid_input.
  [[nodiscard]] virtual Result<std::unique_ptr<Phone>> open(const std::string& address) const = 0;
};

[[nodiscard]] std::span<const Route* const> routes();
[[nodiscard]] const Route* find_route(std::string_view name);
// Another table, for tests and for programs with routes of their own; it must outlive its use. Empty: the
// built-in one again. Not thread-safe: before anything looks for phones.
void use_routes(std::span<const Route* const> table) noexcept;

// The phones the person set up. Kept in config_folder()/phones.json, written atomically. Nothing there yet:
// an empty list. A file that is broken or of a later version: Code::invalid_input with its name, and it is
// never overwritten.
[[nodiscard]] Result<std::vector<KnownPhone>> load_known_phones();
[[nodiscard]] Result<void> save_known_phones(std::span<const KnownPhone> phones);

}  // namespace phonebook
