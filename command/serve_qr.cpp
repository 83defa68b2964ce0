#include "command/serve_qr.h"

#include "base/text.h"
#include "command/serve_params.h"
#include "engine/card.h"
#include "transports/qr/qr_code.h"
#include "transports/qr/qr_terminal.h"

namespace phonebook::command {
namespace {
using nlohmann::json;

// By uid out of the book, else the card as Add to phone would send it.
Result<Contact> wanted_contact(const Call& call) {
  if (!call.params.contains("uid")) {
    auto card = make_card(call.engine, card_param(call.params));
    if (!card) return card.failure();
    Contact contact = std::move(card->contact);
    // As keep_card() does when it goes to a phone.
    if (contact.name.empty()) contact.name = name_parts_of(contact.formatted_name);
    return contact;
  }
  auto found = call.engine.book().contact(needed_text(call.params, "uid"));
  if (!found) return found.failure();
  if (!*found) return fail(Code::not_found, tr("The book has no such contact."));
  return **std::move(found);
}

json rows_json(const QrCode& code) {
  json out = json::array();
  for (int y = 0; y < code.size; ++y) {
    std::string row;
    for (int x = 0; x < code.size; ++x) row += code.dark(x, y) ? '1' : '0';
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

Result<json> qr_call(const Call& call) {
  auto contact = wanted_contact(call);
  if (!contact) return contact.failure();
  const bool smallest = flag_param(call.params, "smallest"), invert = flag_param(call.params, "invert");
  const auto code = make_qr_code(*contact, smallest ? QrSize::smallest : QrSize::comfortable);
  if (!code) return code.failure();
  json left_out = code->no_room;
  for (const std::string& what : code->not_taken) left_out.push_back(what);
  const QrTextSize size = qr_text_size(*code, false);
  return json{{"uid", contact->uid},       {"name", code->name},
              {"size", code->size},        {"quiet_zone", kQrQuietZone},
              {"rows", rows_json(*code)},  {"left_out", std::move(left_out)},
              {"sentence", how_to_scan()}, {"remark", code->remark()},
              {"card", code->text},        {"text", qr_text(*code, {.invert = invert})},
              {"columns", size.columns},   {"lines", size.lines}};
}

}  // namespace phonebook::command
