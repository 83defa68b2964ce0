#include "contacts/match.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "contacts/likeness.h"

namespace phonebook {
namespace {

// Who answers a number: one person, or whoever is at home or at the desk.
enum class Reach { personal, shared, unclear };

// What is compared of one contact, made once.
struct Profile {
  struct Number {
    NumberKey key;
    Reach reach = Reach::unclear;
    std::string tail;  // number_tail()
  };
  std::string uid, kind;
  ContactNames names;
  std::string employer;         // organisation_key()
  NameWords organisation;       // what a card is called that has no name
  std::string whole;            // of a card without name, number, mail and chat address: all that it says
  std::vector<Number> numbers;  // sorted by key; without fax
  std::vector<std::string> mails, ims;  // sorted keys
  std::optional<Date> birthday;
  bool bare = true;  // nothing is known but a name
};

// The most of a kind that take part in slow comparisons; exact ones are looked up and have no such bound.
constexpr std::size_t kMostCompared = 32;

bool has_type(const std::vector<std::string>& types, std::string_view word) {
  return std::find(types.begin(), types.end(), word) != types.end();
}

Reach reach_of(const NumberKey& key, const std::vector<std::string>& types) {
  if (is_service_code(key)) return Reach::shared;
  if (has_type(types, "cell") || has_type(types, "iphone")) return Reach::personal;
  if (!key.parsed) return Reach::unclear;
  switch (number_type(*key.parsed)) {
    case NumberType::mobile:
    case NumberType::personal:
    case NumberType::pager:
      return Reach::personal;
    case NumberType::fixed_line:
    case NumberType::toll_free:
    case NumberType::premium_rate:
    case NumberType::shared_cost:
    case NumberType::uan:
      return Reach::shared;
    default:
      break;
  }
  const bool at_a_place = has_type(types, "home") || has_type(types, "work") || has_type(types, "main");
  return at_a_place ? Reach::shared : Reach::unclear;
}

bool is_nameless(const Profile& profile) {
  return profile.names.names.empty() && profile.names.nicknames.empty();
}

// Equal for cards that say the same; "" for one that says nothing.
std::string whole_of(const Contact& contact) {
  std::string whole;
  const auto put = [&](char what, const std::string& text) {
    if (const std::string folded = fold(text); !folded.empty()) whole += what + folded + '\0';
  };
  for (const std::string& unit : contact.organisation) put('o', unit);
  put('t', contact.title);
  put('r', contact.role);
  for (const PostalAddress& a : contact.addresses)
    for (const std::string* part :
         {&a.po_box, &a.extended, &a.street, &a.city, &a.region, &a.postcode, &a.country})
      put('a', *part);
  for (const std::string& url : contact.urls) put('l', url);
  put('n', contact.note);
  for (const ContactNumber& number : contact.numbers) put('f', number.number);  // fax
  const auto part = [](const std::optional<int>& value) { return value ? std::to_string(*value) : "?"; };
  if (const auto& born = contact.birthday)
    put('b', part(born->year) + '-' + part(born->month) + '-' + part(born->day));
  return whole;
}

Profile profile_of(const Contact& contact, const MatchOptions& options) {
  Profile profile;
  profile.uid = contact.uid;
  profile.kind = contact.kind;
  profile.names = contact_names(contact);
  for (const ContactNumber& number : contact.numbers) {
    if (number.number.empty() || has_type(number.types, "fax")) continue;
    NumberKey key = number_key(number, options.region);
    if (key.key.empty()) continue;  // "Private"
    const Reach reach = reach_of(key, number.types);
    std::string tail = number_tail(key.written);
    profile.numbers.push_back({std::move(key), reach, std::move(tail)});
  }
  std::sort(profile.numbers.begin(), profile.numbers.end(),
            [](const Profile::Number& a, const Profile::Number& b) { return a.key.key < b.key.key; });
  for (const ContactMail& mail : contact.mails)
    if (!mail.address.empty()) profile.mails.push_back(mail_box_key(mail_key(mail.address)));
  std::sort(profile.mails.begin(), profile.mails.end());
  for (const ImAddress& im : contact.im_addresses)
    if (!im.address.empty()) profile.ims.push_back(im_key(im));
  std::sort(profile.ims.begin(), profile.ims.end());
  profile.birthday = contact.birthday;
  if (!contact.organisation.empty()) profile.employer = organisation_key(contact.organisation.front());
  if (is_nameless(profile)) {
    if (!contact.organisation.empty()) {
      profile.organisation = name_words(contact.organisation.front());
      profile.names.generation = profile.organisation.generation;  // "Meridian Fund II"
    }
    if (profile.numbers.empty() && profile.mails.empty() && profile.ims.empty())
      profile.whole = whole_of(contact);
  }
  profile.bare = contact.numbers.empty() && contact.mails.empty() && contact.im_addresses.empty() &&
                 contact.addresses.empty() && contact.urls.empty() && !contact.birthday && !contact.photo &&
                 contact.note.empty();
  return profile;
}

bool has_personal_number(const Profile& profile) {
  return std::any_of(profile.numbers.begin(), profile.numbers.end(),
                     [](const Profile::Number& number) { return number.reach == Reach::personal; });
}

// What two contacts have in common.
struct Common {
  bool personal = false;  // a mobile number, or one that nothing says to be shared
  bool mail = false, shared_mail = false, im = false;
  bool line = false;      // a landline or switchboard
  bool doubtful = false;  // what is personal may be a line all the same: each has other numbers beside it
  bool tail = false;      // numbers that agree only as far as they are written
  [[nodiscard]] bool identifying() const { return personal || mail || im; }
};

bool any_common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto& small = a.size() < b.size() ? a : b;
  const auto& large = a.size() < b.size() ? b : a;
  return std::any_of(small.begin(), small.end(), [&](const std::string& key) {
    return std::binary_search(large.begin(), large.end(), key);
  });
}

Common common_of(const Profile& a, const Profile& b, const MatchOptions& options) {
  Common common;
  bool unclear = false;
  std::size_t shared = 0;
  const auto before = [](const Profile::Number& x, const Profile::Number& y) {
    return x.key.key < y.key.key;
  };
  for (const Profile::Number& number : a.numbers) {
    const auto found = std::lower_bound(b.numbers.begin(), b.numbers.end(), number, before);
    if (found == b.numbers.end() || found->key.key != number.key.key) continue;
    ++shared;
    const Reach mine = number.reach, theirs = found->reach;
    if (mine == Reach::personal || theirs == Reach::personal) {
      common.personal = true;
      break;
    }
    (mine == Reach::shared || theirs == Reach::shared ? common.line : unclear) = true;
  }
  // Who both have a mobile number of their own share a line otherwise.
  if (unclear && !common.personal) {
    // Colleagues share one, too.
    const bool colleagues = !a.employer.empty() && a.employer == b.employer;
    const bool is_line = colleagues || (has_personal_number(a) && has_personal_number(b));
    (is_line ? common.line : common.personal) = true;
    common.doubtful = a.numbers.size() > shared && b.numbers.size() > shared;
  }
  // Numbers that cannot be read as international: by their written digits.
  for (std::size_t i = 0; !common.personal && !common.line && i < std::min(a.numbers.size(), kMostCompared);
       ++i) {
    for (std::size_t j = 0; j < std::min(b.numbers.size(), kMostCompared); ++j) {
      if (a.numbers[i].key.parsed && b.numbers[j].key.parsed) continue;
      if (a.numbers[i].tail.empty() || a.numbers[i].tail != b.numbers[j].tail) continue;
      if (same_number(a.numbers[i].key.written, b.numbers[j].key.written, options.region) != SameNumber::no)
        common.tail = true;
    }
  }
  common.im = any_common(a.ims, b.ims);
  for (const std::string& mail : a.mails) {
    if (!std::binary_search(b.mails.begin(), b.mails.end(), mail)) continue;
    (is_shared_mail(mail) ? common.shared_mail : common.mail) = true;
  }
  return common;
}

// "Bob" is the name of many; "Bob Builder" and 陈默 are not.
bool is_telling(const ContactNames& names) {
  return std::any_of(names.names.begin(), names.names.end(), [](const NameWords& name) {
    return name.words.size() > 1 || (has_cjk(name.words[0]) && count_code_points(name.words[0]) > 1);
  });
}

// Looked up in the catalogue only for the answer that is given.
using Reason = const char* (*)();
struct Judgement {
  Sameness verdict = Sameness::different;
  Reason reason = nullptr;
  int strength = 0;  // among equal verdicts the higher is the better partner
};

// Whether a card without a name is that of an organisation which the other is called by, or has no name but
// that either.
bool called_alike(const Profile& a, const Profile& b) {
  const auto holds = [](const std::vector<NameWords>& names, const NameWords& wanted) {
    return std::any_of(names.begin(), names.end(),
                       [&](const NameWords& name) { return name_keys(name) == name_keys(wanted); });
  };
  if (!a.organisation.empty() && !b.organisation.empty()) return holds({a.organisation}, b.organisation);
  return (!a.organisation.empty() && holds(b.names.names, a.organisation)) ||
         (!b.organisation.empty() && holds(a.names.names, b.organisation));
}

Judgement judge(const Profile& a, const Profile& b, const MatchOptions& options) {
  const auto verdict = [](Sameness sameness, Reason reason, int strength = 0) {
    return Judgement{sameness, reason, strength};
  };
  const auto different = [&](Reason reason) { return verdict(Sameness::different, reason); };
  if ((a.kind == "group") != (b.kind == "group"))
    return different(+[] { return tr("One of the two is a group."); });

  NameLikeness name = compare_names(a.names, b.names, options.name_limit);
  if (name == NameLikeness::unknown && called_alike(a, b)) name = NameLikeness::equal;
  const Common common = common_of(a, b, options);
  const bool same_uid = !a.uid.empty() && a.uid == b.uid;
  const bool equal = name == NameLikeness::equal || name == NameLikeness::cut;
  const bool compatible = name == NameLikeness::unknown || name >= NameLikeness::part;
  const bool birthdays_differ = a.birthday && b.birthday && dates_differ(*a.birthday, *b.birthday);
  const bool birthdays_equal = a.birthday && b.birthday && *a.birthday == *b.birthday && a.birthday->day;
  const int strength = (same_uid ? 1000 : 0) + (common.personal ? 50 : 0) + (common.mail ? 40 : 0) +
                       (common.im ? 40 : 0) + (common.line ? 10 : 0) + (common.tail ? 8 : 0) +
                       (common.shared_mail ? 5 : 0) + (birthdays_equal ? 10 : 0) +
                       (name == NameLikeness::equal ? 20
                        : name == NameLikeness::cut ? 15
                                                    : 0) +
                       (name == NameLikeness::part ? 5 : 0);
  const auto same = [&](Reason reason) { return verdict(Sameness::same, reason, strength); };
  const auto perhaps = [&](Reason reason) { return verdict(Sameness::perhaps, reason, strength); };

  // Father and son: one name, one home, sometimes one number.
  if (a.names.generation != b.names.generation) {
    const bool both_say = !a.names.generation.empty() && !b.names.generation.empty();
    if (!same_uid && (both_say || !common.identifying()))
      return different(+[] { return tr("The same name, but of another generation."); });
    return perhaps(+[] { return tr("Only one of the two names says a generation (Jr., Sr.)."); });
  }
  if (same_uid) {
    if (compatible) return same(+[] { return tr("It is the same card."); });
    if (common.identifying() || common.line)
      return same(+[] { return tr("It is the same card, under another name."); });
    return perhaps(
        +[] { return tr("It has the same card id, but another name, and nothing else in common."); });
  }
  if (common.identifying()) {
    Reason reason = common.personal ? +[] { return tr("A number and the name agree."); }
                    : common.mail   ? +[] { return tr("A mail address and the name agree."); }
                                    : +[] { return tr("A chat address and the name agree."); };
    if (name == NameLikeness::unknown)
      return same(common.personal ? +[] { return tr("A number agrees, and one of the two has no name."); }
                                  : +[] { return tr("An address agrees, and one of the two has no name."); });
    if (compatible) return same(reason);
    if (name == NameLikeness::reading)
      return perhaps(+[] {
        return tr("A number or an address agrees, and one name may be the other in Latin letters.");
      });
    if (common.doubtful && !common.mail && !common.im)
      return different(
          +[] { return tr("They share a number, but the names and the other numbers differ."); });
    return perhaps(common.personal ? +[] { return tr("The number is the same, but the names differ."); }
                                   : +[] { return tr("The address is the same, but the names differ."); });
  }
  if (name == NameLikeness::reading) {
    if (birthdays_differ) return different(+[] { return tr("The same name, but another birthday."); });
    if (has_personal_number(a) && has_personal_number(b))
      return different(
          +[] { return tr("One name may be the other in Latin letters, but the numbers differ."); });
    return perhaps(+[] { return tr("One name may be the other in Latin letters."); });
  }
  if (common.line || common.tail || common.shared_mail) {
    if (!compatible)
      return different(+[] { return tr("They share a number or an address, but the names differ."); });
    if (!equal)
      return perhaps(+[] {
        return tr("They share a number or an address that others may use, and the names are alike.");
      });
    if (birthdays_differ)
      return different(+[] { return tr("The same name and a shared number, but another birthday."); });
    if (!common.tail && has_personal_number(a) && has_personal_number(b))
      return perhaps(+[] { return tr("The same name and a shared number, but other mobile numbers."); });
    return same(+[] { return tr("A shared number or address and the whole name agree."); });
  }
  if (!a.whole.empty() && a.whole == b.whole) return same(+[] { return tr("The two cards say the same."); });
  if (!equal) return different(+[] { return tr("They have nothing in common."); });
  if (birthdays_differ) return different(+[] { return tr("The same name, but another birthday."); });
  if (birthdays_equal && is_telling(a.names))
    return same(+[] { return tr("The name and the birthday agree."); });
  if ((a.bare || b.bare) && name == NameLikeness::equal && (is_telling(a.names) || (a.bare && b.bare)))
    return same(+[] { return tr("The name agrees, and one of the two holds nothing else."); });
  if (!is_telling(a.names) && !a.numbers.empty() && !b.numbers.empty())
    return different(+[] { return tr("A common first name and other numbers."); });
  return perhaps(+[] { return tr("The names agree, but nothing else does."); });
}

}  // namespace

Match match_contacts(const Contact& a, const Contact& b, const MatchOptions& options) {
  const Judgement judgement = judge(profile_of(a, options), profile_of(b, options), options);
  return {judgement.verdict, judgement.reason()};
}

struct MatchIndex::State {
  MatchOptions options;
  // What contacts are compared by; a contact that was joined of several has as many.
  std::vector<Profile> profiles;
  std::vector<std::size_t> contact_of;  // by profile
  std::size_t contacts = 0;
  // By hash: two keys of one hash only make a candidate more, and judge() decides. Of each the first
  // kMostPerKey.
  std::unordered_map<std::size_t, std::vector<std::size_t>> by_key;
  static constexpr std::size_t kMostPerKey = 64, kMostInAll = 4096;

  // What a contact can be found by. Everything that judge() can call the same or perhaps shares one of these.
  // What tells most comes first: only so many candidates are compared.
  static std::vector<std::size_t> keys_of(const Profile& profile) {
    constexpr std::size_t kFew = 16;
    std::vector<std::size_t> keys;
    std::unordered_set<std::size_t> taken;  // used only for many
    const auto put = [&](const std::string& text) {
      const std::size_t key = std::hash<std::string>{}(text);
      if (keys.size() == kFew) taken.insert(keys.begin(), keys.end());
      const bool is_new = keys.size() < kFew ? std::find(keys.begin(), keys.end(), key) == keys.end()
                                             : taken.insert(key).second;
      if (is_new) keys.push_back(key);
    };
    if (!profile.uid.empty()) put("u" + profile.uid);
    for (const Reach reach : {Reach::personal, Reach::unclear, Reach::shared})
      for (const Profile::Number& number : profile.numbers)
        if (number.reach == reach) put("n" + number.key.key);
    for (const std::string& mail : profile.mails) put("m" + mail);
    for (const std::string& im : profile.ims) put("i" + im);
    for (const NameWords& name : profile.names.names)
      for (const std::string& key : name_keys(name)) put("a" + key);
    for (const std::string& key : name_keys(profile.organisation)) put("a" + key);
    for (const NameWords& name : profile.names.names)
      for (const std::string& reading : name.readings) put("r" + reading);
    if (!profile.whole.empty()) put("w" + profile.whole);
    for (const Profile::Number& number : profile.numbers)
      if (!number.tail.empty()) put("t" + number.tail);
    return keys;
  }

  void add(const Contact& contact, std::size_t index) {
    Profile profile = profile_of(contact, options);
    for (const std::size_t key : keys_of(profile))
      if (std::vector<std::size_t>& indexes = by_key[key]; indexes.size() < kMostPerKey)
        indexes.push_back(profiles.size());
    profiles.push_back(std::move(profile));
    contact_of.push_back(index);
    contacts = std::max(contacts, index + 1);
  }

  // Bounded for each key: a switchboard of a thousand people is found by their names.
  [[nodiscard]] std::vector<std::size_t> candidates(const Profile& profile) const {
    std::vector<std::size_t> found;
    for (const std::size_t key : keys_of(profile)) {
      const auto entry = by_key.find(key);
      if (entry == by_key.end()) continue;
      const std::vector<std::size_t>& indexes = entry->second;
      found.insert(found.end(), indexes.begin(), indexes.end());
      if (found.size() > kMostInAll) break;
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }
};

MatchIndex::MatchIndex(std::span<const Contact> known, MatchOptions options)
    : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  state_->profiles.reserve(known.size());
  for (const Contact& contact : known) add(contact);
}
MatchIndex::~MatchIndex() = default;
MatchIndex::MatchIndex(MatchIndex&&) noexcept = default;

void MatchIndex::add(const Contact& contact) { state_->add(contact, state_->contacts); }
void MatchIndex::also(std::size_t index, const Contact& contact) { state_->add(contact, index); }

std::optional<MatchIndex::Found> MatchIndex::best(const Contact& incoming) const {
  const Profile profile = profile_of(incoming, state_->options);
  std::optional<Found> best;
  Judgement best_judgement;
  bool tied = false;
  for (const std::size_t candidate : state_->candidates(profile)) {
    const std::size_t index = state_->contact_of[candidate];
    const Judgement judgement = judge(state_->profiles[candidate], profile, state_->options);
    if (judgement.verdict == Sameness::different) continue;
    const bool better =
        !best || judgement.verdict > best_judgement.verdict ||
        (judgement.verdict == best_judgement.verdict && judgement.strength > best_judgement.strength);
    const bool as_good = !better && judgement.verdict == best_judgement.verdict &&
                         judgement.strength == best_judgement.strength;
    tied = better ? false : tied || (as_good && index != best->index);
    if (!better) continue;
    best_judgement = judgement;
    best = Found{index, {}};
  }
  if (best) best->match = {best_judgement.verdict, best_judgement.reason()};
  if (tied && best->match.verdict == Sameness::same)
    best->match = {Sameness::perhaps, tr("Two entries fit equally well.")};
  return best;
}

}  // namespace phonebook
