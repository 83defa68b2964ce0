// list and show: what the book holds.
#include <fmt/format.h>
#include <unicode/coll.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/terminal.h"
#include "engine/transfer.h"
#include "numbers/telephone_number.h"

namespace phonebook::command {
namespace {

struct ListOptions {
  std::string search;
  bool json = false;
};

// In the order of the person's language; without ICU's tables by bytes.
void sort_by_name(std::vector<Contact>& contacts) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(status));
  std::vector<std::pair<std::string, std::size_t>> order;
  for (std::size_t i = 0; i < contacts.size(); ++i) order.emplace_back(shown_name(contacts[i]), i);
  std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (U_FAILURE(status) || !collator) return a.first < b.first;
    UErrorCode ignored = U_ZERO_ERROR;
    return collator->compareUTF8(a.first, b.first, ignored) == UCOL_LESS;
  });
  std::vector<Contact> sorted;
  sorted.reserve(contacts.size());
  for (const auto& [name, index] : order) sorted.push_back(std::move(contacts[index]));
  contacts = std::move(sorted);
}

std::string numbers_and_mails(const Contact& c, const std::string& region) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  for (const ContactNumber& n : c.numbers)
    add(display_text(n.extension.empty() ? n.number : n.number + ";ext=" + n.extension, region));
  for (const ContactMail& m : c.mails) add(m.address);
  return out;
}

int list(const Common& common, const ListOptions& options) {
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  auto found = search(*engine, options.search);
  if (!found) return report(found.error());
  std::vector<Contact>* contacts = &found->contacts;
  sort_by_name(*contacts);
  std::size_t width = 4;
  for (const Contact& c : *contacts)
    width = std::clamp(columns(printable(shown_name(c))), width, std::size_t{32});
  for (const Contact& c : *contacts) {
    if (options.json)
      print_line(dump(summary_json(c)));
    else
      print_line(padded(printable(shown_name(c)), width) + "  " +
                 printable(numbers_and_mails(c, engine->region())));
  }
  if (contacts->empty() && !options.json && !common.quiet)
    complain(options.search.empty() ? tr("The book is empty.") : tr("No contact fits."));
  return complain_damaged(found->unreadable) ? kFailed : kOk;
}

struct ShowOptions {
  std::string who, to = "text";
};

void line(const char* label, const std::string& value) {
  if (!value.empty()) print_line(padded(label, 14) + "  " + printable(value));
}
std::string joined(const std::vector<std::string>& words, const char* separator = ", ") {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}
std::string date_text(const Date& date) {
  std::string out = date.year ? fmt::format("{:04}", *date.year) : "-";
  if (date.month) out += fmt::format("-{:02}", *date.month);
  if (date.day) out += fmt::format("-{:02}", *date.day);
  return out;
}

void show_text(const Contact& c, const std::string& region) {
  print_line(bold(printable(shown_name(c))));
  for (const ContactNumber& n : c.numbers) {
    const std::string text = n.extension.empty() ? n.number : n.number + ";ext=" + n.extension;
    const std::string kinds = n.label.empty() ? joined(n.types) : n.label;
    line(tr("Number"), display_text(text, region) + (kinds.empty() ? "" : " (" + kinds + ")"));
  }
  for (const ContactMail& m : c.mails)
    line(tr("Mail"), m.address + (m.types.empty() ? "" : " (" + joined(m.types) + ")"));
  for (const ImAddress& i : c.im_addresses) line(i.service.c_str(), i.address);
  line(tr("Organisation"), joined(c.organisation));
  line(tr("Title"), c.title);
  for (const PostalAddress& a : c.addresses) {
    std::vector<std::string> parts;
    for (const std::string& part : {a.po_box, a.extended, a.street, a.postcode, a.city, a.region, a.country})
      if (!part.empty()) parts.push_back(part);
    line(tr("Address"), joined(parts));
  }
  for (const std::string& url : c.urls) line("URL", url);
  if (c.birthday) line(tr("Birthday"), date_text(*c.birthday));
  line(tr("Categories"), joined(c.categories));
  line(tr("Note"), c.note);
  if (c.photo)
    line(tr("Photo"), c.photo->uri.empty() ? fmt::format(fmt::runtime(tr("{}, {} bytes")),
                                                         c.photo->media_type, c.photo->bytes.size())
                                           : c.photo->uri);
  line("UID", c.uid);
}

int show(const Common& common, const ShowOptions& options) {
  auto engine = Engine::open(common.engine());
  if (!engine) return report(engine.error());
  auto contact = one_contact(*engine, options.who);
  if (!contact) return report(contact.error());
  if (options.to == "text") {
    show_text(*contact, engine->region());
    return kOk;
  }
  const FormatRow* format = find_format(options.to);
  if (!format || !format->writes) {
    complain(printable(options.to) + ": " +
             tr("There is no such format; see 'purple-phonebook convert --help'."));
    return kWrongUse;
  }
  auto bytes = write_contacts({&*contact, 1}, format->format);
  if (!bytes) return report(bytes.error());
  std::cout << *bytes;
  return kOk;
}

}  // namespace

void add_list(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* sub = app.add_subcommand("list", tr("List the contacts of the book"));
  sub->add_option("SEARCH", options->search,
                  tr("Only those whose name, number, mail or organisation holds this"));
  sub->add_flag("--json", options->json, tr("One JSON line a contact"));
  sub->callback([&common, &run, options] { run = [&common, options] { return list(common, *options); }; });
}

void add_show(CLI::App& app, Common& common, Run& run) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* sub = app.add_subcommand("show", tr("Show one contact of the book"));
  sub->add_option("WHO", options->who, tr("Its uid or name"))->required();
  sub->add_option("--to", options->to, tr("text, or a format of 'convert'"))->type_name("FORMAT");
  sub->callback([&common, &run, options] { run = [&common, options] { return show(common, *options); }; });
}

}  // namespace phonebook::command
