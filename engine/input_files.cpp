#include "engine/input_files.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/text.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

constexpr std::array kEndings{".vcf",  ".vcard",     ".vct",  ".csv",  ".tsv",
                              ".json", ".jscontact", ".xlsx", ".docx", ".txt"};

struct FreeGlob {
  void operator()(glob_t* found) const noexcept { globfree(found); }
};

Result<std::vector<std::string>> in_folder(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string ending = ascii_lower(entry->path().extension().string());
    std::error_code ignored;
    if (std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end() &&
        !entry->path().filename().string().starts_with('.') && entry->is_regular_file(ignored))
      out.push_back(entry->path().string());
  }
  if (error)
    return fail(Code::io, fmt::format(fmt::runtime(tr("The folder could not be read: {}.")), error.message()),
                folder);
  if (out.empty()) return fail(Code::not_found, tr("There is no contacts file in this folder."), folder);
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::vector<std::string>> fitting(const std::string& pattern) {
  glob_t found{};
  const int status = glob(pattern.c_str(), GLOB_TILDE, nullptr, &found);
  const std::unique_ptr<glob_t, FreeGlob> owner(&found);
  if (status == GLOB_NOMATCH) return fail(Code::not_found, tr("No file fits this pattern."), pattern);
  if (status != 0) return fail(Code::io, tr("The pattern could not be followed."), pattern);
  return std::vector<std::string>(found.gl_pathv, found.gl_pathv + found.gl_pathc);
}

}  // namespace

Result<std::vector<std::string>> input_files(std::span<const std::string> typed) {
  std::vector<std::string> out;
  for (const std::string& word : typed) {
    std::error_code error;
    const bool there = word == "-" || fs::exists(fs::symlink_status(word, error));
    std::vector<std::string> files{word};
    if (!there && word.find_first_of("*?[") != std::string::npos) {
      auto fit = fitting(word);
      if (!fit) return fit;
      files = *std::move(fit);
    }
    for (const std::string& file : files) {
      if (file == "-" || !fs::is_directory(file, error)) {
        out.push_back(file);
        continue;
      }
      auto inside = in_folder(file);
      if (!inside) return inside;
      out.insert(out.end(), inside->begin(), inside->end());
    }
    if (out.size() > kMaxInputFiles)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("These are more than {} files.")), kMaxInputFiles), word);
  }
  return out;
}

}  // namespace phonebook
