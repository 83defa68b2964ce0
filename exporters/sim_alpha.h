// The name of a SIM's phone book entry: the alpha identifier of EF_ADN (3GPP TS 31.102 and TS 51.011, 10.5.1)
// in the codings of ETSI TS 102 221, annex A (GSM 11.11, annex B): the GSM default alphabet (3GPP
// TS 23.038, 6.2.1) with its extension table, or UCS2 in the forms 80, 81 and 82.
//
//   SimAlpha name = encode_sim_alpha("Müller Анна", 14);   // name.octets is what the card gets, name.kept
//   what it shows decode_sim_alpha(name.octets) == name.kept
//
// Pure and thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phonebook {

enum class SimCoding : std::uint8_t {
  gsm,      // an octet a character, two for one of the extension table
  ucs2_80,  // 80, then two octets a character
  ucs2_81,  // 81, length, base; an octet a character of GSM or of one half page of 128
  ucs2_82,  // 82, length, two octets of base; an octet a character of GSM or of any 128 in a row
};

struct SimAlpha {
  SimCoding coding = SimCoding::gsm;
  std::string octets;  // exactly as many as asked for, filled with FF
  std::string kept;    // UTF-8: what of the text is in them
};

// `text` is UTF-8, `size` the record's octets for the name (241 at most are used: no SIM has more). Taken is
// the coding that keeps the most characters, the shorter one of several. What no coding has (beyond U+FFFF,
// line ends) is left out; a text written in parts is composed (NFC) first. Never cut inside what a person
// sees as one character.
[[nodiscard]] SimAlpha encode_sim_alpha(std::string_view text, std::size_t size);

// UTF-8 of what a SIM holds; "" for an empty field (all FF). Absent where the octets are no alpha identifier:
// a length beyond the field, an octet that the GSM alphabet has not. An escape with nothing behind it reads
// as a blank, as 23.038 wants; a surrogate pair in 80, which some phones write, as its character.
[[nodiscard]] std::optional<std::string> decode_sim_alpha(std::string_view octets);

// Octets of the text in the GSM default alphabet (two for a character of the extension table); absent where
// it has others.
[[nodiscard]] std::optional<std::size_t> gsm_length(std::string_view text);

}  // namespace phonebook
