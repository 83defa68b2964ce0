// push: one file to one paired device by Object Push, through obexd (org.bluez.obex on the session bus).
//
//   auto pushed = push_file({.file = card, .device = "AA:BB:…", .adapter = "00:11:…"}, limits, task);
//   if (!pushed) → unreachable: certainly not there; denied: the phone or its person said no;
//                  uncertain: it may have arrived; cancelled; io
//
// Blocks: until the phone has taken the file, or said no, or one of the limits is over. Thread-safe. However
// it ends, obexd's session is removed; should we be killed, obexd removes it when our connection goes.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "transports/phone.h"

namespace phonebook {

struct PushLimits {
  std::chrono::milliseconds connecting{40'000};  // a phone that is away costs the controller 5 to 20 s
  std::chrono::milliseconds answer{120'000};     // until the person says yes on the phone
  std::chrono::milliseconds stalled{30'000};     // without another byte being taken
};
// The limits with the task's patience, where it has any, in place of each.
[[nodiscard]] PushLimits limits_for(const Task& task);

struct PushJob {
  std::filesystem::path file;  // obexd, another program of the same user, must be able to read it
  std::string device;          // "AA:BB:CC:DD:EE:FF"
  std::string adapter;         // of this computer, written the same way; "" leaves the choice to BlueZ
  std::uint64_t size_bytes = 0;
};

[[nodiscard]] Result<void> push_file(const PushJob& job, const PushLimits& limits, const Task& task);

}  // namespace phonebook
