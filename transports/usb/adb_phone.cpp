#include "transports/usb/adb_phone.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/atomic_file.h"
#include "base/text.h"
#include "transports/local_path.h"
#include "transports/usb/adb_card.h"
#include "transports/usb/adb_form.h"
#include "transports/usb/android_answers.h"
#include "transports/usb/device_shell.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kPatience = 20s;       // for one command; a cold phone takes seconds
constexpr std::chrono::milliseconds kPushPatience = 120s;  // for a file with pictures over a slow network
constexpr std::chrono::milliseconds kCleaningPatience = 3s;
constexpr std::int64_t kWaitingSeconds = 15 * 60;
constexpr int kMediaLooks = 12;
constexpr std::chrono::milliseconds kMediaPause = 250ms;

// The shell's own name for it, and the media store's where the phone does not say.
constexpr const char* kDownload = "/sdcard/Download";
constexpr const char* kStoredDownload = "/storage/emulated/0/Download";
constexpr const char* kFiles = "content://media/external/file";
constexpr const char* kView = "android.intent.action.VIEW";
constexpr const char* kCardType = "text/x-vcard";

Fail stopped() { return fail(Code::cancelled, tr("Stopped.")); }

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool is_folder_of_media(std::string_view path) {
  return path.starts_with("/storage/") && path.size() < 200 && path.find("..") == std::string_view::npos &&
         std::all_of(path.begin(), path.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                  c == '_' || c == '-' || c == '.';
         });
}

// Why this contact alone cannot go.
std::optional<Error> refused(const Contact& kept) {
  if (shown_name(kept).empty())
    return Error{Code::invalid_input, tr("The contact holds nothing that an Android phone takes."), ""};
  Contact plain = kept;
  plain.photo.reset();
  const auto card = cards_for_android({&plain, 1});
  if (!card) return card.error();
  if (card->size() > kAndroidCardBytes)
    return Error{
        Code::invalid_input,
        fmt::format(fmt::runtime(tr("The contact is larger than the {} KiB that an Android phone takes. "
                                    "Shorten its note.")),
                    kAndroidCardBytes / 1024),
        ""};
  return std::nullopt;
}

std::vector<std::string> find_activity(const char* action, const std::string& data, const char* type) {
  std::vector<std::string> words{"cmd", "package", "query-activities", "--brief", "-a", action};
  if (!data.empty()) words.insert(words.end(), {"-d", data});
  words.insert(words.end(), {"-t", type});
  return words;
}

}  // namespace

Capabilities AdbPhone::capabilities() const { return {.keeps_photos = true, .takes_many = true}; }

Contact AdbPhone::kept(const Contact& contact) const { return kept_by_android(contact); }

Result<Phone::Contents> AdbPhone::read(const Task&) {
  return fail(Code::unsupported, tr("An Android phone's contacts are not read over USB."), serial_);
}

Result<std::string> AdbPhone::update(const PhoneEntry&, const Contact&, const Task&) {
  return fail(Code::unsupported, tr("An Android phone's contacts are not changed over USB."), serial_);
}

Result<std::string> AdbPhone::add(const Contact& contact, const Task& task) {
  return std::move(add_all({&contact, 1}, task).front());
}

std::vector<Result<std::string>> AdbPhone::add_all(std::span<const Contact> contacts, const Task& task) {
  shown_ = Shown::nothing;
  std::vector<Result<std::string>> results(contacts.size(), Result<std::string>(stopped()));
  if (task.cancelled()) return results;
  std::vector<Contact> going;
  std::vector<std::size_t> places;
  for (std::size_t n = 0; n < contacts.size(); ++n) {
    Contact kept = kept_by_android(contacts[n]);
    if (auto no = refused(kept)) {
      results[n] = Fail{*std::move(no)};
      continue;
    }
    going.push_back(std::move(kept));
    places.push_back(n);
  }
  if (going.empty()) return results;
  task.report(0, contacts.size(), tr("Sending to the phone."));
  const auto handed_over = hand_over(going, task);
  for (std::size_t n = 0; n < going.size(); ++n) {
    if (!handed_over) {
      results[places[n]] = handed_over.failure();
    } else {
      results[places[n]] = going[n].uid.empty() ? new_uuid() : going[n].uid;
    }
  }
  if (handed_over) task.report(contacts.size(), contacts.size(), tr("Sending to the phone."));
  return results;
}

Result<void> AdbPhone::hand_over(std::span<const Contact> kept, const Task& task) {
  if (kept.size() == 1) {
    const auto opened = open_form(kept.front(), task);
    if (!opened) return opened.failure();
    if (*opened) {
      shown_ = Shown::form;
      return {};
    }
  }
  const auto place = look_around(task);
  if (!place) return place.failure();
  if (place->takes_cards == false)
    return fail(Code::unsupported,
                tr("The phone has no app that takes contacts. Install a contacts app on it."), serial_);
  remove(place->old);

  const std::string name = handover_name(now_seconds());
  const std::string remote = std::string(kDownload) + "/" + name;
  const auto finish = [&]() -> Result<void> {
    if (auto pushed = push(kept, remote, task); !pushed) return pushed;
    const auto uri = content_uri(place->folder + "/" + name, task);
    if (!uri) return uri.failure();
    if (task.cancelled()) return stopped();
    // -f sets all flags at once, so the grant comes behind it.
    return start({"am", "start", "-f", "0x18000000", "-a", kView, "-d", *uri, "-t", kCardType,
                  "--grant-read-uri-permission"},
                 task);
  };
  auto finished = finish();
  if (finished) {
    shown_ = Shown::cards;
  } else if (finished.error().code != Code::uncertain && finished.error().code != Code::unreachable) {
    remove({remote});
  }
  return finished;
}

Result<bool> AdbPhone::open_form(const Contact& kept, const Task& task) {
  const auto words = form_words(kept);
  if (!words) return false;
  const auto answers = ask({find_activity("android.intent.action.INSERT", "", kFormType)}, task);
  if (!answers) return answers.failure();
  if (some_activity(answers->front()) == false) return false;
  if (task.cancelled()) return stopped();
  const auto started = start(*words, task);
  if (started) return true;
  // Nothing was shown, and a card is another chance.
  const Code code = started.error().code;
  if (code == Code::unsupported || code == Code::busy || code == Code::io) return false;
  return started.failure();
}

Result<AdbPhone::Place> AdbPhone::look_around(const Task& task) const {
  const auto answers = ask({{"find", kDownload, "-maxdepth", "1", "-name", "purple-phonebook-*.vcf"},
                            {"readlink", "-f", kDownload},
                            find_activity(kView, std::string(kFiles) + "/1", kCardType)},
                           task);
  if (!answers) return answers.failure();
  Place place{.folder = kStoredDownload, .takes_cards = some_activity((*answers)[2])};
  const std::int64_t now = now_seconds();
  for (const std::string_view line : split((*answers)[0], '\n')) {
    const std::string_view name = trim(line).substr(trim(line).rfind('/') + 1);
    if (is_old_handover(name, now, kWaitingSeconds))
      place.old.push_back(std::string(kDownload) + "/" + std::string(name));
  }
  if (const std::string_view real = trim((*answers)[1]); is_folder_of_media(real)) place.folder = real;
  return place;
}

Result<void> AdbPhone::push(std::span<const Contact> kept, const std::string& remote,
                            const Task& task) const {
  const auto cards = cards_for_android(kept);
  if (!cards) return cards.failure();
  const auto folder = PrivateFolder::make();
  if (!folder) return folder.failure();
  const std::filesystem::path local = folder->path() / "cards.vcf";
  // Where the phone keeps the owner and the mode of what is pushed, its contacts app must be able to read it.
  if (auto written = write_file_atomically(local, *cards, {.mode = 0644}); !written) return written.failure();
  const auto run = adb_.push(serial_, local, remote, task.patience.value_or(kPushPatience), task);
  if (!run) return run.failure();
  if (run->exit_status == 0) return {};
  const std::string all = run->output + run->messages;
  if (all.find("No space left") != std::string::npos)
    return fail(Code::io, tr("The phone's storage is full. Remove something from it and send again."),
                serial_);
  if (all.find("ermission denied") != std::string::npos || all.find("Read-only") != std::string::npos)
    return fail(
        Code::denied,
        tr("The phone does not let this computer put a file into its folder Download. Unlock the phone and "
           "try again."),
        serial_);
  return adb_failure(*run, serial_);
}

Result<std::string> AdbPhone::content_uri(const std::string& path, const Task& task) const {
  const std::vector<std::string> look{"content",      "query", "--uri",   kFiles,
                                      "--projection", "_id",   "--where", "_data='" + path + "'"};
  const auto uri = [](std::uint64_t id) { return fmt::format("{}/{}", kFiles, id); };
  // From Android 11 on; on 10 it takes its argument from where no command can put it, and fails.
  const auto scanned = ask(
      {{"content", "call", "--uri", "content://media", "--method", "scan_file", "--arg", path}, look}, task);
  if (!scanned) return scanned.failure();
  if (const auto id = media_id((*scanned)[1])) return uri(*id);
  const auto inserted = ask({{"content", "insert", "--uri", kFiles, "--bind", "_data:s:" + path, "--bind",
                              "mime_type:s:text/x-vcard"},
                             look},
                            task);
  if (!inserted) return inserted.failure();
  if (const auto id = media_id((*inserted)[1])) return uri(*id);
  // The scanner itself wants a path as a URI. It answers before it has looked.
  auto asked = ask({{"am", "broadcast", "-f", "0x01000000", "-a",
                     "android.intent.action.MEDIA_SCANNER_SCAN_FILE", "-d", "file://" + path}},
                   task);
  if (!asked) return asked.failure();
  for (int looks = 0; looks < kMediaLooks; ++looks) {
    std::this_thread::sleep_for(kMediaPause);
    const auto found = ask({look}, task);
    if (!found) return found.failure();
    if (const auto id = media_id(found->front())) return uri(*id);
  }
  return fail(Code::io,
              tr("The phone's media store does not take the file with the contacts. Restart the phone and "
                 "try again."),
              serial_);
}

Result<void> AdbPhone::start(const std::vector<std::string>& words, const Task& task) const {
  DeviceScript script;
  script.run(words);
  const auto uncertain = [&] {
    return fail(
        Code::uncertain,
        tr("The connection broke while the phone was opening the contact. Look at the phone before you send "
           "it again."),
        serial_);
  };
  const auto run = adb_.shell(serial_, script.text(), task.patience.value_or(kPatience), task, false);
  if (!run) {
    if (run.error().code == Code::unreachable) return uncertain();
    return run.failure();
  }
  const auto answers = script.answers(run->output);
  if (answers.empty()) {
    if (never_began(*run)) return adb_failure(*run, serial_);
    return uncertain();
  }
  auto started = activity_started(answers.front().output);
  if (!started) return fail(started.error().code, started.error().sentence, serial_);
  return started;
}

Result<std::vector<std::string>> AdbPhone::ask(const std::vector<std::vector<std::string>>& commands,
                                               const Task& task) const {
  DeviceScript script;
  for (const std::vector<std::string>& words : commands) script.run(words);
  const auto run = adb_.shell(serial_, script.text(), task.patience.value_or(kPatience), task, true);
  if (!run) {
    if (run.error().code != Code::unreachable) return run.failure();
    return fail(
        Code::unreachable,
        tr("The phone does not answer. Unlock it, and see that it is plugged in or in the same network."),
        serial_);
  }
  std::vector<std::string> outputs;
  for (DeviceAnswer& answer : script.answers(run->output)) outputs.push_back(std::move(answer.output));
  if (outputs.size() < commands.size()) return adb_failure(*run, serial_);
  return outputs;
}

void AdbPhone::remove(const std::vector<std::string>& paths) const {
  if (paths.empty()) return;
  std::vector<std::string> words{"rm", "-f"};
  words.insert(words.end(), paths.begin(), paths.begin() + std::min<std::ptrdiff_t>(std::ssize(paths), 50));
  DeviceScript script;
  script.run(words);
  static_cast<void>(adb_.shell(serial_, script.text(), kCleaningPatience, {}, false).has_value());
}

std::string AdbPhone::next_tap(std::size_t contacts) const {
  if (contacts == 0) return {};
  if (shown_ == Shown::form && contacts == 1)
    return tr("Unlock the phone: its form for a new contact is filled in. Tap “Save”.");
  return fmt::format(
      fmt::runtime(tr_n("Unlock the phone: it asks whether to take the contact. Tap “Import” or “OK”.",
                        "Unlock the phone: it asks whether to take the {} contacts. Tap “Import” or “OK”.",
                        contacts)),
      contacts);
}

}  // namespace phonebook
