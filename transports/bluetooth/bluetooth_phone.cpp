#include "transports/bluetooth/bluetooth_phone.h"

#include <utility>

#include "base/atomic_file.h"
#include "base/text.h"
#include "exporters/transcoder.h"
#include "transports/bluetooth/push.h"
#include "transports/local_path.h"

namespace phonebook {
namespace {

// Object Push asks every phone to read vCard 2.1 and leaves 3.0 to its taste (OPP 1.2, 4.4); Android and the
// old ones read it, and no other version is read by all of them.
constexpr Format kFormat = Format::vcard2_1;
// Ours, never a contact's name. Android goes by the ending, and obexd sends it along; the type it sends none.
constexpr const char* kFileName = "contacts.vcf";

WriteProfile profile() { return {.product_id = "", .photo_limit_bytes = kBluetoothPhotoBytes}; }

Result<std::string> card_of(const Contact& contact) {
  return write_contacts({&contact, 1}, kFormat, profile());
}

}  // namespace

Capabilities BluetoothPhone::capabilities() const { return {.keeps_photos = true, .takes_many = true}; }

// What travels is what the card says: written and read back. What the phone makes of it, it tells nobody.
Contact BluetoothPhone::kept(const Contact& contact) const {
  Contact kept = contact;
  if (const auto card = card_of(contact)) {
    auto back = read_contacts(*card, kFormat);
    if (back && back->contacts.size() == 1) kept = std::move(back->contacts.front());
  }
  kept.uid = contact.uid;
  kept.revision = contact.revision;
  return kept;
}

Result<Phone::Contents> BluetoothPhone::read(const Task& /*task*/) {
  return fail(Code::unsupported, tr("A phone's contacts cannot be read by Object Push over Bluetooth."),
              address_);
}

Result<std::string> BluetoothPhone::update(const PhoneEntry& /*entry*/, const Contact& /*contact*/,
                                           const Task& /*task*/) {
  return fail(Code::unsupported,
              tr("A contact on the phone cannot be changed over Bluetooth. Change it there."), address_);
}

Result<std::string> BluetoothPhone::add(const Contact& contact, const Task& task) {
  return add_all({&contact, 1}, task).front();
}

std::vector<Result<std::string>> BluetoothPhone::add_all(std::span<const Contact> contacts,
                                                         const Task& task) {
  std::vector<Result<std::string>> results;
  results.reserve(contacts.size());
  std::string cards;
  for (const Contact& contact : contacts) {
    auto card = card_of(contact);
    if (card) {
      cards += *card;
      results.emplace_back(contact.uid);
    } else {
      results.emplace_back(card.failure());
    }
  }
  if (cards.empty()) return results;

  const auto push = [&]() -> Result<void> {
    if (task.cancelled()) return fail(Code::cancelled, tr("Stopped."), address_);
    const auto folder = PrivateFolder::make();
    if (!folder) return folder.failure();
    const std::filesystem::path file = folder->path() / kFileName;
    if (auto written = write_file_atomically(file, cards, {.mode = 0600}); !written) return written;
    return push_file({.file = file, .device = address_, .adapter = adapter_, .size_bytes = cards.size()},
                     limits_for(task), task);
  };
  if (const auto pushed = push(); !pushed)
    for (auto& result : results)
      if (result) result = Result<std::string>(pushed.failure());
  return results;
}

std::string BluetoothPhone::next_tap(std::size_t contacts) const {
  return tr_n("On the phone: pull down, tap the received file and save the contact.",
              "On the phone: pull down, tap the received file and import the contacts.", contacts);
}

}  // namespace phonebook
