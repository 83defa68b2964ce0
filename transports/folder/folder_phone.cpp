#include "transports/folder/folder_phone.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/atomic_file.h"
#include "base/text.h"
#include "exporters/transcoder.h"
#include "transports/card_spans.h"
#include "transports/fingerprint.h"
#include "transports/folder/entry_id.h"
#include "transports/folder/folder_files.h"
#include "transports/folder/folder_state.h"

namespace phonebook {
namespace {

constexpr std::size_t kReportEvery = 100;

Fail cancelled() { return fail(Code::cancelled, tr("Stopped.")); }

// 8-4-4-4-12 hexadecimal digits: the only text from outside that may become a file's name.
bool is_plain_uuid(std::string_view uid) {
  if (uid.size() != 36) return false;
  for (std::size_t i = 0; i < uid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = uid[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

bool holds_nothing(const Contact& contact) {
  return shown_name(contact).empty() && contact.addresses.empty() && contact.urls.empty() &&
         contact.note.empty();
}

// The one contact of one card; absent when the card cannot be understood.
std::optional<Contact> contact_of(std::string_view card) {
  auto read = read_contacts(card, Format::vcard3, {.max_contacts = 2});
  if (!read || read->contacts.size() != 1 || holds_nothing(read->contacts.front())) return std::nullopt;
  return std::move(read->contacts.front());
}

Result<std::string> card_of(const Contact& contact) { return write_contacts({&contact, 1}, Format::vcard3); }

// For nobody but the owner on the person's own disk. Elsewhere, a memory card above all, other devices and
// other people's programs are to read the cards, and modes mean little.
unsigned mode_in(const std::filesystem::path& folder) {
  struct stat there {
  }, own{};
  const char* home = ::getenv("HOME");
  const bool elsewhere =
      home && ::stat(home, &own) == 0 && ::stat(folder.c_str(), &there) == 0 && there.st_dev != own.st_dev;
  return elsewhere ? 0644 : 0600;
}

}  // namespace

FolderPhone::FolderPhone(std::filesystem::path folder, FolderLimits limits)
    : folder_(std::move(folder)), limits_(limits) {}

Capabilities FolderPhone::capabilities() const {
  return {.reads = true, .updates = true, .keeps_photos = true, .keeps_uid = true};
}

Result<Phone::Contents> FolderPhone::read(const Task& task) {
  if (task.cancelled()) return cancelled();
  if (const auto trouble = reading_trouble(folder_)) return trouble->failure(folder_);
  const auto names = list_card_files(folder_, limits_.cards);
  if (!names) return names.failure();

  Contents contents;
  std::size_t all_bytes = 0;
  for (std::size_t done = 0; done < names->size(); ++done) {
    if (task.cancelled()) return cancelled();
    if (done % kReportEvery == 0) task.report(done, names->size(), tr("Reading the folder."));
    const std::string& name = (*names)[done];
    const auto bytes = read_card_file(folder_, name, limits_.file_bytes);
    if (!bytes) {
      // Another program may take a file away while we read; that is no damage.
      if (bytes.error().code != Code::not_found) contents.unreadable.push_back(bytes.error());
      continue;
    }
    all_bytes += bytes->size();
    if (all_bytes > limits_.all_bytes) {
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("The cards in the folder are larger than {} bytes together.")),
                              limits_.all_bytes),
                  folder_.string());
    }
    const std::string where = (folder_ / name).string();
    const auto spans = card_spans(*bytes, limits_.cards + 1);
    if (spans.empty() && !trim(*bytes).empty())
      contents.unreadable.push_back(
          {Code::invalid_input, tr("The file holds no card that can be read."), where});
    for (std::size_t i = 0; i < spans.size(); ++i) {
      if (contents.entries.size() == limits_.cards) {
        return fail(Code::invalid_input,
                    fmt::format(fmt::runtime(tr("The folder holds more than {} cards.")), limits_.cards),
                    folder_.string());
      }
      const std::string_view card = std::string_view(*bytes).substr(spans[i].offset, spans[i].size);
      if (auto contact = contact_of(card)) {
        contents.entries.push_back({to_text({name, i + 1}), fingerprint(card), std::move(*contact)});
      } else {
        contents.unreadable.push_back(
            {Code::invalid_input,
             fmt::format(fmt::runtime(tr("Card {} of the file cannot be understood; it stays as it is.")),
                         i + 1),
             where});
      }
    }
  }
  // A card pulled out in the middle looks like files that went away one by one.
  if (const auto trouble = reading_trouble(folder_)) return trouble->failure(folder_);
  task.report(names->size(), names->size(), tr("Reading the folder."));
  return contents;
}

Result<std::string> FolderPhone::add(const Contact& contact, const Task& task) {
  if (task.cancelled()) return cancelled();
  if (const auto trouble = writing_trouble(folder_)) return trouble->failure(folder_);
  const auto card = card_of(contact);
  if (!card) return card.failure();

  std::string stem = is_plain_uuid(contact.uid) ? ascii_lower(contact.uid) : new_uuid();
  while (true) {
    const std::string name = stem + ".vcf";
    const auto written =
        write_file_atomically(folder_ / name, *card, {.mode = mode_in(folder_), .overwrite = false});
    if (written) return to_text({name, 1});
    // The name is taken, perhaps by an older card of the same uid that now is somebody else's: never written
    // over.
    if (written.error().code != Code::conflict) return write_failure(written.error());
    if (task.cancelled()) return cancelled();
    stem = new_uuid();
  }
}

Result<std::string> FolderPhone::update(const PhoneEntry& entry, const Contact& contact, const Task& task) {
  if (task.cancelled()) return cancelled();
  const auto id = parse_entry_id(entry.id);
  if (!id)
    return fail(Code::invalid_input, tr("This is not the name of a card in a folder."), folder_.string());
  if (const auto trouble = writing_trouble(folder_)) return trouble->failure(folder_);
  const auto card = card_of(contact);
  if (!card) return card.failure();

  const std::string where = (folder_ / id->file).string();
  const auto changed = [&] {
    return fail(Code::conflict,
                tr("The card was changed by another program in the meantime; it was left as it is."), where);
  };
  const auto bytes = read_card_file(folder_, id->file, limits_.file_bytes);
  if (!bytes) {
    if (bytes.error().code != Code::not_found) return bytes.failure();
    if (const auto trouble = reading_trouble(folder_)) return trouble->failure(folder_);
    return changed();
  }
  const auto spans = card_spans(*bytes, id->number);
  if (spans.size() < id->number) return changed();
  const CardSpan span = spans[id->number - 1];
  const std::string_view old = std::string_view(*bytes).substr(span.offset, span.size);
  if (entry.version != fingerprint(old)) return changed();
  if (!contact_of(old)) {
    return fail(Code::invalid_input, tr("The card cannot be understood; it stays as it is."), where);
  }
  const std::string_view before = std::string_view(*bytes).substr(0, span.offset);
  const std::string_view after = std::string_view(*bytes).substr(span.offset + span.size);
  if (!is_valid_utf8(before) || !is_valid_utf8(after)) {
    return fail(
        Code::unsupported,
        tr("The other cards in the file are in another character set; a changed card among them could not be "
           "read by other programs. Save the file as UTF-8 first."),
        where);
  }
  const std::string whole = std::string(before) + *card + std::string(after);
  if (auto written = write_file_atomically(folder_ / id->file, whole); !written)
    return write_failure(written.error());
  return entry.id;
}

// The system's words say what failed; the folder's state often says why.
Fail FolderPhone::write_failure(const Error& error) const {
  if (const auto trouble = writing_trouble(folder_)) return trouble->failure(folder_);
  const Code code = error.code == Code::not_found ? Code::unreachable : error.code;
  return fail(
      code,
      error.sentence + " " +
          fmt::format(
              fmt::runtime(tr("Look whether the folder {} takes files of this size, then send again.")),
              valid_utf8(folder_.string())),
      error.where);
}

}  // namespace phonebook
