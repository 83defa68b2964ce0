// adb_phone: an Android phone behind the program adb. It only takes: several contacts go as one file of cards
// that the phone's own contacts app is asked to open, one that is simple enough as a form filled in already;
// the person on the phone says yes with one tap. Whether they did cannot be seen from here.
//
//   auto phone = AdbPhone("R58M123ABC");
//   auto results = phone.add_all(contacts, task);
//   tell(phone.next_tap(contacts.size()));
//
// What it writes there: one file of a name of ours in Download, removed again by a send a quarter of an hour
// later or more (before, its contacts may still wait for the tap).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "transports/phone.h"
#include "transports/usb/adb_client.h"

namespace phonebook {

class AdbPhone final : public Phone {
 public:
  // `serial` as is_serial() wants it.
  explicit AdbPhone(std::string serial) : serial_(std::move(serial)) {}

  [[nodiscard]] Capabilities capabilities() const override;
  [[nodiscard]] Contact kept(const Contact& contact) const override;
  [[nodiscard]] Result<Contents> read(const Task& task) override;
  [[nodiscard]] Result<std::string> add(const Contact& contact, const Task& task) override;
  [[nodiscard]] Result<std::string> update(const PhoneEntry& entry, const Contact& contact,
                                           const Task& task) override;
  [[nodiscard]] std::vector<Result<std::string>> add_all(std::span<const Contact> contacts,
                                                         const Task& task) override;
  [[nodiscard]] std::string next_tap(std::size_t contacts) const override;

 private:
  enum class Shown { nothing, form, cards };
  struct Place {
    std::string folder;               // where the media store knows Download
    std::vector<std::string> old;     // files of ours that nobody waits for any more
    std::optional<bool> takes_cards;  // absent: it does not say
  };

  [[nodiscard]] Result<void> hand_over(std::span<const Contact> kept, const Task& task);
  // False: the phone has no such form, or the contact is not for one.
  [[nodiscard]] Result<bool> open_form(const Contact& kept, const Task& task);
  [[nodiscard]] Result<Place> look_around(const Task& task) const;
  [[nodiscard]] Result<void> push(std::span<const Contact> kept, const std::string& remote,
                                  const Task& task) const;
  [[nodiscard]] Result<std::string> content_uri(const std::string& path, const Task& task) const;
  [[nodiscard]] Result<void> start(const std::vector<std::string>& words, const Task& task) const;
  // Runs the commands to the last one's end.
  [[nodiscard]] Result<std::vector<std::string>> ask(const std::vector<std::vector<std::string>>& commands,
                                                     const Task& task) const;
  void remove(const std::vector<std::string>& paths) const;

  std::string serial_;
  AdbClient adb_;
  Shown shown_ = Shown::nothing;
};

}  // namespace phonebook
