// Phone: a device that keeps contacts, whatever the route to it. A route implements this; the conformance
// suite (tests/conformance/) says what every one of them must do.
//
//   auto phone = route->open(address);
//   auto entries = (*phone)->read(task);
//
// Thread rule: one Phone belongs to one thread at a time; calls block and ask `task.cancelled()` between
// steps.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"

namespace phonebook {

// "folder:/media/card/contacts": the route's name, a colon, the route's own address. What the person types at
// --phone.
struct PhoneAddress {
  std::string route, address;
  [[nodiscard]] std::string text() const { return route + ":" + address; }
  friend bool operator==(const PhoneAddress&, const PhoneAddress&) = default;
};
// Absent unless a route's word (a–z, 0–9, '-', '_') and an address of 1 to 4096 bytes of UTF-8 without
// control characters stand on either side of the first colon. Whether there is such a route is for
// find_route() to say.
[[nodiscard]] std::optional<PhoneAddress> parse_phone_address(std::string_view text);

struct Capabilities {
  bool reads = false;    // else nothing is known of it: what was handed over is remembered by the book
  bool updates = false;  // an entry can be rewritten in place
  bool removes = false;
  bool keeps_photos = false;
  bool keeps_uid = false;    // our uid comes back when it is read
  bool many_numbers = true;  // false: one number an entry (SIM)
  bool takes_many = false;   // add_all() hands several over in one go: one file, one tap on the phone
  std::optional<std::size_t> capacity;  // entries, where the phone says so
  std::optional<std::size_t> max_name_bytes;
};

// What a phone holds. `id` is the phone's own name for the entry; never a path, never shown to a shell.
struct PhoneEntry {
  std::string id;
  std::string version;  // changes when the entry does (hash, mtime); handed back at update; may be empty
  Contact contact;
};

// How long work reports and is stopped. All members may be called from the working thread only.
struct Task {
  std::function<void(std::size_t done, std::size_t total, const std::string& sentence)>
      progress;                               // may be empty
  std::function<bool()> cancelled_by_person;  // may be empty
  // How long to wait for a phone or its person who says nothing; absent: the route's own limit.
  std::optional<std::chrono::milliseconds> patience;
  [[nodiscard]] bool cancelled() const { return cancelled_by_person && cancelled_by_person(); }
  void report(std::size_t done, std::size_t total, const std::string& sentence) const {
    if (progress) progress(done, total, sentence);
  }
};

// What sending costs the person beyond a click.
struct Toll {
  std::size_t messages = 0;  // short messages that somebody pays for
  bool in_clear = false;     // whoever carries them can read them
  std::string through;       // who carries them, for a person: the gateway's host
  bool agreed = false;       // the person said yes to it for good: it is told, and not asked again
};

class Phone {
 public:
  virtual ~Phone() = default;
  [[nodiscard]] virtual Capabilities capabilities() const = 0;
  // What would come back of the contact once this phone held it: all but a photo where none are kept, and
  // what else the route loses. The uid stays, to tell whose it is. Plan with this (as_kept() in plan.h); else
  // what the phone cannot keep is offered as new at every send.
  [[nodiscard]] virtual Contact kept(const Contact& contact) const;
  // All entries. Entries that cannot be read are left out and named in `unreadable`; they are never
  // overwritten.
  struct Contents {
    std::vector<PhoneEntry> entries;
    std::vector<Error> unreadable;
  };
  [[nodiscard]] virtual Result<Contents> read(const Task& task) = 0;
  // Adds one contact and returns the id that the phone gave it. Adding is whole or not at all.
  [[nodiscard]] virtual Result<std::string> add(const Contact& contact, const Task& task) = 0;
  // Adds several; one result a contact, in order, each whole or not at all. Unless the phone takes many in
  // one go this is add(), one after the other, until the phone is gone: the rest has then not been tried.
  //
  // What a failure means to the chain: unreachable: the contact is surely not there, another phone may be
  // tried. uncertain: it may be there, nothing sends it again by itself. denied: the phone or its person said
  // no. unsupported, invalid_input: this contact cannot go there. cancelled: not sent.
  [[nodiscard]] virtual std::vector<Result<std::string>> add_all(std::span<const Contact> contacts,
                                                                 const Task& task);
  // What add_all() of these would cost; absent: nothing. A contact that cannot go at all costs nothing.
  [[nodiscard]] virtual Result<std::optional<Toll>> toll(std::span<const Contact> contacts) const;
  // The person said yes for good: from now on toll() says `agreed`. The route keeps it.
  [[nodiscard]] virtual Result<void> agree_to_toll();
  // What the person does on the phone next, now that so many contacts were handed over: one sentence. "" when
  // nothing is left to do. Asked after add_all().
  [[nodiscard]] virtual std::string next_tap(std::size_t contacts) const;
  // Rewrites an entry that still is as it was read: another version is Code::conflict, and nothing is
  // written. Returns the id, which may be a new one.
  [[nodiscard]] virtual Result<std::string> update(const PhoneEntry& entry, const Contact& contact,
                                                   const Task& task) = 0;
};

}  // namespace phonebook
