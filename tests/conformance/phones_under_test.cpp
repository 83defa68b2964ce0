#include "tests/conformance/phones_under_test.h"

#include "tests/lab/gammu_dummy.h"
#include "transports/program.h"

namespace phonebook::testing {
namespace {

namespace fs = std::filesystem;

void replace_in(const fs::path& file, const std::string& from, const std::string& to) {
  std::string bytes = content_of(file);
  const std::size_t at = bytes.find(from);
  ASSERT_NE(at, std::string::npos) << file;
  put(file, bytes.replace(at, from.size(), to));
}

fs::path only_file_in(const fs::path& folder) {
  fs::path file;
  for (const auto& entry : fs::directory_iterator(folder)) {
    EXPECT_TRUE(file.empty()) << "more than one file in " << folder;
    file = entry.path();
  }
  return file;
}

class FolderUnderTest final : public PhoneUnderTest {
 public:
  explicit FolderUnderTest(const Sandbox& sandbox) : folder_(sandbox / "card") {
    fs::create_directory(folder_);
  }
  PhoneAddress address() const override { return {"folder", folder_.string()}; }
  fs::path inside() const override { return folder_; }
  void change_number_elsewhere(const std::string& from, const std::string& to) override {
    replace_in(only_file_in(folder_), from, to);
  }
  void take_away() override { fs::rename(folder_, folder_.string() + ".gone"); }
  std::size_t many() const override { return 1000; }

 private:
  fs::path folder_;
};

class GammuUnderTest final : public PhoneUnderTest {
 public:
  explicit GammuUnderTest(const Sandbox& sandbox) : dummy_(sandbox / "phone") {}
  PhoneAddress address() const override { return {"gammu", dummy_.config().string()}; }
  fs::path inside() const override { return dummy_.folder(); }
  void change_number_elsewhere(const std::string& from, const std::string& to) override {
    replace_in(only_file_in(dummy_.entries()), from, to);
  }
  void take_away() override { fs::rename(dummy_.device(), dummy_.device().string() + ".gone"); }
  // Two longer than its fields, three that gammu would take for the end or the beginning of a card.
  std::size_t refused_names() const override { return 5; }
  std::size_t many() const override { return 100; }  // each is three runs of a program

 private:
  GammuDummy dummy_;
};

}  // namespace

std::vector<RouteUnderTest> routes_under_test() {
  return {{"folder", [](const Sandbox& sandbox) { return std::make_unique<FolderUnderTest>(sandbox); }},
          {"gammu", [](const Sandbox& sandbox) -> std::unique_ptr<PhoneUnderTest> {
             if (!find_program("gammu")) return nullptr;
             return std::make_unique<GammuUnderTest>(sandbox);
           }}};
}

}  // namespace phonebook::testing
