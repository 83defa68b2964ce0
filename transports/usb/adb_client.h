// adb_client: the program adb (Debian's 29), run and never linked. adb's own server, on a port of this
// machine, keeps the phones; it goes on running after we are gone, as everybody's adb does.
//
//   const AdbClient adb;
//   if (adb.server_runs() || look_at_usb(kUsbDevices).has_adb()) auto devices = adb.devices(1000ms, task);
//   auto run = adb.shell("R58M123", script.text(), 20s, task, true);
//
// Thread-safe; calls block up to the time they are given.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "transports/phone.h"
#include "transports/program.h"
#include "transports/usb/adb_devices.h"

namespace phonebook {

inline constexpr const char* kUsbDevices = "/sys/bus/usb/devices";

// A phone at a cable, as the kernel sees it, without asking adb or the phone.
struct UsbPhone {
  std::string serial;   // iSerial, which is adb's serial too; may be empty
  std::string product;  // "Pixel 7"; may be empty
  bool adb = false;     // offers the interface of USB debugging (class FF, subclass 42, protocol 01)
  bool files = false;   // offers file transfer (an interface called "MTP")
};
struct UsbLook {
  std::vector<UsbPhone> phones;
  [[nodiscard]] bool has_adb() const;
};
// Devices that offer adb or file transfer. A folder that is not there holds none.
[[nodiscard]] UsbLook look_at_usb(const std::filesystem::path& devices);

class AdbClient {
 public:
  // Whether an adb server listens where adb would look for it (ADB_SERVER_SOCKET, ANDROID_ADB_SERVER_PORT and
  // _ADDRESS, else port 5037 here). Waits up to 300 ms.
  [[nodiscard]] bool server_runs() const;
  // Starts the server where none runs (half a second and more). unsupported: no program adb; unreachable: the
  // server does not come up or does not answer in time.
  [[nodiscard]] Result<std::vector<AdbDevice>> devices(std::chrono::milliseconds limit,
                                                       const Task& task) const;
  // Asks the server to reach a phone in a network. One that is listed as offline is let go of first: adb 29
  // else says "already connected" until an attempt of its own, seconds later. Whether it succeeded, devices()
  // tells.
  void connect(const std::string& serial, bool is_listed, std::chrono::milliseconds limit,
               const Task& task) const;

  // `script` goes to the device's shell as it is: made by DeviceScript, and by nothing else.
  [[nodiscard]] Result<ProgramRun> shell(const std::string& serial, const std::string& script,
                                         std::chrono::milliseconds limit, const Task& task,
                                         bool may_be_cancelled) const;
  // `remote` is a path of ours. A run that ended with 0 has put the whole file there.
  [[nodiscard]] Result<ProgramRun> push(const std::string& serial, const std::filesystem::path& local,
                                        const std::string& remote, std::chrono::milliseconds limit,
                                        const Task& task) const;

 private:
  [[nodiscard]] Result<ProgramRun> run(std::vector<std::string> words, std::chrono::milliseconds limit,
                                       const Task& task, bool may_be_cancelled = true) const;
};

// What adb said instead of doing it, as a failure with a cure. Always of the link, never of the contact:
// unreachable, or io when adb says something that is not known here.
[[nodiscard]] Fail adb_failure(const ProgramRun& run, const std::string& serial);
// Whether adb refused before the device was asked to do anything.
[[nodiscard]] bool never_began(const ProgramRun& run);

}  // namespace phonebook
