#include "exporters/contact_table.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <system_error>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/shown_fields.h"
#include "exporters/tel_text.h"

namespace phonebook {
namespace {

constexpr int kAddressGroup = static_cast<int>(Field::address);

// Where a word stands among all words; own words come after those of their field.
int find_place(Field field, const std::string& word) {
  int place = 0;
  for (const FieldWord& known : field_words()) {
    if (known.field == field && word == tr(known.english)) return place;
    ++place;
  }
  return place;
}

Fail spool_failure(int error) {
  return fail(Code::io, std::string(tr("The temporary file for the table could not be used.")) + " " +
                            std::generic_category().message(error));
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  for (const std::string_view line : split(text, '\n')) {
    // Nothing is made wider than a page, and what is said about a long line need not be exact.
    widest = std::max(widest, display_columns(line.substr(0, 400)));
    if (widest >= 100) break;
  }
  return widest;
}

}  // namespace

// The cells of one contact, each under its column's number.
class ContactTable::Row {
 public:
  explicit Row(ContactTable& table) : table_(table) {}

  void add(Field field, const std::string& word, std::string_view text) {
    add(field, table_.place_of(field, word), word, text);
  }
  void add(Field field, std::string_view text) { add(field, field_word(field), text); }
  void add(const PostalAddress& address) {
    if (!address.label.empty())
      return add(Field::address, address_word(address.types, address.label), address_text(address));
    // The parts of one address share a number, also those that are empty in it.
    const std::string whole = address_word(address.types, "");
    const int place = table_.place_of(Field::address, whole);
    const std::size_t number = ++counts_[{kAddressGroup, "\n" + whole}];
    const std::pair<Field, const std::string*> parts[] = {
        {Field::street, &address.street},  {Field::extended, &address.extended},
        {Field::po_box, &address.po_box},  {Field::city, &address.city},
        {Field::region, &address.region},  {Field::postcode, &address.postcode},
        {Field::country, &address.country}};
    for (const auto& [part, text] : parts)
      put(part, place, address_part_word(part, address.types), *text, number);
  }
  // Column and text.
  std::vector<std::pair<std::size_t, std::string>> cells;

 private:
  void add(Field field, int place, const std::string& word, std::string_view text) {
    if (trim(text).empty()) return;
    put(field, place, word, text, ++counts_[{static_cast<int>(field), word}]);
  }
  void put(Field field, int place, const std::string& word, std::string_view text, std::size_t occurrence) {
    std::string clean = document_text(text);
    if (trim(clean).empty()) return;
    const std::size_t column = table_.column_for(field, place, word, std::min(occurrence, kMaxOfOneWord));
    // There was no room for a column of its own.
    const std::string& shown = table_.known_[column].key.word;
    if (!shown.empty() && shown != word) clean = word + ": " + clean;
    const auto [at, fresh] = index_.emplace(column, cells.size());
    if (fresh)
      cells.emplace_back(column, std::move(clean));
    else
      cells[at->second].second += "\n" + clean;
  }

  ContactTable& table_;
  std::map<std::pair<int, std::string>, std::size_t> counts_;
  std::map<std::size_t, std::size_t> index_;
};

int ContactTable::place_of(Field field, const std::string& word) {
  const auto [known, fresh] = places_.emplace(std::pair(field, word), 0);
  if (fresh) known->second = find_place(field, word);
  // As many words as a hostile file has are not worth remembering.
  const int place = known->second;
  if (places_.size() > 10 * kMaxColumns) places_.clear();
  return place;
}

std::size_t ContactTable::column_for(Field field, int place, const std::string& word,
                                     std::size_t occurrence) {
  const bool part = field >= Field::street && field <= Field::country;
  const Key key{part ? kAddressGroup : static_cast<int>(field), place, word.empty() || part ? "" : word,
                occurrence, part ? static_cast<int>(field) : 0};
  if (const auto found = by_key_.find(key); found != by_key_.end()) return found->second;
  const std::string plain = field_word(field);
  if (known_.size() >= kMaxColumns && !(word == plain && occurrence == 1))
    return column_for(field, place_of(field, plain), plain, 1);
  const std::size_t column = known_.size();
  std::string heading = document_text(word);
  std::replace(heading.begin(), heading.end(), '\n', ' ');
  if (occurrence > 1) heading += " " + std::to_string(occurrence);
  const std::size_t width = widest_line(heading);
  known_.push_back({{std::move(heading), field, width}, key});
  by_key_.emplace(key, column);
  return column;
}

Result<void> ContactTable::add(const Contact& contact) {
  if (known_.empty()) static_cast<void>(column_for(Field::name, 0, field_word(Field::name), 1));
  Row row(*this);
  row.add(Field::name, shown_name(contact));
  // Beside a column for one part of the name, "Name" would be taken for the other part.
  if (!contact.name.empty())
    for (const Field part : {Field::given, Field::family}) {
      const std::string word = field_word(part);
      static_cast<void>(column_for(part, place_of(part, word), word, 1));
    }
  row.add(Field::prefix, contact.name.prefix);
  row.add(Field::given, contact.name.given);
  row.add(Field::middle, contact.name.middle);
  row.add(Field::family, contact.name.family);
  row.add(Field::suffix, contact.name.suffix);
  row.add(Field::reading, reading_text(contact.reading));
  for (const std::string& nickname : contact.nicknames) row.add(Field::nickname, nickname);
  for (std::size_t i = 0; i < contact.organisation.size(); ++i)
    row.add(i == 0 ? Field::organisation : Field::department, contact.organisation[i]);
  row.add(Field::title, contact.title);
  row.add(Field::role, contact.role);
  for (const ContactNumber& n : contact.numbers)
    row.add(Field::number, number_word(n.types, n.label), tel_text(n));
  for (const ContactMail& m : contact.mails) row.add(Field::mail, mail_word(m.types, m.label), m.address);
  for (const ImAddress& i : contact.im_addresses) row.add(Field::im, im_word(i.service), i.address);
  for (const PostalAddress& address : contact.addresses) row.add(address);
  for (const std::string& url : contact.urls) row.add(Field::url, url);
  if (contact.birthday) row.add(Field::birthday, write_date(*contact.birthday, true));
  if (contact.anniversary) row.add(Field::anniversary, write_date(*contact.anniversary, true));
  std::string groups;
  for (const std::string& group : contact.categories) groups += (groups.empty() ? "" : ", ") + group;
  row.add(Field::category, groups);
  for (const Related& person : contact.related)
    row.add(Field::related, related_word(person.type), person.value);
  for (const std::string& member : contact.members) row.add(Field::member, member);
  row.add(Field::note, contact.note);
  return keep(row);
}

Result<void> ContactTable::keep(const Row& row) {
  if (!spool_) spool_.reset(std::tmpfile());
  if (!spool_) return spool_failure(errno);
  const auto put = [&](const void* bytes, std::size_t size) {
    return size == 0 || std::fwrite(bytes, 1, size, spool_.get()) == size;
  };
  const std::uint64_t count = row.cells.size();
  bool good = put(&count, sizeof count);
  for (const auto& [column, text] : row.cells) {
    known_[column].column.width = std::max(known_[column].column.width, widest_line(text));
    const std::uint64_t head[] = {column, text.size()};
    good = good && put(head, sizeof head) && put(text.data(), text.size());
  }
  if (!good) return spool_failure(errno);
  ++rows_;
  return {};
}

std::vector<std::size_t> ContactTable::order() const {
  std::vector<std::size_t> order(known_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return known_[a].key < known_[b].key; });
  return order;
}

std::vector<ContactTable::Column> ContactTable::columns() const {
  std::vector<Column> out;
  for (const std::size_t column : order()) out.push_back(known_[column].column);
  if (out.empty())
    out.push_back({field_word(Field::name), Field::name, display_columns(field_word(Field::name))});
  return out;
}

Result<void> ContactTable::each_row(const TakeRow& take) {
  if (!spool_) return {};
  if (std::fflush(spool_.get()) != 0 || std::fseek(spool_.get(), 0, SEEK_SET) != 0)
    return spool_failure(errno);
  const std::vector<std::size_t> shown = order();
  std::vector<std::size_t> place(shown.size());
  for (std::size_t i = 0; i < shown.size(); ++i) place[shown[i]] = i;
  const auto get = [&](void* bytes, std::size_t size) {
    return size == 0 || std::fread(bytes, 1, size, spool_.get()) == size;
  };
  std::vector<std::string> cells(shown.size());
  for (std::size_t row = 0; row < rows_; ++row) {
    for (std::string& cell : cells) cell.clear();
    std::uint64_t count = 0;
    if (!get(&count, sizeof count)) return spool_failure(errno);
    for (; count > 0; --count) {
      std::uint64_t head[2];
      if (!get(head, sizeof head)) return spool_failure(errno);
      std::string& cell = cells[place[head[0]]];
      cell.resize(head[1]);
      if (!get(cell.data(), cell.size())) return spool_failure(errno);
    }
    if (auto taken = take(cells); !taken) return taken;
  }
  return {};
}

}  // namespace phonebook
