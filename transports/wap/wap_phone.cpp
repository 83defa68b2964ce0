#include "transports/wap/wap_phone.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/text.h"
#include "transports/wap/delivery_reports.h"
#include "transports/wap/sendsms.h"
#include "transports/wap/sms.h"
#include "transports/wap/sms_card.h"

namespace phonebook {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A phone that is on and in reach has a message within seconds.
constexpr milliseconds kPatience{90'000};
constexpr milliseconds kRequestLimit{20'000};
constexpr milliseconds kShortestRequest{500};
// A gateway that has gone tells nothing any more; one that starts anew is given the time of two looks.
constexpr milliseconds kLookAtGateway{3'000};
constexpr int kLooksInVain = 2;

Fail only_takes() {
  return fail(Code::unsupported, tr("A phone that is reached by short messages cannot be read or changed."));
}

Fail too_large(std::size_t messages, std::size_t limit) {
  return fail(
      Code::unsupported,
      fmt::format(fmt::runtime(tr("The card takes {} short messages; the gateway is set to send {} at most "
                                  "for one contact. Leave something out, or allow more with "
                                  "“purple-phonebook gateway --set … --parts”.")),
                  messages, limit));
}

std::string in_part(std::string sentence, std::size_t sent, std::size_t total) {
  if (sent == 0) return sentence;
  return std::move(sentence) + " " +
         fmt::format(
             fmt::runtime(tr("{} of its {} messages had gone out; the phone shows no card that is not "
                             "whole.")),
             sent, total);
}

std::string with_words(const char* plain, const char* quoting, const std::string& words) {
  return words.empty() ? std::string(plain) : fmt::format(fmt::runtime(quoting), words);
}

Result<void> ending(const Delivery& delivery, bool cancelled) {
  using State = Delivery::State;
  switch (delivery.state) {
    case State::delivered:
      return {};
    case State::refused:
      return fail(Code::denied,
                  with_words(tr("The network refused the message. Look whether the number is right."),
                             tr("The network refused the message ({}). Look whether the number is right."),
                             delivery.words));
    case State::failed:
      return fail(
          Code::unreachable,
          with_words(
              tr("The network could not deliver the message. See that the phone is on and has reception."),
              tr("The network could not deliver the message ({}). See that the phone is on and has "
                 "reception."),
              delivery.words));
    case State::open:
      break;
  }
  if (cancelled)
    return fail(Code::uncertain,
                tr("Nobody waited for the end: the gateway has the card, and it may still arrive."));
  if (delivery.buffered) {
    return fail(
        Code::uncertain,
        tr("The network keeps the card for the phone, which it cannot reach just now. It should arrive when "
           "the phone is on; look there before sending again."));
  }
  if (delivery.handed_over) {
    return fail(Code::uncertain, tr("The network has taken the card, but there is no word whether it "
                                    "arrived. Look on the phone before "
                                    "sending again."));
  }
  return fail(
      Code::uncertain,
      tr("The card was handed to the gateway; there is no word whether it arrived. Look on the phone before "
         "sending again."));
}

// As reports->wait(), and ends as well when the gateway is gone.
Delivery wait_for_reports(DeliveryReports& reports, std::span<const std::string> tokens,
                          const Gateway& gateway, steady_clock::time_point until, const Task& task) {
  int in_vain = 0;
  while (true) {
    const auto look = std::min(steady_clock::now() + kLookAtGateway, until);
    Delivery delivery = reports.wait(tokens, look, task);
    if (delivery.state != Delivery::State::open || look == until || task.cancelled()) return delivery;
    in_vain = reach_gateway(gateway) ? 0 : in_vain + 1;
    if (in_vain == kLooksInVain) return reports.wait(tokens, steady_clock::now(), task);
  }
}

// What becomes of the contacts behind one that failed so.
std::optional<Fail> rest_after(Code code) {
  switch (code) {
    case Code::unsupported:
    case Code::invalid_input:
      return std::nullopt;  // that card's own fault
    case Code::cancelled:
      return fail(Code::cancelled, tr("Cancelled before it was sent."));
    case Code::denied:
      return fail(Code::denied, tr("Not sent: the message before it was refused."));
    default:
      return fail(Code::unreachable, tr("Not sent: the message before it did not arrive for sure."));
  }
}

}  // namespace

WapPhone::WapPhone(std::string number, Gateway gateway)
    : number_(std::move(number)),
      gateway_(std::move(gateway)),
      // Anywhere, so that two programs hardly ever mix up their parts.
      reference_(static_cast<std::uint8_t>(std::hash<std::string>{}(new_uuid()))) {}

Contact WapPhone::kept(const Contact& contact) const { return kept_by_sms(contact); }

Result<Phone::Contents> WapPhone::read(const Task&) { return only_takes(); }

Result<std::string> WapPhone::update(const PhoneEntry&, const Contact&, const Task&) { return only_takes(); }

Result<std::string> WapPhone::add(const Contact& contact, const Task& task) {
  return std::move(add_all({&contact, 1}, task).front());
}

std::vector<Result<std::string>> WapPhone::add_all(std::span<const Contact> contacts, const Task& task) {
  std::vector<Result<std::string>> out;
  out.reserve(contacts.size());
  std::optional<Fail> ended;  // why the rest is not sent
  std::unique_ptr<DeliveryReports> reports;
  for (const Contact& contact : contacts) {
    if (!ended && task.cancelled()) ended = rest_after(Code::cancelled);
    if (!ended && gateway_.reports && !reports) {
      auto listening = DeliveryReports::listen(*gateway_.reports);
      if (listening)
        reports = *std::move(listening);
      else
        ended = listening.failure();
    }
    if (ended) {
      out.emplace_back(*ended);
      continue;
    }
    task.report(out.size(), contacts.size(), tr("Handing the card to the gateway."));
    const auto sent = send_card(write_sms_card(contact), reports.get(), task);
    if (sent) {
      out.emplace_back(contact.uid);
    } else {
      out.emplace_back(sent.failure());
      ended = rest_after(sent.error().code);
    }
  }
  task.report(contacts.size(), contacts.size(), tr("Done."));
  return out;
}

Result<void> WapPhone::send_card(const std::string& card, DeliveryReports* reports, const Task& task) {
  const std::size_t total = count_sms(card.size());
  if (total > gateway_.parts) return too_large(total, gateway_.parts);
  const milliseconds patience = std::max(task.patience.value_or(kPatience), milliseconds(0));
  const auto until = steady_clock::now() + patience;
  const milliseconds request_limit = std::clamp(patience, kShortestRequest, kRequestLimit);

  std::vector<std::string> tokens;
  std::optional<Fail> unanswered;
  for (const Sms& sms : split_into_sms(card, reference_)) {
    const std::size_t sent = tokens.size();
    if (task.cancelled())
      return fail(Code::cancelled, in_part(tr("Cancelled before the whole card was sent."), sent, total));
    tokens.push_back(reports ? reports->expect() : std::string());
    const auto taken = send_sms(
        gateway_, {.to = number_, .sms = sms, .report_url = reports ? reports->url(tokens.back()) : ""},
        request_limit);
    if (taken) continue;
    const Error& error = taken.error();
    if (error.code != Code::uncertain) return fail(error.code, in_part(error.sentence, sent, total));
    if (sent + 1 == total) {
      // The whole card may be under way, and the reports can tell.
      unanswered = taken.failure();
      break;
    }
    // What follows is not sent, so the card will never be whole: surely not there.
    return fail(Code::unreachable,
                error.sentence + " " +
                    tr("The rest of the card was not sent; the phone shows no card that is not whole."));
  }
  ++reference_;
  if (!reports) return unanswered ? Result<void>(*unanswered) : ending({}, false);
  task.report(0, 1, tr("Waiting for word that the phone has the card."));
  const Delivery delivery = wait_for_reports(*reports, tokens, gateway_, until, task);
  if (unanswered && delivery.state == Delivery::State::open && !delivery.handed_over) return *unanswered;
  const auto result = ending(delivery, task.cancelled());
  if (!result && result.error().code != Code::uncertain && total > 1)
    return fail(result.error().code,
                result.error().sentence + " " + tr("The phone shows no card that is not whole."));
  return result;
}

Result<std::optional<Toll>> WapPhone::toll(std::span<const Contact> contacts) const {
  Toll toll{
      .in_clear = true, .through = gateway_host(gateway_), .agreed = gateway_.consent == Consent::given};
  for (const Contact& contact : contacts) {
    const std::size_t messages = count_sms(write_sms_card(contact).size());
    if (messages <= gateway_.parts) toll.messages += messages;
  }
  if (toll.messages == 0) return std::optional<Toll>();
  return std::optional<Toll>(toll);
}

Result<void> WapPhone::agree_to_toll() {
  auto there = load_gateway();
  if (!there) return there.failure();
  if (!*there || (*there)->url != gateway_.url)
    return fail(Code::conflict,
                tr("Another gateway was set up in the meantime; nothing was agreed to for it."));
  (*there)->consent = Consent::given;
  if (auto saved = save_gateway(**there); !saved) return saved;
  gateway_.consent = Consent::given;
  return {};
}

std::string WapPhone::next_tap(std::size_t contacts) const {
  if (contacts == 0) return {};
  return fmt::format(
      fmt::runtime(tr_n("On the phone: open the business card that came in as a message, and save it.",
                        "On the phone: open the {} business cards that came in as messages, and save "
                        "each.",
                        contacts)),
      contacts);
}

}  // namespace phonebook
