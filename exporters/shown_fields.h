// A contact as a person reads it: labelled values in order. What documents for people are made of.
//
//   for (const ShownField& f : shown_fields(contact, {})) print(f.label + ": " + f.text);
//
// What is for programs (uid, time of the last change, unknown properties) and the photo are not among them.
// Text is valid UTF-8 without control characters but '\n'. Thread rule: functions only.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contact.h"
#include "exporters/field_words.h"

namespace phonebook {

struct ShownField {
  Field field;
  std::string label;  // in the person's language; never empty
  std::string text;   // never empty
  std::string plain;  // of a number: as it is kept, whatever the eye is shown
};

struct ShownOptions {
  bool for_the_eye =
      false;           // numbers spaced and dates in words; else as they are kept ("+491711234567", ISO 8601)
  std::string region;  // whose numbers are written nationally, with for_the_eye
};

// The name comes first, also when nothing but a number is known (shown_name()). An address is one text of
// several lines. Numbers come with ";ext=12" where they have an extension, for the eye as it is spoken.
[[nodiscard]] std::vector<ShownField> shown_fields(const Contact& contact, const ShownOptions& options);

// "1 High St\nEly, CA 12345\nUK": what is there, in the order in which its country's post wants it.
[[nodiscard]] std::string address_text(const PostalAddress& address);

// How the name is read aloud, family first: "さとう さくら"; "" where nobody says.
[[nodiscard]] std::string reading_text(const NameReading& reading);

// "14 June 1985", "14 June", in the person's language.
[[nodiscard]] std::string spoken_date(const Date& date);

// Without control characters (but '\n'; "\r\n" becomes one) and noncharacters, which no document takes.
[[nodiscard]] std::string document_text(std::string_view text);

}  // namespace phonebook
