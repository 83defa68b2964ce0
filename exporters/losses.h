// What of a contact is not there any more once a phone or a document holds it: for a person's eyes, and known
// before it is sent.
//
//   for (const Loss& loss : losses_between(contact, phone.kept(contact))) warn(loss);
//
// Pure and thread-safe.
#pragma once
#include <string>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

struct Loss {
  // name nickname number mail im organisation title role address url birthday anniversary note photo category
  // kind other, as merge.h has them; for what goes along with a value: type label preferred. The uid and the
  // time of the last change are the book's keeping, and no loss to a person.
  std::string field;
  std::string what;  // what the contact says, shortened for a line; of a photo its size
  std::string kept;  // what is left of it; empty: nothing
  friend bool operator==(const Loss&, const Loss&) = default;
};

// Everything that `before` says and `after` does not, in the order of the fields. Empty exactly when nothing
// is missing: what `after` says more is no loss. Linear in the values of both.
[[nodiscard]] std::vector<Loss> losses_between(const Contact& before, const Contact& after);

}  // namespace phonebook
