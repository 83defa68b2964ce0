#include "engine/add_to_phone.h"

#include "base/text.h"

namespace phonebook {

Result<Added> add_to_phone(Engine& engine, const AddRequest& request, Host& host) {
  auto card = make_card(engine, request.card);
  if (!card) return card.failure();
  const bool says_something = !card->contact.numbers.empty() || !card->contact.mails.empty() ||
                              card->contact.im_addresses.size() > 1 || !card->findings.empty();
  if (card->first && !says_something)
    return fail(Code::not_found,
                tr("No number, mail address or id of this person is known yet; there is nothing to add."));
  auto contact = keep_card(engine, *card, request.name);
  if (!contact) return contact.failure();
  auto report = send(engine, {&*contact, 1}, request.options, host);
  if (!report) return report.failure();
  const bool there = !report->items.empty() && (report->items.front().outcome == Outcome::written ||
                                                report->items.front().outcome == Outcome::unchanged);
  if (there)
    if (auto done = mark_kept(engine, *card, contact->uid); !done) return done.failure();
  return Added{*std::move(contact), *std::move(report)};
}

}  // namespace phonebook
