// Card: what can only be said when all of its lines have been read.
#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/vcard_card.h"

namespace phonebook::vcard {
namespace {

constexpr std::string_view kAppleOpen = "_$!<", kAppleClose = ">!$_";

bool is_apples(std::string_view label) noexcept {
  return label.size() > kAppleOpen.size() + kAppleClose.size() && label.starts_with(kAppleOpen) &&
         label.ends_with(kAppleClose);
}

}  // namespace

// Whether the label says something that the field now holds.
bool Card::settle_label(const Claim& claim, std::string_view label, bool is_apples) {
  Contact& c = *contact_;
  switch (claim.part) {
    case Part::number:
      c.numbers[claim.index].label = label;
      return true;
    case Part::mail:
      c.mails[claim.index].label = label;
      return true;
    case Part::address:
      c.addresses[claim.index].label = label;
      return true;
    case Part::im:
      return service_from_word(label) == c.im_addresses[claim.index].service;
    case Part::related: {
      Related& related = c.related[claim.index];
      if (!related.type.empty()) return false;
      related.type = is_apples ? ascii_lower(label) : std::string(label);
      return true;
    }
    case Part::date: {
      GroupDate& found = dates_[claim.index];
      const bool names_field = ascii_equal(label, "Anniversary") || ascii_equal(label, "Birthday");
      const auto date = names_field ? parse_date(found.property.value) : std::nullopt;
      std::optional<Date>& field = ascii_equal(label, "Birthday") ? c.birthday : c.anniversary;
      if (!date || (field && field != date)) return false;
      field = date;
      found.used = true;
      return true;
    }
  }
  return false;
}

void Card::settle_labels() {
  std::stable_sort(claims_.begin(), claims_.end(),
                   [](const Claim& a, const Claim& b) { return a.group < b.group; });
  const auto by_group = [](const Claim& claim, const std::string& group) { return claim.group < group; };
  std::vector<bool> labelled(claims_.size());
  for (const Label& label : labels_) {
    const std::string_view whole = strip(label.text);
    const bool apples = is_apples(whole);
    const std::string_view plain =
        apples ? whole.substr(kAppleOpen.size(), whole.size() - kAppleOpen.size() - kAppleClose.size())
               : whole;
    if (plain.empty()) continue;
    bool used = false;
    auto at = std::lower_bound(claims_.begin(), claims_.end(), label.group, by_group);
    for (; at != claims_.end() && at->group == label.group; ++at) {
      const auto index = static_cast<std::size_t>(at - claims_.begin());
      if (labelled[index]) break;  // a second label of the group names nothing more
      labelled[index] = true;
      used = settle_label(*at, plain, apples) || used;
    }
    if (!used && is_token(label.group))
      contact_->other.push_back({label.written_group, "X-ABLABEL", {}, escape(label.text, Version::v3)});
  }
  for (GroupDate& date : dates_)
    if (!date.used) contact_->other.push_back(std::move(date.property));
}

// PREF of 4.0: only the lowest of a kind is preferred.
void Card::settle_preferred() {
  const auto settle = [](auto& entries, const std::vector<int>& ranks) {
    int lowest = 0;
    for (const int rank : ranks)
      if (rank > 0 && (lowest == 0 || rank < lowest)) lowest = rank;
    for (std::size_t i = 0; lowest > 0 && i < ranks.size(); ++i)
      if (ranks[i] == lowest) entries[i].preferred = true;
  };
  settle(contact_->numbers, number_ranks_);
  settle(contact_->mails, mail_ranks_);
  settle(contact_->addresses, address_ranks_);
}

// X-QQ beside an IMPP of the same address is the same address.
void Card::settle_im() {
  std::vector<ImAddress>& ims = contact_->im_addresses;
  im_by_property_.resize(ims.size());
  std::vector<std::pair<std::string_view, std::string_view>> by_impp;
  for (std::size_t i = 0; i < ims.size(); ++i)
    if (!im_by_property_[i]) by_impp.emplace_back(ims[i].service, ims[i].address);
  if (by_impp.empty()) return;
  std::sort(by_impp.begin(), by_impp.end());
  std::vector<ImAddress> kept;
  for (std::size_t i = 0; i < ims.size(); ++i) {
    const ImAddress& im = ims[i];
    if (!im_by_property_[i] ||
        !std::binary_search(by_impp.begin(), by_impp.end(),
                            std::pair<std::string_view, std::string_view>(im.service, im.address)))
      kept.push_back(im);
  }
  ims = std::move(kept);
}

}  // namespace phonebook::vcard
