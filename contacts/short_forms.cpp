#include "contacts/short_forms.h"

#include <algorithm>
#include <array>

namespace phonebook {
namespace {

// A row: the name, then what it is cut to or spoken as. A short form may stand in several rows.
constexpr std::array<std::string_view, 72> kRows{"robert bob bobby rob robbie bert",
                                                 "william bill billy will willy liam",
                                                 "richard rick ricky dick rich",
                                                 "james jim jimmy jamie",
                                                 "john johnny jack jon",
                                                 "jonathan jon jonny",
                                                 "michael mike mick micky mikey michi",
                                                 "thomas tom tommy",
                                                 "edward ed eddie ted teddy ned",
                                                 "charles charlie chuck chas",
                                                 "david dave davy",
                                                 "daniel dan danny",
                                                 "andrew andy drew",
                                                 "anthony tony",
                                                 "antonio tony toni tonio",
                                                 "christopher chris kit",
                                                 "christian chris",
                                                 "benjamin ben benny",
                                                 "samuel sam sammy",
                                                 "samantha sam",
                                                 "alexander alex sandy xander sascha",
                                                 "alexandra alex sandra sascha",
                                                 "nicholas nick nicky",
                                                 "nikolaus niko klaus nick",
                                                 "steven steve",
                                                 "stephen steve",
                                                 "stefan steff",
                                                 "matthew matt",
                                                 "matthias matze",
                                                 "joseph joe joey",
                                                 "josef sepp",
                                                 "kenneth ken kenny",
                                                 "gregory greg",
                                                 "jeffrey jeff",
                                                 "lawrence larry",
                                                 "timothy tim timmy",
                                                 "patrick pat paddy",
                                                 "patricia pat patty tricia trish",
                                                 "peter pete",
                                                 "philip phil pip",
                                                 "raymond ray",
                                                 "ronald ron ronnie",
                                                 "theodore ted theo",
                                                 "frederick fred freddy freddie",
                                                 "friedrich fritz",
                                                 "johannes hannes hans",
                                                 "elizabeth liz lizzy beth betty eliza lisa",
                                                 "elisabeth lisa lisbeth sissi",
                                                 "margaret maggie meg peggy marge",
                                                 "katherine kate kathy katie kat",
                                                 "catherine cathy kate cate katie",
                                                 "jennifer jen jenny",
                                                 "jessica jess jessie",
                                                 "susan sue susie",
                                                 "deborah deb debbie",
                                                 "rebecca becky becca",
                                                 "victoria vicky tori",
                                                 "barbara barb babs",
                                                 "guadalupe lupe",
                                                 "francisco paco pancho kiko",
                                                 "jose pepe",
                                                 "ignacio nacho",
                                                 "manuel manolo",
                                                 "александр саша шура алекс",
                                                 "александра саша шура",
                                                 "владимир вова володя",
                                                 "дмитрии дима митя",
                                                 "екатерина катя",
                                                 "иван ваня",
                                                 "мария маша",
                                                 "михаил миша",
                                                 "анастасия настя"};

bool holds_word(std::string_view row, std::string_view word) {
  for (std::size_t at = row.find(word); at != std::string_view::npos; at = row.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || row[at - 1] == ' ') && (end == row.size() || row[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool may_be_one_first_name(std::string_view a, std::string_view b) {
  if (a == b || a.size() < 2 || b.size() < 2) return false;
  return std::any_of(kRows.begin(), kRows.end(),
                     [&](std::string_view row) { return holds_word(row, a) && holds_word(row, b); });
}

}  // namespace phonebook
