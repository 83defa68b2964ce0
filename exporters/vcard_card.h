// One card's properties → a Contact. The reader hands the lines over; what no field expresses is kept in
// `other`.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "contacts/contact.h"
#include "exporters/vcard_lines.h"
#include "exporters/vcard_syntax.h"

namespace phonebook::vcard {

// What a card asks of its file.
struct Context {
  std::function<const std::string&()> charset;  // of undeclared text that is not UTF-8
  std::function<void(std::size_t line, std::string found, std::string done)> report;
};

class Card {
 public:
  Card(Version version, const Context& context) : version_(version), context_(context) {}
  void take(const VcardLine& line);
  // A whole card that stood inside this one.
  void keep_agent(std::string_view card);
  // Ties labels to what they label and settles what is preferred. The Card is empty afterwards.
  [[nodiscard]] Contact finish();

 private:
  enum class Part { number, mail, address, im, date };
  struct Claim {
    Part part;
    std::size_t index;
  };
  // What the parameters of a number, a mail, an IM or a postal address say.
  struct Attributes {
    std::vector<std::string> types;
    std::string label;
    bool preferred = false;
    int rank = 0;  // PREF of 4.0, 1 to 100; 0: none
  };

  [[nodiscard]] std::string utf8(std::string_view bytes, const VcardLine& line) const;
  [[nodiscard]] bool is_quoted(const VcardLine& line) const;
  [[nodiscard]] std::string decoded(std::string_view raw, const VcardLine& line) const;
  [[nodiscard]] std::string text(const VcardLine& line) const;
  [[nodiscard]] std::vector<std::string> parts(const VcardLine& line, char separator) const;
  [[nodiscard]] Attributes attributes(const VcardLine& line) const;
  void claim(const VcardLine& line, Part part, std::size_t index);

  bool take_person(const VcardLine& line, std::string_view name);
  bool take_reachable(const VcardLine& line, std::string_view name);
  bool take_rest(const VcardLine& line, std::string_view name);
  void take_name(const VcardLine& line);
  void take_number(const VcardLine& line);
  void take_mail(const VcardLine& line);
  void take_address(const VcardLine& line);
  void take_impp(const VcardLine& line);
  void take_photo(const VcardLine& line);
  bool take_more(const VcardLine& line, std::string_view name);
  bool take_text(const VcardLine& line, std::string& field);
  void take_phonetic(const VcardLine& line);
  bool take_date(const VcardLine& line, std::optional<Date>& date);
  bool take_android(const VcardLine& line);
  void keep(const VcardLine& line, std::string name = {});
  void settle_labels();
  void settle_preferred();
  void settle_im();

  Version version_;
  const Context& context_;
  Contact contact_;
  bool has_name_ = false, has_formatted_name_ = false;
  std::size_t properties_ = 0;
  std::vector<int> number_ranks_, mail_ranks_, address_ranks_;
  std::unordered_set<std::string> categories_;
  std::vector<bool> im_by_property_;                         // X-QQ and the like, which double an IMPP
  std::multimap<std::string, Claim> claims_;                 // by group
  std::vector<std::pair<std::string, std::string>> labels_;  // group, label
  struct GroupDate {
    std::string group;
    OtherProperty property;
  };
  std::vector<GroupDate> apple_dates_;
};

}  // namespace phonebook::vcard
