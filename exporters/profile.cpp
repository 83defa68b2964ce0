#include "exporters/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <utility>

#include "base/text.h"
#include "exporters/profile_files.h"

namespace phonebook {
namespace {

using Words = std::vector<std::string_view>;

Words words_of(std::string_view text) {
  Words words;
  for (const std::string_view word : split(text, ' '))
    if (!trim(word).empty()) words.push_back(trim(word));
  return words;
}

// What a profile may name: fields of a contact, then parts of one that have a length of their own.
constexpr std::array<std::string_view, 26> kFields{
    "name",  "nickname", "number",      "mail",    "im",     "organisation", "title",   "role",  "address",
    "url",   "birthday", "anniversary", "note",    "photo",  "category",     "kind",    "uid",   "updated",
    "other", "label",    "type",        "reading", "gender", "language",     "related", "member"};
constexpr std::array<std::string_view, 13> kParts{"family", "given",    "middle", "prefix",   "suffix",
                                                  "unit",   "po-box",   "street", "extended", "city",
                                                  "region", "postcode", "country"};

bool is_in(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::set<std::string, std::less<>> set_of(const Words& words) { return {words.begin(), words.end()}; }

// One line's value into the profile; false: it says nothing that is known.
using Take = bool (*)(Profile&, const Words&);

template <class T>
bool choose(T& to, const Words& words, std::initializer_list<std::pair<std::string_view, T>> choices) {
  if (words.size() != 1) return false;
  for (const auto& [word, value] : choices) {
    if (word != words[0]) continue;
    to = value;
    return true;
  }
  return false;
}
bool yes_or_no(bool& to, const Words& words) {
  return choose(to, words, {std::pair<std::string_view, bool>{"yes", true}, {"no", false}});
}
bool types(std::optional<std::set<std::string, std::less<>>>& to, const Words& words) {
  if (words.empty()) return false;
  if (words.size() == 1 && words[0] == "any") return true;
  to = words.size() == 1 && words[0] == "none" ? std::set<std::string, std::less<>>{} : set_of(words);
  return true;
}

struct Key {
  std::string_view name;
  Take take;
};
constexpr std::array kKeys{
    Key{"format",
        [](Profile& p, const Words& words) {
          const FormatRow* row = words.size() == 1 ? find_format(words[0]) : nullptr;
          if (row) p.format = row->format;
          return row != nullptr;
        }},
    Key{"cards a file",
        [](Profile& p, const Words& words) {
          return choose(p.one_card_a_file, words,
                        {std::pair<std::string_view, bool>{"one", true}, {"many", false}});
        }},
    Key{"line ends",
        [](Profile& p, const Words& words) {
          return choose(p.crlf, words, {std::pair<std::string_view, bool>{"crlf", true}, {"lf", false}});
        }},
    Key{"charset",
        [](Profile& p, const Words& words) {
          if (words.size() != 1 ||
              (words[0] != "UTF-8" && words[0] != "Shift_JIS" && words[0] != "ISO-8859-1"))
            return false;
          p.charset = words[0];
          return true;
        }},
    Key{"encoding",
        [](Profile& p, const Words& words) {
          return choose(p.quoted_printable, words,
                        {std::pair<std::string_view, bool>{"quoted-printable", true}, {"raw", false}});
        }},
    Key{"fold", [](Profile& p, const Words& words) { return yes_or_no(p.fold, words); }},
    Key{"blank line after photo",
        [](Profile& p, const Words& words) { return yes_or_no(p.blank_line_after_photo, words); }},
    Key{"internet mails", [](Profile& p, const Words& words) { return yes_or_no(p.internet_mails, words); }},
    Key{"product id", [](Profile& p, const Words& words) { return yes_or_no(p.product_id, words); }},
    Key{"order",
        [](Profile& p, const Words& words) {
          p.order.assign(words.begin(), words.end());
          return !words.empty();
        }},
    Key{"name",
        [](Profile& p, const Words& words) {
          return choose(p.name_parts, words,
                        {std::pair<std::string_view, bool>{"parts", true}, {"whole", false}});
        }},
    Key{"characters",
        [](Profile& p, const Words& words) {
          return choose(p.characters, words,
                        {std::pair<std::string_view, Repertoire>{"any", Repertoire::any},
                         {"basic-plane", Repertoire::basic_plane},
                         {"Shift_JIS", Repertoire::shift_jis},
                         {"ISO-8859-1", Repertoire::latin1}});
        }},
    Key{"fields",
        [](Profile& p, const Words& words) {
          for (const std::string_view word : words)
            if (!is_in(kFields, word)) return false;
          p.fields = set_of(words);
          return !words.empty();
        }},
    Key{"number types", [](Profile& p, const Words& words) { return types(p.number_types, words); }},
    Key{"mail types", [](Profile& p, const Words& words) { return types(p.mail_types, words); }},
    Key{"extension",
        [](Profile& p, const Words& words) {
          using Extension = Profile::Extension;
          return choose(p.extension, words,
                        {std::pair<std::string_view, Extension>{"keep", Extension::keep},
                         {"p", Extension::pause_p},
                         {"comma", Extension::pause_comma},
                         {"drop", Extension::drop}});
        }},
    Key{"numbers",
        [](Profile& p, const Words& words) {
          return choose(p.dialled_numbers_only, words,
                        {std::pair<std::string_view, bool>{"as-written", false}, {"dialled", true}});
        }},
    Key{"photo types",
        [](Profile& p, const Words& words) {
          p.photo_uris = false;
          for (const std::string_view word : words) {
            if (word == "uri")
              p.photo_uris = true;
            else
              p.photo_types.insert("image/" + std::string(word));
          }
          return !words.empty();
        }},
    Key{"photo bytes",
        [](Profile& p, const Words& words) {
          const auto number = words.size() == 1 ? number_of(words[0]) : std::nullopt;
          p.photo_bytes = number.value_or(0);
          return number.has_value();
        }},
};

// "most number = 5", "length name = 14 sim".
bool take_most(Profile& p, std::string_view field, const Words& words) {
  static constexpr std::array<std::string_view, 8> kCounted{"nickname", "number", "mail",     "im",
                                                            "address",  "url",    "category", "organisation"};
  const auto number = words.size() == 1 ? number_of(words[0]) : std::nullopt;
  if (!number || !is_in(kCounted, field)) return false;
  p.most[std::string(field)] = *number;
  return true;
}
bool take_length(Profile& p, std::string_view field, const Words& words) {
  const auto number = words.size() == 2 ? number_of(words[0]) : std::nullopt;
  if (!number || *number == 0 || (!is_in(kFields, field) && !is_in(kParts, field))) return false;
  TextLimit limit{*number, {}};
  using Unit = TextLimit::Unit;
  if (!choose(limit.unit, {words[1]},
              {std::pair<std::string_view, Unit>{"characters", Unit::characters},
               {"octets", Unit::octets},
               {"units", Unit::units},
               {"sim", Unit::sim}}))
    return false;
  p.lengths[std::string(field)] = limit;
  return true;
}

bool take(Profile& profile, std::string_view key, std::string_view value) {
  if (key == "title") {
    profile.title = value;
    return !value.empty();
  }
  const Words words = words_of(value);
  for (const Key& row : kKeys)
    if (row.name == key) return row.take(profile, words);
  if (key.starts_with("most ")) return take_most(profile, key.substr(5), words);
  if (key.starts_with("length ")) return take_length(profile, key.substr(7), words);
  return false;
}

std::vector<Profile> read_profiles() {
  std::vector<Profile> all;
  for (const ProfileFile& file : profile_files())
    if (auto profile = parse_profile(file.name, file.text)) all.push_back(*std::move(profile));
  std::sort(all.begin(), all.end(), [](const Profile& a, const Profile& b) { return a.name < b.name; });
  return all;
}

}  // namespace

Result<Profile> parse_profile(std::string_view name, std::string_view text) {
  Profile profile;
  profile.name = name;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    const std::size_t equals = line.find('=');
    const auto bad = [&] {
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("Line {} of the profile is not understood: {}")), number, line),
                  std::string(name));
    };
    if (equals == std::string_view::npos) return bad();
    if (!take(profile, trim(line.substr(0, equals)), trim(line.substr(equals + 1)))) return bad();
  }
  if (profile.title.empty())
    return fail(Code::invalid_input, tr("The profile has no title."), std::string(name));
  return profile;
}

std::span<const Profile> profiles() {
  static const std::vector<Profile> all = read_profiles();
  return all;
}

const Profile* find_profile(std::string_view name) {
  for (const Profile& profile : profiles())
    if (ascii_equal(profile.name, name)) return &profile;
  return nullptr;
}

}  // namespace phonebook
