// Engine: what the operations work with: the book, the extractor, the region, the findings that must not be
// stored.
//
//   auto engine = Engine::open({});
//   Found found = *find(*engine, message);          // engine/find.h, and so on: one file an operation
//
// Thread rule: one Engine belongs to one thread; beside() gives another thread its own, on the same book and
// with the same unstored findings.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "contacts/book.h"
#include "engine/off_record.h"
#include "extractor/extract.h"

namespace phonebook {

struct EngineOptions {
  std::filesystem::path book;  // empty: default_book_path()
  std::string region;          // empty: the locale's
};

class Engine {
 public:
  [[nodiscard]] static Result<Engine> open(const EngineOptions& options);
  [[nodiscard]] Result<Engine> beside() const;

  [[nodiscard]] Book& book() { return book_; }
  [[nodiscard]] const Extractor& extractor() const { return *extractor_; }
  [[nodiscard]] const std::string& region() const { return region_; }
  [[nodiscard]] OffRecord& off_record() { return *off_record_; }

 private:
  Engine(Book book, std::shared_ptr<const Extractor> extractor, std::string region,
         std::shared_ptr<OffRecord> off_record);
  Book book_;
  std::shared_ptr<const Extractor> extractor_;
  std::string region_;
  std::shared_ptr<OffRecord> off_record_;
};

}  // namespace phonebook
