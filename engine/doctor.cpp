#include "engine/doctor.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/text.h"
#include "engine/host.h"
#include "engine/send.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {
using nlohmann::json;

std::filesystem::path times_file() { return state_folder() / "handler-times.json"; }

Check bad(std::string name, const char* title, std::string sentence, std::string cure) {
  return {std::move(name), title, false, false, std::move(sentence), std::move(cure)};
}
Check good(std::string name, const char* title, std::string sentence) {
  return {std::move(name), title, true, false, std::move(sentence), {}};
}

Check number_check() {
  const auto number = parse_number("+41446681800", "");
  return number && validity(*number) == Validity::valid
             ? good("numbers", tr("Telephone numbers"), tr("Telephone numbers are read and judged."))
             : bad("numbers", tr("Telephone numbers"),
                   tr("Telephone numbers cannot be judged; this program was not built as it should be."),
                   tr("Install purple-phonebook again."));
}

Check region_check(const std::string& region) {
  if (!region.empty())
    return good(
        "region", tr("Country"),
        fmt::format(fmt::runtime(tr("Numbers without a country code are read as numbers of {}.")), region));
  return bad("region", tr("Country"), tr("No region is known; only numbers with a country code are found."),
             tr("Give --region, set the region in the plugin's preferences, or set LANG to a locale with a "
                "country."));
}

Check plugin_check() {
  const char* home = std::getenv("HOME");
  std::error_code ignored;
  for (const std::filesystem::path& folder :
       {std::filesystem::path(home ? home : "/nonexistent") / ".purple/plugins",
        std::filesystem::path(PHONEBOOK_PURPLE_PLUGINS)})
    if (std::filesystem::exists(folder / "purple-phonebook.so", ignored))
      return good("plugin", tr("Plugin"),
                  fmt::format(fmt::runtime(tr("The plugin is installed in {}.")), folder.string()));
  return bad("plugin", tr("Plugin"), tr("The chat plugin is not installed."),
             tr("Run ./run in the source, or install the package."));
}

Check handler_check() {
  const auto times = load_handler_times();
  if (!times) return good("handler", tr("Speed"), tr("The plugin has not reported its times yet."));
  return good(
      "handler", tr("Speed"),
      fmt::format(
          fmt::runtime(tr(
              "{}: the message handler took {:.0f} µs (median), {:.0f} µs (99 %), {:.0f} µs at most, over {} "
              "messages; from message to mark {:.1f} ms (median), {:.1f} ms (99 %).")),
          times->host, times->p50_us, times->p99_us, times->max_us, times->count, times->mark_p50_ms,
          times->mark_p99_ms));
}

}  // namespace

std::vector<Check> doctor(const EngineOptions& options) {
  std::vector<Check> out;
  auto engine = Engine::open(options);
  if (engine) {
    out.push_back(good("book", tr("Book"),
                       fmt::format(fmt::runtime(tr("The book is {}.")), engine->book().path().string())));
    out.push_back(good(
        "key", tr("Key"),
        engine->book().key_source() == "key-file"
            ? fmt::format(
                  fmt::runtime(tr("The book is sealed; its key is a file that only you can read, in {}.")),
                  engine->book().path().parent_path().string())
            : engine->book().key_source()));
  } else {
    out.push_back(bad("book", tr("Book"), engine.error().text(),
                      tr("Nothing was changed. Follow the sentence, or name another book with --book.")));
  }
  out.push_back(number_check());
  out.push_back(region_check(options.region.empty() ? region_of_locale() : region_from(options.region)));
  bool ready = false;
  if (engine) {
    Host silent;
    if (auto report = phones(*engine, {}, silent)) {
      ready = report->chosen.has_value();
      for (const FoundPhone& phone : report->phones)
        out.push_back(phone.state == PhoneState::ready
                          ? good("phone:" + phone.address.text(), tr("Phone"),
                                 fmt::format(fmt::runtime(tr("{} is ready.")), phone.name))
                          : bad("phone:" + phone.address.text(), tr("Phone"),
                                phone.name + ": " + phone.reason, phone.cure));
      if (!ready)
        out.push_back(
            bad("phones", tr("Phones"), tr("No phone can be reached."),
                tr("Plug an Android phone in, pair a phone by Bluetooth, or name a folder: in the chat "
                   "client under "
                   "Tools, Phone book, “Use a folder as phone…”, or with “purple-phonebook phones --add "
                   "folder:/path”.")));
    } else {
      out.push_back(bad("phones.json", tr("Phones"), report.error().text(),
                        tr("Nothing was changed. Mend the file, or move it away to begin a new one.")));
    }
  }
  for (const Route* route : routes()) {
    for (Route::Check& look : route->checks({})) {
      Check check{.name = "route:" + look.name,
                  .title = tr("Way to a phone"),
                  .ok = look.ok,
                  // Somebody with a phone at hand misses nothing.
                  .note = !look.ok && ready,
                  .sentence = std::move(look.sentence),
                  .cure = std::move(look.cure)};
      out.push_back(std::move(check));
    }
  }
  out.push_back(plugin_check());
  out.push_back(handler_check());
  return out;
}

Result<void> save_handler_times(const HandlerTimes& times) {
  if (auto made = make_private_folder(state_folder()); !made) return made;
  const json out{
      {"count", times.count},   {"p50_us", times.p50_us},           {"p99_us", times.p99_us},
      {"max_us", times.max_us}, {"mark_p50_ms", times.mark_p50_ms}, {"mark_p99_ms", times.mark_p99_ms},
      {"host", times.host}};
  return write_file_atomically(times_file(), out.dump(-1, ' ', false, json::error_handler_t::replace) + "\n",
                               {.mode = 0600});
}

std::optional<HandlerTimes> load_handler_times() {
  const auto bytes = read_file(times_file(), 4096);
  if (!bytes) return std::nullopt;
  const json in = json::parse(*bytes, nullptr, false);
  if (!in.is_object()) return std::nullopt;
  try {
    return HandlerTimes{in.value("count", std::int64_t{0}),
                        in.value("p50_us", 0.0),
                        in.value("p99_us", 0.0),
                        in.value("max_us", 0.0),
                        in.value("mark_p50_ms", 0.0),
                        in.value("mark_p99_ms", 0.0),
                        in.value("host", "")};
  } catch (const json::exception&) {
    return std::nullopt;  // written by another version: as good as none
  }
}

}  // namespace phonebook
