// text_reader: contacts from plain text: what text_writer writes, and what people write.
//
//   Name:    Bob Builder            | Bob Builder <bob@example.org>      | Bob Builder 0171 1234567
//   Mobile:  +49 171 1234567        | To: Ann <ann@…>, Bob <bob@…>       | Bob: 0171 1234567
//   Note:    first line             |
//            second line            | a card: a name, and lines of numbers and addresses under it
//
// "Label: value" lines in any language of data/csv/headings make a block; a line that begins with a blank
// goes on with the value above; an empty line, or the name once more, begins the next contact. What is no
// contact is passed over and told. Streams, linear, one block in memory. One thread.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "exporters/table_contacts.h"

namespace phonebook {

[[nodiscard]] Result<void> stream_text(const ReadBytes& from, const ReadOptions& options,
                                       const TakeContact& take, const TakeDiagnostic& tell);

// Whether the first bytes of a file hold a contact in that way.
[[nodiscard]] bool looks_like_contacts_text(std::string_view head);

// The same, line by line, for who has lines from elsewhere.
class TextContacts {
 public:
  // Both must outlive this.
  TextContacts(const TakeContact& take, TableReports& reports) : take_(take), reports_(reports) {}
  // Without its end. An error of `take` is returned.
  [[nodiscard]] Result<void> line(std::string_view text, std::size_t number);
  // The block is complete.
  [[nodiscard]] Result<void> end_block();

 private:
  struct Labelled {
    std::string label, value;
  };
  [[nodiscard]] bool take_labelled(std::string_view text, std::size_t number);
  [[nodiscard]] Result<bool> take_mail_header(std::string_view label, std::string_view value);
  [[nodiscard]] Result<void> take_plain(std::string_view text, std::size_t number);
  [[nodiscard]] Result<void> give_labelled();
  [[nodiscard]] Result<void> give_card();
  [[nodiscard]] TableContacts& table_for(const std::vector<std::string>& labels);

  const TakeContact& take_;
  TableReports& reports_;
  std::vector<Labelled> labelled_;
  std::vector<std::pair<std::size_t, std::string>> plain_;  // lines without a label, with their numbers
  std::size_t first_line_ = 0, blanks_ = 0, size_ = 0;
  std::unordered_map<std::string, TableContacts> tables_;  // by their labels
  enum class Label { unknown, inside, begins };            // `inside`: known, but no field of a contact
  std::unordered_map<std::string, Label> known_labels_;
};

}  // namespace phonebook
