#include "engine/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "base/atomic_file.h"
#include "base/text.h"
#include "engine/chosen_file.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

constexpr std::size_t kInputBytes = std::size_t{256} << 20;

}  // namespace

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

Result<ReadableContacts> search(Engine& engine, const std::string& wanted) {
  auto all = engine.book().readable_contacts();
  if (!all || wanted.empty()) return all;
  const std::string needle = fold_accents(wanted);
  std::string digits;
  for (const char c : wanted)
    if ((c >= '0' && c <= '9') || (c == '+' && digits.empty())) digits += c;
  // As people write numbers: 0171 … finds +49 171 ….
  const auto number = parse_number(wanted, engine.region());
  std::erase_if(all->contacts, [&](const Contact& c) {
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
      if ((digits.size() >= 3 && n.number.find(digits) != std::string::npos) ||
          (number && n.number == number->e164))
        return false;
    return true;
  });
  return all;
}

Result<Contact> one_contact(Engine& engine, const std::string& uid_or_search) {
  auto exact = engine.book().contact(uid_or_search);
  if (!exact) return exact.failure();
  if (*exact) return **exact;
  auto searched = search(engine, uid_or_search);
  if (!searched) return searched.failure();
  const std::vector<Contact>* found = &searched->contacts;
  if (found->empty()) return fail(Code::not_found, tr("The book has no such contact."), uid_or_search);
  if (found->size() == 1) return found->front();
  // "Ann" beside "Anna": the whole name names one.
  const auto exactly = [&](const Contact& c) { return fold(shown_name(c)) == fold(uid_or_search); };
  if (std::count_if(found->begin(), found->end(), exactly) == 1)
    return *std::find_if(found->begin(), found->end(), exactly);
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
  return write_chosen_file(*bytes, path, overwrite);
}

Result<void> write_chosen_file(std::string_view bytes, const std::filesystem::path& path, bool overwrite) {
  auto file = ChosenFile::open(path, overwrite);
  if (!file) return file.failure();
  if (auto written = file->write(bytes); !written) return written;
  return file->commit();
}

}  // namespace phonebook
