// sms_card: what of a contact goes over in short messages, and the vCard 2.1 that carries it.
//
//   const Contact kept = kept_by_sms(contact);   // what the phone will have
//   const std::string card = write_sms_card(contact);
//
// Name, numbers, mail addresses and the company: what a phone takes that knows business cards on port 9204.
// As few octets as vCard 2.1 allows, for each 128 of them cost money. Pure functions, thread-safe.
#pragma once
#include <string>

#include "contacts/contact.h"

namespace phonebook {

// The uid stays, to tell whose it is; it is not sent. An extension becomes part of the number, behind the
// "p" that makes phones pause.
[[nodiscard]] Contact kept_by_sms(const Contact& contact);

// BEGIN to END with CRLF. ASCII but for nothing: what is not ASCII is quoted-printable UTF-8, which phones of
// that age read and write themselves; they take bare 8-bit text for Latin-1. FN is there only when it is not
// what N says already: phones show N.
[[nodiscard]] std::string write_sms_card(const Contact& contact);

}  // namespace phonebook
