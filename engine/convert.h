// convert: contacts from files into one form, in a stream where both forms allow it. No book.
//
//   auto target = open_target(*ChosenFile::open("people.csv", false), Format::csv, {});
//   auto report = convert(files, options, **target, host, hearer);
//   if (report) (*target)->commit();
//
// Nothing is there under the output's name before commit(); a failure, or a cancelled run, leaves nothing.
// Thread rule: one thread.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/card_files.h"
#include "engine/chosen_file.h"
#include "engine/host.h"
#include "exporters/losses.h"
#include "exporters/profile.h"
#include "exporters/transcoder.h"

namespace phonebook {

// Where converted contacts go.
class ContactTarget {
 public:
  virtual ~ContactTarget() = default;
  [[nodiscard]] virtual Result<void> add(const Contact& contact) = 0;
  // Once, after the last contact; the output is there afterwards.
  [[nodiscard]] virtual Result<void> commit() = 0;
};
// All into one file.
[[nodiscard]] Result<std::unique_ptr<ContactTarget>> open_target(ChosenFile file, Format format,
                                                                 const WriteProfile& write);
// One contact a file.
[[nodiscard]] Result<std::unique_ptr<ContactTarget>> open_target(CardFiles files, Format format,
                                                                 const WriteProfile& write);
// One contact and no second, for standard output: another one is Code::invalid_input.
[[nodiscard]] Result<std::unique_ptr<ContactTarget>> open_target_for_one(ChosenFile file, Format format,
                                                                         const WriteProfile& write);

enum class ContactOrder { as_read, by_name, by_family };
[[nodiscard]] std::optional<ContactOrder> contact_order_from(
    std::string_view word) noexcept;  // none name family

struct ConvertOptions {
  std::optional<Format> from;        // absent: by content, then by name
  const Profile* profile = nullptr;  // contacts are cut to what such a phone holds, and what is lost is told
  ContactOrder order = ContactOrder::as_read;  // any other needs all contacts in memory
  // Streams may be as long as they like: it is one contact that must fit. What is read whole must fit as a
  // whole.
  ReadOptions read{.max_contacts = 100'000'000};
};

// Who hears what was mended while reading and what a phone would lose. May be empty.
struct ConvertHearer {
  std::function<void(const std::string& file, Diagnostic&&)> mended;
  std::function<void(const Contact& contact, const std::vector<Loss>&)> lost;
};

struct ConvertReport {
  std::size_t contacts = 0;
  std::vector<std::string> empty_files;  // read without a contact and without a word about it
};
// `files` as input_files() gives them. The first that cannot be read ends it, with its name in `where`.
// Code::cancelled: the host said so. The target is not committed.
[[nodiscard]] Result<ConvertReport> convert(std::span<const std::string> files, const ConvertOptions& options,
                                            ContactTarget& target, Host& host, const ConvertHearer& hearer);

}  // namespace phonebook
