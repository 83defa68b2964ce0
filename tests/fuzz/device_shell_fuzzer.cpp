// Any words for an Android phone's shell, split again by GLib's shell parser, which knows nothing of ours;
// and any octets as what adb and the phone answer.
#include <glib.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "transports/usb/adb_card.h"
#include "transports/usb/adb_client.h"
#include "transports/usb/adb_form.h"
#include "transports/usb/android_answers.h"
#include "transports/usb/device_shell.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void quoting_is_undone_by_a_shell(std::string_view bytes) {
  std::vector<std::string> words;
  for (const std::string_view word : phonebook::split(bytes, '\0')) words.emplace_back(word);
  const std::string command = phonebook::command_for_device(words);
  int count = 0;
  gchar** split = nullptr;
  require(g_shell_parse_argv(command.c_str(), &count, &split, nullptr) != 0);
  require(static_cast<std::size_t>(count) == words.size());
  for (int n = 0; n < count; ++n) require(words[static_cast<std::size_t>(n)] == split[n]);
  g_strfreev(split);
}

void answers_are_read_within_bounds(std::string_view bytes) {
  phonebook::DeviceScript script("mark");
  for (const char* word : {"a", "b", "c"}) script.run({word});
  std::size_t size = 0;
  for (const phonebook::DeviceAnswer& answer : script.answers(bytes)) size += answer.output.size();
  require(size <= bytes.size());
  for (const phonebook::AdbDevice& device : phonebook::parse_adb_devices(bytes)) {
    require(phonebook::is_serial(device.serial) && phonebook::is_valid_utf8(device.model + device.said));
    const auto why = phonebook::why_not_ready(device);
    require(why.has_value() == (device.state != phonebook::AdbState::device));
    require(!why || (phonebook::is_valid_utf8(why->reason) && !why->cure.empty()));
  }
  static_cast<void>(phonebook::media_id(bytes));
  static_cast<void>(phonebook::some_activity(bytes));
  const auto started = phonebook::activity_started(bytes);
  require(started || phonebook::is_valid_utf8(started.error().sentence));
  require(!phonebook::is_old_handover(bytes, 1'800'000'000, 900) ||
          bytes.find('/') == std::string_view::npos);
  const auto failure = phonebook::adb_failure({.exit_status = 1, .messages = std::string(bytes)}, "x");
  require(phonebook::is_valid_utf8(failure.error.sentence));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  quoting_is_undone_by_a_shell(bytes);
  answers_are_read_within_bounds(bytes);
  phonebook::Contact contact;
  contact.formatted_name = contact.note = contact.title = phonebook::valid_utf8(bytes);
  contact.numbers = {{.number = contact.note}};
  const phonebook::Contact kept = phonebook::kept_by_android(contact);
  require(phonebook::kept_by_android(kept) == kept);
  if (phonebook::form_words(contact)) require(kept == contact);
  return 0;
}
