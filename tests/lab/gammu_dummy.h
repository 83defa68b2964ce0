// gammu_dummy: gammu's own file-backed phone. Contacts lie in DEVICE/pbk/ME/1, 2, … as vCard 2.1.
//
//   GammuDummy dummy(sandbox / "phone");
//   open("gammu:" + dummy.config().string());
#pragma once
#include <filesystem>
#include <fstream>

namespace phonebook::testing {

class GammuDummy {
 public:
  explicit GammuDummy(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directories(device());
    std::ofstream(config()) << "[gammu]\nmodel = dummy\nconnection = none\nsynchronizetime = no\ndevice = "
                            << device().string() << "\n";
  }
  [[nodiscard]] std::filesystem::path config() const { return folder_ / "gammurc"; }
  [[nodiscard]] std::filesystem::path device() const { return folder_ / "device"; }
  [[nodiscard]] std::filesystem::path entries() const { return device() / "pbk" / "ME"; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace phonebook::testing
