#include "transports/gammu/gammu_phone.h"

#include <fmt/format.h>

#include <charconv>

#include "base/atomic_file.h"
#include "base/text.h"
#include "exporters/transcoder.h"
#include "transports/fingerprint.h"
#include "transports/local_path.h"
#include "transports/program.h"

namespace phonebook {
namespace {

// gammu 1.42 hands over this many entries at most (GSM_BACKUP_MAX_PHONEPHONEBOOK) and says nothing of the
// rest.
constexpr std::size_t kMaxEntries = 1001;
constexpr std::size_t kMaxBackupBytes = std::size_t{64} << 20;
// The answer to gammu's first question is yes, to all that follow no: nobody asked for the phone's clock to
// be set.
constexpr const char* kYesToTheFirst = "ONLY\n";

Fail cancelled() { return fail(Code::cancelled, tr("Stopped.")); }

// What gammu said last, for a person.
std::string last_words(const ProgramRun& run) {
  std::string words;
  for (const std::string* text : {&run.output, &run.messages})
    for (const std::string_view line : split(*text, '\n'))
      if (!trim(line).empty() && line.find("Ctrl+C") == std::string_view::npos)
        words = valid_utf8(trim(line));
  return std::string(cut_utf8(words, 200));
}

// gammu ends with 100 + GSM_Error (gammu-error.h).
Fail gammu_failure(const ProgramRun& run, const std::string& where) {
  const std::string words = last_words(run);
  switch (run.exit_status - 100) {
    case 3:  // ERR_DEVICELOCKED
    case 5:  // ERR_DEVICEBUSY
      return fail(Code::busy, tr("Another program uses the phone just now. Close it and try again."), where);
    case 2:  // ERR_DEVICEOPENERROR
    case 4:  // ERR_DEVICENOTEXIST
    case 6:  // ERR_DEVICENOPERMISSION; also when the dummy phone's folder is gone
    case 7:  // ERR_DEVICENODRIVER
      return fail(Code::unreachable,
                  fmt::format(fmt::runtime(
                                  tr("gammu cannot open the phone ({}). Plug it in, and see that you may use "
                                     "its device (group “dialout”).")),
                              words),
                  where);
    case 8:   // ERR_DEVICENOTWORK
    case 9:   // ERR_DEVICEDTRRTSERROR
    case 10:  // ERR_DEVICECHANGESPEEDERROR
    case 11:  // ERR_DEVICEWRITEERROR
    case 12:  // ERR_DEVICEREADERROR
    case 13:  // ERR_DEVICEPARITYERROR
    case 14:  // ERR_TIMEOUT
      return fail(Code::unreachable,
                  fmt::format(fmt::runtime(tr(
                                  "The phone does not answer gammu ({}). Switch it on, plug it in again and "
                                  "try once more.")),
                              words),
                  where);
    default:
      return fail(
          Code::io,
          fmt::format(fmt::runtime(tr("gammu failed ({}). Try again; if it stays so, restart the phone.")),
                      words),
          where);
  }
}

// Half a phone book looks like a whole one but for gammu's own count.
bool is_whole(const ProgramRun& run) {
  if (run.output.find("Only part of data saved") != std::string::npos) return false;
  const std::size_t last = run.messages.rfind("Reading: ");
  if (last == std::string::npos) return true;  // an empty memory, or a phone that cannot count
  return run.messages.compare(last, 20, "Reading: 100 percent") == 0;
}

ProgramCall gammu(const std::filesystem::path& config, std::vector<std::string> words) {
  ProgramCall call{.argv = {"gammu", "-c", config.string()}};
  for (std::string& word : words) call.argv.push_back(std::move(word));
  return call;
}

Result<ProgramRun> run_gammu(const ProgramCall& call, const Task& task, const std::string& where) {
  auto run = run_program(call, task);
  if (!run && run.error().code == Code::not_found)
    return fail(Code::unsupported,
                tr("The program gammu is not installed. Install gammu (apt install gammu)."), where);
  if (run && run->exit_status != 0) return gammu_failure(*run, where);
  return run;
}

std::optional<std::size_t> parse_location(std::string_view id) {
  std::size_t location = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), location);
  if (error != std::errc{} || end != id.data() + id.size() || location == 0 || id.front() == '0')
    return std::nullopt;
  return location;
}

}  // namespace

Capabilities GammuPhone::capabilities() const {
  return {.reads = true, .updates = true, .max_name_bytes = kGammuTextUnits};
}

Result<GammuPhone::Entries> GammuPhone::read_entries(const Task& task) const {
  const std::string where = config_.string();
  const auto folder = PrivateFolder::make();
  if (!folder) return folder.failure();
  const std::filesystem::path file = folder->path() / "backup.vcf";
  ProgramCall call = gammu(config_, {"backup", file.string()});
  call.input = kYesToTheFirst;
  call.time_limit = std::chrono::minutes(3);  // a full phone book over a serial line
  const auto run = run_gammu(call, task, where);
  if (!run) return run.failure();
  const auto bytes = read_file(file, kMaxBackupBytes);
  if (!bytes) return bytes.failure();
  auto list = entries_of_backup(*bytes, kMaxEntries);
  if (!is_whole(*run) || list.size() >= kMaxEntries) {
    return fail(Code::unsupported,
                fmt::format(fmt::runtime(tr(
                                "gammu read only a part of the phone's contacts ({}); without the rest, one "
                                "could come to stand there twice. Nothing was changed.")),
                            list.size()),
                where);
  }
  Entries entries;
  for (GammuEntry& entry : list) entries.insert_or_assign(entry.location, std::move(entry));
  return entries;
}

Result<void> GammuPhone::remove(std::size_t location) const {
  ProgramCall call = gammu(config_, {"deletememory", "ME", std::to_string(location)});
  call.may_be_cancelled = false;
  if (const auto run = run_gammu(call, {}, config_.string()); !run) return run.failure();
  return {};
}

Result<Phone::Contents> GammuPhone::read(const Task& task) {
  if (task.cancelled()) return cancelled();
  task.report(0, 1, tr("Reading the phone."));
  auto entries = read_entries(task);
  if (!entries) return entries.failure();
  Contents contents;
  for (const auto& [location, entry] : *entries) {
    if (entry.contact) {
      contents.entries.push_back({std::to_string(location), fingerprint(entry.card), *entry.contact});
    } else {
      contents.unreadable.push_back(
          {Code::invalid_input,
           fmt::format(fmt::runtime(tr("Entry {} of the phone cannot be understood; it stays as it is.")),
                       location),
           config_.string()});
    }
  }
  last_ = std::move(*entries);
  task.report(1, 1, tr("Reading the phone."));
  return contents;
}

Result<std::size_t> GammuPhone::add_to(Entries& before, const Contact& kept) const {
  const std::string where = config_.string();
  if (const auto refused = refused_by_gammu(kept)) return fail(Code::unsupported, *refused, where);
  const Contact padded = padded_for_gammu(kept);
  const auto card = write_contacts({&padded, 1}, Format::vcard3, {.product_id = "", .photos = false});
  if (!card) return card.failure();
  const auto folder = PrivateFolder::make();
  if (!folder) return folder.failure();
  const std::filesystem::path file = folder->path() / "card.vcf";
  if (auto written = write_file_atomically(file, *card, {.mode = 0600}); !written) return written.failure();

  ProgramCall call = gammu(config_, {"addnew", file.string(), "-memory", "ME"});
  call.input = kYesToTheFirst;
  call.may_be_cancelled = false;
  const auto run = run_gammu(call, {}, where);
  if (!run) return run.failure();
  if (run->messages.find("free locations") != std::string::npos)
    return fail(Code::io, tr("The phone's memory is full. Remove a contact from it and send again."), where);

  auto after = read_entries({});
  if (!after) return after.failure();
  std::optional<std::size_t> found;
  std::optional<std::size_t> damaged;
  std::optional<std::string> lost;
  for (const auto& [location, entry] : *after) {
    const auto old = before.find(location);
    if (old != before.end() && old->second.card == entry.card) continue;
    const auto missing = entry.contact ? lost_by_gammu(kept, *entry.contact) : shown_name(kept);
    if (!missing) {
      found = location;
    } else if (old == before.end() &&
               (!entry.contact || fold(shown_name(*entry.contact)) == fold(shown_name(kept)))) {
      damaged = location;
      lost = missing;
    }
  }
  before = std::move(*after);
  if (found) return *found;
  if (damaged) {
    if (auto removed = remove(*damaged); !removed) return removed.failure();
    before.erase(*damaged);
  }
  return fail(
      Code::unsupported,
      lost ? fmt::format(
                 fmt::runtime(tr("The phone did not keep “{}”, so the contact was taken off it again.")),
                 cut_utf8(*lost, 200))
           : std::string(tr("The phone did not keep the contact.")),
      where);
}

Result<std::string> GammuPhone::add(const Contact& contact, const Task& task) {
  if (task.cancelled()) return cancelled();
  if (!last_) {
    auto entries = read_entries(task);
    if (!entries) return entries.failure();
    last_ = std::move(*entries);
  }
  const auto location = add_to(*last_, kept(contact));
  if (!location) return location.failure();
  return std::to_string(*location);
}

Result<std::string> GammuPhone::update(const PhoneEntry& entry, const Contact& contact, const Task& task) {
  if (task.cancelled()) return cancelled();
  const std::string where = config_.string();
  const auto location = parse_location(entry.id);
  if (!location)
    return fail(Code::invalid_input, tr("This is not the name of an entry of this phone."), where);
  const auto changed = [&] {
    return fail(Code::conflict,
                tr("The entry was changed on the phone in the meantime; it was left as it is."), where);
  };
  const auto still_there = [&](const Entries& entries) {
    const auto found = entries.find(*location);
    return found != entries.end() && fingerprint(found->second.card) == entry.version;
  };

  auto entries = read_entries(task);
  if (!entries) return entries.failure();
  if (!still_there(*entries)) return changed();
  const GammuEntry old = entries->at(*location);
  if (!old.contact || !can_be_rewritten(old.card)) {
    return fail(Code::unsupported,
                tr("The phone's entry holds something that gammu would lose, so it was left as it is. Change "
                   "it on the "
                   "phone."),
                where);
  }
  if (task.cancelled()) return cancelled();
  // Two for a moment rather than none: the old one goes once the new one is known to stand.
  const auto added = add_to(*entries, kept(contact));
  last_ = *entries;
  if (!added) return added.failure();
  if (!still_there(*entries)) {
    if (auto removed = remove(*added); !removed) return removed.failure();
    last_->erase(*added);
    return changed();
  }
  if (auto removed = remove(*location); !removed) {
    const Error& error = removed.error();
    return fail(error.code,
                error.sentence + " " +
                    tr("The phone may hold this contact twice now: as it was, and as it should be."),
                where);
  }
  last_->erase(*location);
  return std::to_string(*added);
}

}  // namespace phonebook
