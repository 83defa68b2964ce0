#include "transports/folder/folder_route.h"

#include <fmt/format.h>

#include "base/text.h"
#include "transports/folder/folder_phone.h"
#include "transports/folder/folder_state.h"
#include "transports/local_path.h"

namespace phonebook {

namespace fs = std::filesystem;

std::string FolderRoute::canonical(const std::string& address) const { return canonical_path(address); }

Route::Absence FolderRoute::why_no_phone(const Task&) const {
  return {tr("No folder is set up as a phone."),
          tr("Name one in the chat client under Tools, Phone book, “Use a folder as phone…”, or with "
             "“purple-phonebook phones --add folder:/path”.")};
}

std::vector<FoundPhone> FolderRoute::discover(std::span<const KnownPhone> known, const Task& task) const {
  std::vector<FoundPhone> found;
  for (const KnownPhone& phone : known) {
    if (phone.address.route != name() || task.cancelled()) continue;
    const fs::path folder = canonical(phone.address.address);
    FoundPhone answer{
        .address = {name(), folder.string()}, .name = phone.name, .device = phone.device};
    if (answer.name.empty())
      answer.name = fmt::format(fmt::runtime(tr("Folder {}")), valid_utf8(folder.filename().string()));
    if (const auto trouble = writing_trouble(folder)) {
      answer.state = PhoneState::passed_over;
      answer.reason = trouble->reason;
      answer.cure = trouble->cure;
    }
    found.push_back(std::move(answer));
  }
  return found;
}

Result<std::unique_ptr<Phone>> FolderRoute::open(const std::string& address) const {
  const fs::path folder = canonical(address);
  if (const auto trouble = reading_trouble(folder)) return trouble->failure(folder);
  return std::unique_ptr<Phone>(std::make_unique<FolderPhone>(folder));
}

}  // namespace phonebook
