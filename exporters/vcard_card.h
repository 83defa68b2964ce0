// One card's properties → a Contact. The reader hands the lines over; what no field expresses is kept in
// `other`.
//
//   Card card(context);
//   card.begin(contact, Version::v3);
//   card.take(line);  …
//   card.finish();                       // the contact is whole
//
// One Card reads many, one after the other: its memory is used again.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "contacts/contact.h"
#include "exporters/vcard_lines.h"
#include "exporters/vcard_syntax.h"
#include "exporters/vcard_values.h"

namespace phonebook::vcard {

class Card {
 public:
  explicit Card(const Context& context) : context_(context), values_(context) {}
  // `contact` is empty, and stays where it is until finish(). `line` is where the card begins.
  void begin(Contact& contact, Version version, std::size_t line);
  void take(const VcardLine& line);
  // A whole card that stood inside this one.
  void keep_agent(std::string_view card);
  // Ties labels to what they label and settles what is preferred.
  void finish();

 private:
  enum class Part { number, mail, address, im, date, related };
  struct Claim {
    std::string group;  // in capitals
    Part part;
    std::size_t index;
  };
  struct Label {
    std::string group, written_group, text;
  };
  struct GroupDate {
    OtherProperty property;
    bool used = false;
  };
  // What the parameters of a number, a mail, an IM or a postal address say.
  struct Attributes {
    std::string label;
    bool preferred = false;
    int rank = 0;  // PREF of 4.0, 1 to 100; 0: none
  };

  // vcard_card.cpp
  bool take_known(const VcardLine& line);
  void take_name(const VcardLine& line);
  void take_kind(const VcardLine& line);
  void take_reading(const VcardLine& line);
  bool take_organisation(const VcardLine& line);
  bool take_text(const VcardLine& line, std::string& field);
  void take_note(const VcardLine& line);
  void take_version(const VcardLine& line);
  void take_category(std::string_view word);
  bool take_date(const VcardLine& line, std::optional<Date>& date);
  bool take_gender(const VcardLine& line);
  bool take_related(const VcardLine& line, std::string_view type);
  bool take_android(const VcardLine& line);
  void take_revision(const VcardLine& line);
  void take_labelled_date(const VcardLine& line);
  bool take_unknown(const VcardLine& line);
  void keep(const VcardLine& line);
  // vcard_reachable.cpp
  Attributes attributes(const VcardLine& line, std::vector<std::string>& types);
  void add_type(std::string_view word, const VcardLine& line, Attributes& found,
                std::vector<std::string>& types);
  void claim(const VcardLine& line, Part part, std::size_t index);
  // The last of `entries` has its value: its attributes, its claim of a label, its rank.
  template <class Entry>
  void finish_entry(const VcardLine& line, Part part, std::vector<Entry>& entries, std::vector<int>& ranks);
  void take_number(const VcardLine& line);
  void take_mail(const VcardLine& line);
  void take_address(const VcardLine& line);
  void take_address_label(const VcardLine& line, const std::vector<std::string>& types);
  void take_im_address(const VcardLine& line);
  void take_im_property(const VcardLine& line, std::string service);
  void finish_im(const VcardLine& line);
  void take_photo(const VcardLine& line);
  // vcard_settle.cpp
  void settle_labels();
  bool settle_label(const Claim& claim, std::string_view label, bool is_apples);
  void settle_preferred();
  void settle_im();

  const Context& context_;
  ValueDecoder values_;
  Contact* contact_ = nullptr;
  bool has_name_ = false, has_name_line_ = false, has_kind_ = false, has_revision_ = false;
  bool has_version_ = false, ranked_ = false;
  std::string derived_name_;  // an FN that was made of the card's other lines
  std::size_t properties_ = 0, line_ = 0;
  std::vector<int> number_ranks_, mail_ranks_,
      address_ranks_;  // as long as the lists, where anything is ranked
  std::unordered_set<std::string> categories_;
  std::vector<bool> im_by_property_;  // X-QQ and the like, which double an IMPP
  bool any_im_property_ = false;
  std::vector<Claim> claims_;
  std::vector<Label> labels_;
  std::vector<GroupDate> dates_;
};

// Everything gone, the memory kept.
void clear_contact(Contact& contact);

}  // namespace phonebook::vcard
