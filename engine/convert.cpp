#include "engine/convert.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/text.h"
#include "documents/input.h"
#include "documents/sniff.h"
#include "exporters/name_index.h"

namespace phonebook {
namespace {

class OneFile : public ContactTarget {
 public:
  explicit OneFile(ChosenFile file) : file_(std::move(file)) {}
  Result<void> open(Format format, const WriteProfile& write) {
    auto writer = make_writer(
        format, [this](std::string_view bytes) { return file_.write(bytes); }, write);
    if (!writer) return writer.failure();
    writer_ = *std::move(writer);
    return {};
  }
  Result<void> add(const Contact& contact) override { return writer_->add(contact); }
  Result<void> commit() override {
    if (auto done = writer_->finish(); !done) return done;
    return file_.commit();
  }

 private:
  ChosenFile file_;
  std::unique_ptr<ContactWriter> writer_;
};

class OneContact : public OneFile {
 public:
  using OneFile::OneFile;
  Result<void> add(const Contact& contact) override {
    if (std::exchange(any_, true))
      return fail(
          Code::invalid_input,
          tr("Such a phone reads one card a file, and there are several: name a folder to write into."));
    return OneFile::add(contact);
  }

 private:
  bool any_ = false;
};

class FileEach : public ContactTarget {
 public:
  FileEach(CardFiles files, Format format, WriteProfile write)
      : files_(std::move(files)), format_(format), write_(std::move(write)) {}
  Result<void> add(const Contact& contact) override {
    auto bytes = write_contacts({&contact, 1}, format_, write_);
    return bytes ? files_.add(shown_name(contact), *bytes) : bytes.failure();
  }
  Result<void> commit() override { return files_.commit(); }

 private:
  CardFiles files_;
  Format format_;
  WriteProfile write_;
};

std::uint64_t size_of_file(const std::string& file) {
  std::error_code error;
  if (file == "-" || !std::filesystem::is_regular_file(file, error)) return 0;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

// What is wrong with a file that is no contacts file.
Fail no_contacts(std::string_view head, const std::string& file, const std::string& name) {
  const Sniffed what = sniff(head, file);
  if (what.type == FileType::empty) return fail(Code::invalid_input, tr("The file is empty."), name);
  if (!what.sentence.empty()) return fail(Code::invalid_input, what.sentence, name);
  return fail(Code::invalid_input,
              tr("This is no contacts file that is known; if it is one, say which with --from."), name);
}

class Conversion {
 public:
  Conversion(const ConvertOptions& options, ContactTarget& target, Host& host, const ConvertHearer& hearer)
      : options_(options), target_(target), host_(host), hearer_(hearer) {}

  Result<void> read(const std::string& file) {
    const std::string name = file == "-" ? tr("standard input") : file;
    auto opened = file == "-" ? Result<Input>(Input::standard_input()) : Input::open(file);
    if (!opened) return opened.failure();
    Input& input = *opened;
    input.on_read([this](std::uint64_t taken) {
      progress(taken);
      return !host_.cancelled();
    });
    auto head = input.head();
    if (!head) return named(head.error(), name);
    std::optional<Format> format = options_.from;
    if (!format) format = sniff_format(*head, file);
    // A name alone makes no contacts of a program or a picture.
    const bool by_name = !options_.from && !sniff_format(*head, "");
    if (!format || (by_name && (head->empty() || sniff(*head, file).type == FileType::unreadable)))
      return no_contacts(*head, file, name);
    const std::size_t before = report_.contacts;
    const auto from = [&input](char* to, std::size_t n) { return input.read({to, n}); };
    const auto take = [this](Contact&& contact) { return taken(std::move(contact)); };
    bool told = false;
    const auto tell = [&](Diagnostic&& diagnostic) {
      told = true;
      if (hearer_.mended) hearer_.mended(name, std::move(diagnostic));
    };
    if (auto done = stream_contacts(from, *format, options_.read, take, tell); !done)
      return named(done.error(), name);
    if (auto same = input.check_unchanged(); !same) return same;
    if (report_.contacts == before && !told) report_.empty_files.push_back(name);
    read_before_ += input.taken();
    return {};
  }

  // What waited for the others.
  Result<void> put_in_order() {
    if (options_.order == ContactOrder::as_read) return {};
    std::vector<std::string> names;
    names.reserve(waiting_.size());
    for (const Contact& contact : waiting_) names.push_back(sorted_by(contact));
    for (const NameIndex::Entry& entry : index_names(names).entries) {
      if (host_.cancelled()) return fail(Code::cancelled, tr("Cancelled."));
      if (auto added = target_.add(waiting_[entry.name]); !added) return added;
    }
    return {};
  }

  std::uint64_t total = 0;
  ConvertReport report_;

 private:
  static Fail named(const Error& error, const std::string& name) {
    std::string where = error.where;
    if (where.empty())
      where = name;
    else if (where != name && !where.starts_with(name))
      where = name + ", " + where;
    return fail(error.code, error.sentence, std::move(where));
  }

  Result<void> taken(Contact&& contact) {
    ++report_.contacts;
    if (options_.profile) {
      if (hearer_.lost)
        if (const auto lost = what_is_lost(contact, *options_.profile); !lost.empty())
          hearer_.lost(contact, lost);
      contact = fitted(contact, *options_.profile);
    }
    if (options_.order == ContactOrder::as_read) return target_.add(contact);
    waiting_.push_back(std::move(contact));
    return {};
  }

  [[nodiscard]] std::string sorted_by(const Contact& contact) const {
    if (options_.order != ContactOrder::by_family || contact.name.family.empty()) return shown_name(contact);
    return contact.name.family + " " + contact.name.given;
  }

  void progress(std::uint64_t taken) {
    if (total == 0) return;
    const std::uint64_t done = read_before_ + taken;
    host_.progress(
        {ProgressEvent::What::progress, static_cast<std::size_t>(done), static_cast<std::size_t>(total),
         fmt::format(
             fmt::runtime(tr_n("{} contact, {} of {} MiB", "{} contacts, {} of {} MiB", report_.contacts)),
             report_.contacts, done >> 20, total >> 20)});
  }

  const ConvertOptions& options_;
  ContactTarget& target_;
  Host& host_;
  const ConvertHearer& hearer_;
  std::uint64_t read_before_ = 0;
  std::vector<Contact> waiting_;
};

template <class Target>
Result<std::unique_ptr<ContactTarget>> open_one(ChosenFile file, Format format, const WriteProfile& write) {
  auto target = std::make_unique<Target>(std::move(file));
  if (auto opened = target->open(format, write); !opened) return opened.failure();
  return std::unique_ptr<ContactTarget>(std::move(target));
}

}  // namespace

Result<std::unique_ptr<ContactTarget>> open_target(ChosenFile file, Format format,
                                                   const WriteProfile& write) {
  return open_one<OneFile>(std::move(file), format, write);
}
Result<std::unique_ptr<ContactTarget>> open_target_for_one(ChosenFile file, Format format,
                                                           const WriteProfile& write) {
  return open_one<OneContact>(std::move(file), format, write);
}
Result<std::unique_ptr<ContactTarget>> open_target(CardFiles files, Format format,
                                                   const WriteProfile& write) {
  return std::unique_ptr<ContactTarget>(std::make_unique<FileEach>(std::move(files), format, write));
}

std::optional<ContactOrder> contact_order_from(std::string_view word) noexcept {
  if (word == "none") return ContactOrder::as_read;
  if (word == "name") return ContactOrder::by_name;
  if (word == "family") return ContactOrder::by_family;
  return std::nullopt;
}

Result<ConvertReport> convert(std::span<const std::string> files, const ConvertOptions& options,
                              ContactTarget& target, Host& host, const ConvertHearer& hearer) {
  Conversion conversion(options, target, host, hearer);
  for (const std::string& file : files) conversion.total += size_of_file(file);
  for (const std::string& file : files)
    if (auto done = conversion.read(file); !done) return done.failure();
  if (auto done = conversion.put_in_order(); !done) return done.failure();
  host.progress({ProgressEvent::What::done,
                 static_cast<std::size_t>(conversion.total),
                 static_cast<std::size_t>(conversion.total),
                 {}});
  if (host.cancelled()) return fail(Code::cancelled, tr("Cancelled."));
  return std::move(conversion.report_);
}

}  // namespace phonebook
