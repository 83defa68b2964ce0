#include "engine/engine.h"

#include "base/text.h"
#include "numbers/telephone_number.h"

namespace phonebook {

Engine::Engine(Book book, std::shared_ptr<const Extractor> extractor, std::string region,
               std::shared_ptr<OffRecord> off_record)
    : book_(std::move(book)),
      extractor_(std::move(extractor)),
      region_(std::move(region)),
      off_record_(std::move(off_record)) {}

Result<Engine> Engine::open(const EngineOptions& options) {
  const std::string region = options.region.empty() ? region_of_locale() : region_from(options.region);
  if (!options.region.empty() && region.empty())
    return fail(Code::invalid_input,
                tr("This is no region code; give two capital letters, for example DE or CN."),
                options.region);
  auto book =
      Book::open({.path = options.book.empty() ? default_book_path() : options.book, .key_folder = {}});
  if (!book) return book.failure();
  return Engine(*std::move(book), std::make_shared<const Extractor>(), region, std::make_shared<OffRecord>());
}

Result<Engine> Engine::beside() const {
  auto book = Book::open({.path = book_.path(), .key_folder = {}});
  if (!book) return book.failure();
  return Engine(*std::move(book), extractor_, region_, off_record_);
}

}  // namespace phonebook
