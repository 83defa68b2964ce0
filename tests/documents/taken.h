// What a reader handed over, for tests to look at.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "documents/document.h"

namespace phonebook::test {

struct Taken : DocumentSink {
  bool paragraph(const Paragraph& p) override {
    texts.emplace_back(p.text);
    lines.push_back(p.place.line);
    return texts.size() < most;
  }
  bool row(const Row& r) override {
    rows.emplace_back(r.cells.begin(), r.cells.end());
    row_lines.push_back(r.place.line);
    tables.push_back(r.table);
    return true;
  }
  bool mail(const MailHeader& m) override {
    mails.push_back(m);
    return true;
  }
  void remark(const Remark& r) override { remarks.push_back(r); }

  std::vector<std::string> texts;
  std::vector<std::size_t> lines, row_lines, tables;
  std::vector<std::vector<std::string>> rows;
  std::vector<MailHeader> mails;
  std::vector<Remark> remarks;
  std::size_t most = static_cast<std::size_t>(-1);
};

using Rows = std::vector<std::vector<std::string>>;
using Texts = std::vector<std::string>;

inline Result<DocumentInfo> read(std::string_view bytes, Taken& taken, const std::string& name = "test") {
  Input input = Input::memory(std::string(bytes), name);
  return read_document(input, {}, taken);
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "phonebook-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path file(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace phonebook::test
