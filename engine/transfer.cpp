#include "engine/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "base/atomic_file.h"
#include "base/text.h"
#include "contacts/match.h"
#include "contacts/merge.h"
#include "transports/plan.h"

namespace phonebook {
namespace {

constexpr std::size_t kInputBytes = std::size_t{256} << 20;

Result<std::string> read_input(const std::string& path) {
  if (path != "-") return read_file(path, kInputBytes);
  std::string out;
  char part[65536];
  while (std::cin.read(part, sizeof part) || std::cin.gcount() > 0) {
    out.append(part, static_cast<std::size_t>(std::cin.gcount()));
    if (out.size() > kInputBytes)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("The input is larger than {} MiB.")), kInputBytes >> 20),
                  tr("standard input"));
  }
  return out;
}

// The book seen as a phone, so that one judgement serves both: entry id = uid.
std::vector<PhoneEntry> as_entries(std::vector<Contact> contacts) {
  std::vector<PhoneEntry> out;
  out.reserve(contacts.size());
  for (Contact& contact : contacts) {
    std::string uid = contact.uid;
    out.push_back({std::move(uid), {}, std::move(contact)});
  }
  return out;
}

}  // namespace

Result<ReadFiles> read_files(std::span<const std::string> paths) {
  ReadFiles out;
  for (const std::string& path : paths) {
    const std::string name = path == "-" ? tr("standard input") : path;
    auto bytes = read_input(path);
    if (!bytes) return bytes.failure();
    const auto format = sniff_format(*bytes, path);
    if (!format)
      return fail(Code::invalid_input, tr("This is no contacts file: it holds neither vCards nor JSContact."),
                  name);
    auto read = read_contacts(*bytes, *format);
    if (!read)
      return fail(read.error().code, read.error().sentence,
                  name + (read.error().where.empty() ? "" : ", " + read.error().where));
    std::move(read->contacts.begin(), read->contacts.end(), std::back_inserter(out.contacts));
    for (Diagnostic& d : read->diagnostics) out.diagnostics.push_back({name, std::move(d)});
  }
  return out;
}

Result<ImportReport> import(Engine& engine, std::span<const Contact> contacts, Accept accept,
                            ConflictAnswer on_conflict, Host& host) {
  auto batch = engine.book().begin();
  if (!batch) return batch.failure();
  auto known = engine.book().contacts();
  if (!known) return known.failure();
  const std::vector<PhoneEntry> entries = as_entries(*std::move(known));
  const std::vector<PlanItem> items = make_plan(contacts, entries, {.region = engine.region()});
  ImportReport report;
  host.progress({ProgressEvent::What::start, 0, items.size(), tr("Taking contacts in.")});
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (host.cancelled()) return fail(Code::cancelled, tr("Cancelled; the book was not changed."));
    const PlanItem& item = items[i];
    const Contact& contact = contacts[item.incoming];
    report.items.push_back({contact.uid, shown_name(contact), item.decision,
                            item.target ? entries[*item.target].id : std::string(), item.reason,
                            item.fields});
    std::optional<Contact> wanted;
    if (item.joins || item.decision == Decision::identical) {
      ++report.unchanged;
    } else if (item.decision == Decision::add) {
      wanted = item.result;
      wanted->revision = 0;
      if (wanted->uid.empty()) wanted->uid = new_uuid();
      // A uid that another person of the book bears already would overwrite that person.
      auto taken = engine.book().contact(wanted->uid);
      if (!taken) return taken.failure();
      if (*taken) wanted->uid = new_uuid();
      ++report.added;
    } else if (item.decision == Decision::merge) {
      wanted = item.result;
      ++report.merged;
    } else {
      ConflictAnswer answer = on_conflict;
      if (answer == ConflictAnswer::ask && accept == Accept::yes) {
        const auto given = host.ask({shown_name(contact), item.reason, item.fields});
        if (given) answer = *given;
      }
      const Contact& held = entries[*item.target].contact;
      if (answer == ConflictAnswer::merge) {
        wanted = item.result;
      } else if (answer == ConflictAnswer::overwrite) {
        wanted = merge_contacts(contact, held, {.region = engine.region()}).contact;
        wanted->uid = held.uid;
      } else if (answer == ConflictAnswer::add) {
        wanted = contact;
        wanted->uid = new_uuid();
        wanted->revision = 0;
      }
      if (answer == ConflictAnswer::ask)
        ++report.left;
      else if (!wanted)
        ++report.unchanged;
      else
        ++(answer == ConflictAnswer::add ? report.added : report.merged);
    }
    if (wanted && accept == Accept::yes) {
      if (item.target && wanted->uid == entries[*item.target].contact.uid) {
        // Two cards of one import may both add to this entry: the later takes what the earlier made of it.
        auto now = engine.book().contact(wanted->uid);
        if (!now) return now.failure();
        if (*now && (*now)->revision != entries[*item.target].contact.revision)
          wanted = merge_contacts(**now, *wanted, {.region = engine.region()}).contact;
        wanted->revision = *now ? (*now)->revision : 0;
      }
      if (auto saved = engine.book().save(*wanted); !saved) return saved.failure();
    }
    host.progress({ProgressEvent::What::progress, i + 1, items.size(), {}});
  }
  if (accept == Accept::yes)
    if (auto done = batch->commit(); !done) return done.failure();
  report.sentence = fmt::format(
      fmt::runtime(accept == Accept::yes
                       ? tr("{} added, {} completed, {} already known, {} left for you to decide.")
                       : tr("{} to add, {} to complete, {} already known, {} for you to decide.")),
      report.added, report.merged, report.unchanged, report.left);
  host.progress({ProgressEvent::What::done, items.size(), items.size(), report.sentence});
  return report;
}

Result<std::vector<Contact>> search(Engine& engine, const std::string& wanted) {
  auto all = engine.book().contacts();
  if (!all || wanted.empty()) return all;
  const std::string needle = fold_accents(wanted);
  std::string digits;
  for (const char c : wanted)
    if ((c >= '0' && c <= '9') || (c == '+' && digits.empty())) digits += c;
  std::erase_if(*all, [&](const Contact& c) {
    if (c.uid == wanted) return false;
    const auto has = [&](const std::string& text) {
      return fold_accents(text).find(needle) != std::string::npos;
    };
    if (has(shown_name(c)) || has(c.formatted_name) || has(c.note)) return false;
    for (const std::string& s : c.organisation)
      if (has(s)) return false;
    for (const std::string& s : c.nicknames)
      if (has(s)) return false;
    for (const ContactMail& m : c.mails)
      if (has(m.address)) return false;
    for (const ImAddress& i : c.im_addresses)
      if (has(i.address)) return false;
    for (const ContactNumber& n : c.numbers)
      if (digits.size() >= 3 && n.number.find(digits) != std::string::npos) return false;
    return true;
  });
  return all;
}

Result<Contact> one_contact(Engine& engine, const std::string& uid_or_search) {
  auto exact = engine.book().contact(uid_or_search);
  if (!exact) return exact.failure();
  if (*exact) return **exact;
  auto found = search(engine, uid_or_search);
  if (!found) return found.failure();
  if (found->empty()) return fail(Code::not_found, tr("The book has no such contact."), uid_or_search);
  if (found->size() == 1) return found->front();
  std::string names;
  for (std::size_t i = 0; i < found->size() && i < 5; ++i) names += (i ? ", " : "") + shown_name((*found)[i]);
  if (found->size() > 5) names += ", …";
  return fail(Code::conflict,
              fmt::format(fmt::runtime(tr("Several contacts fit: {}. Say more, or give the uid.")), names),
              uid_or_search);
}

Result<void> write_contacts_file(std::span<const Contact> contacts, Format format,
                                 const std::filesystem::path& path, bool overwrite) {
  auto bytes = write_contacts(contacts, format);
  if (!bytes) return bytes.failure();
  // Other people's numbers: readable by the person alone.
  return write_file_atomically(path, *bytes, {.mode = 0600, .overwrite = overwrite});
}

}  // namespace phonebook
