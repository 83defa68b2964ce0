#include "extractor/sources/purple_profile.h"

#include <sys/stat.h>

#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/text.h"
#include "documents/input.h"
#include "documents/xml.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 20;
constexpr std::size_t kMostNames = 200'000, kLongestName = 512;

std::string key_of(std::string_view protocol, std::string_view account, std::string_view buddy) {
  if (protocol == "prpl-jabber") {
    account = account.substr(0, account.find('/'));
    buddy = buddy.substr(0, buddy.find('/'));
  }
  std::string key(protocol);
  key.append("\n").append(fold(account)).append("\n").append(fold(buddy));
  return key;
}

using Names = std::unordered_map<std::string, std::vector<std::string>>;

// <account><protocol>, <name>, <alias>; <buddy account proto>, <name>, <alias>, <setting name='servernick'>,
// in a <contact alias>.
class ProfileXml : public XmlEvents {
 public:
  explicit ProfileXml(Names& names) : names_(names) {}

  bool start(std::string_view name, const XmlAttributes& attributes) override {
    text_.clear();
    element_ = name;
    if (name == "contact") contact_ = attributes["alias"].substr(0, kLongestName);
    if (name == "account" || name == "buddy") {
      protocol_ = attributes["proto"];
      account_ = attributes["account"];
      id_.clear();
      aliases_.clear();
      if (name == "buddy" && !contact_.empty()) aliases_.push_back(contact_);
    }
    if (name == "setting" && attributes["name"] != "servernick") element_ = "other";
    return names_.size() < kMostNames;
  }
  bool text(std::string_view utf8) override {
    if (text_.size() < kLongestName) text_.append(utf8.substr(0, kLongestName));
    return true;
  }
  bool end(std::string_view name) override {
    if (name == element_) {
      if (name == "protocol") protocol_ = text_;
      if (name == "name") id_ = text_;
      if ((name == "alias" || name == "setting") && !text_.empty() && aliases_.size() < 8)
        aliases_.push_back(text_);
    }
    if (name == "contact") contact_.clear();
    if ((name == "account" || name == "buddy") && !protocol_.empty() && !id_.empty()) {
      const bool buddy = name == "buddy";
      auto& all = names_[buddy ? key_of(protocol_, account_, id_) : key_of(protocol_, id_, "")];
      for (std::string& alias : aliases_)
        if (all.size() < 16) all.push_back(std::move(alias));
      aliases_.clear();
      id_.clear();
    }
    element_.clear();
    return true;
  }

 private:
  Names& names_;
  std::string element_, text_, protocol_, account_, id_, contact_;
  std::vector<std::string> aliases_;
};

void read(const fs::path& path, Names& names) {
  auto input = Input::open(path);
  if (!input || input->size().value_or(0) > kMostBytes) return;
  ProfileXml events(names);
  XmlReader reader(events);
  std::vector<char> block(std::size_t{64} << 10);
  while (true) {
    const auto n = input->read(block);
    if (!n) return;
    const auto going = reader.feed({block.data(), *n}, *n == 0);
    if (!going || !*going || *n == 0) return;
  }
}

struct Profile {
  std::string stamp;  // the files' places, sizes and times
  Names names;
};

std::string stamp_of(const std::array<fs::path, 2>& files) {
  std::string out;
  for (const fs::path& file : files) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) status = {};
    out += file.string() + "\n" + std::to_string(status.st_ino) + " " + std::to_string(status.st_size) + " " +
           std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec) + "\n";
  }
  return out;
}

std::shared_ptr<const Profile> profile_at(const fs::path& folder) {
  static std::mutex mutex;
  static std::shared_ptr<const Profile> last;
  const std::array<fs::path, 2> files{folder / "accounts.xml", folder / "blist.xml"};
  std::string stamp = stamp_of(files);
  const std::scoped_lock lock(mutex);
  if (last && last->stamp == stamp) return last;
  auto fresh = std::make_shared<Profile>();
  fresh->stamp = std::move(stamp);
  for (const fs::path& file : files) read(file, fresh->names);
  last = fresh;
  return fresh;
}

}  // namespace

ProfileNames profile_names(const fs::path& profile, const Conversation& c) {
  const auto known = profile_at(profile);
  ProfileNames out;
  if (const auto user = known->names.find(key_of(c.protocol, c.account, "")); user != known->names.end())
    out.user = user->second;
  if (const auto buddy = known->names.find(key_of(c.protocol, c.account, c.buddy));
      buddy != known->names.end())
    out.buddy = buddy->second;
  return out;
}

}  // namespace phonebook
