#include "documents/mail_message.h"

#include <gmime/gmime.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <vector>

#include "base/text.h"
#include "documents/html.h"
#include "documents/text_lines.h"

namespace phonebook {
namespace {

constexpr int kMaxDepth = 16;            // of parts in parts
constexpr std::size_t kMaxParts = 1000;  // of one mail
constexpr int kMaxAttachmentDepth = 2;   // of documents in mails in documents

struct Unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

// Lines of a mail's parts are no lines of the file.
class WithoutLines : public DocumentSink {
 public:
  explicit WithoutLines(DocumentSink& sink) : sink_(sink) {}
  bool paragraph(const Paragraph& p) override {
    return more = sink_.paragraph({.text = p.text, .place = {}});
  }
  bool row(const Row& r) override {
    return more = sink_.row({.cells = r.cells, .place = {}, .table = r.table});
  }
  bool mail(const MailHeader& m) override { return more = sink_.mail(m); }
  void remark(const Remark& r) override { sink_.remark({0, r.sentence}); }
  bool more = true;

 private:
  DocumentSink& sink_;
};

std::string text_of(const char* text) { return text ? valid_utf8(text) : std::string(); }

// "Bob", "bob@example.com" of the first address.
std::pair<std::string, std::string> first_of(InternetAddressList* list) {
  if (!list || internet_address_list_length(list) <= 0) return {};
  InternetAddress* first = internet_address_list_get_address(list, 0);
  const std::string name = text_of(internet_address_get_name(first));
  return {name, INTERNET_ADDRESS_IS_MAILBOX(first)
                    ? text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)))
                    : std::string()};
}

MailHeader header_of(GMimeMessage* message) {
  MailHeader out;
  std::tie(out.from_name, out.from_address) = first_of(g_mime_message_get_from(message));
  if (out.from_address.empty())
    std::tie(out.from_name, out.from_address) = first_of(g_mime_message_get_sender(message));
  out.to = first_of(g_mime_message_get_to(message)).second;
  out.subject = text_of(g_mime_message_get_subject(message));
  if (GDateTime* date = g_mime_message_get_date(message)) out.time = g_date_time_to_unix(date);
  return out;
}

class Mail {
 public:
  Mail(const std::string& name, int attachment_depth, DocumentSink& sink)
      : name_(name), attachment_depth_(attachment_depth), sink_(sink) {}

  // False: the sink has had enough.
  bool message(GMimeMessage* message) {
    parts_ = 0;
    return one(message, 0);
  }

 private:
  bool one(GMimeMessage* message, int depth) {
    const MailHeader header = header_of(message);
    if (!sink_.mail(header)) return false;
    if (!header.from_address.empty()) {
      const std::string from = header.from_name.empty() ? header.from_address
                                                        : header.from_name + " <" + header.from_address + ">";
      if (!say(from)) return false;
    }
    if (!say(header.subject)) return false;
    GMimeObject* body = g_mime_message_get_mime_part(message);
    return !body || part(body, depth + 1);
  }

  bool say(std::string_view text) {
    text = cut_utf8(trim(text), kMaxPiece);
    return text.empty() || sink_.paragraph({.text = text, .place = {}});
  }

  bool part(GMimeObject* object, int depth) {
    if (depth > kMaxDepth || ++parts_ > kMaxParts) {
      if (parts_ <= kMaxParts + 1 || depth > kMaxDepth)
        sink_.remark({0, tr("A mail has more parts than were read, or nests them too deeply.")});
      return true;
    }
    if (GMIME_IS_MULTIPART_ENCRYPTED(object)) {
      sink_.remark({0, tr("A mail is encrypted and was not read.")});
      return true;
    }
    if (GMIME_IS_MULTIPART(object)) return multipart(GMIME_MULTIPART(object), depth);
    if (GMIME_IS_MESSAGE_PART(object)) {
      GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      return !inner || one(inner, depth);
    }
    return !GMIME_IS_PART(object) || leaf(GMIME_PART(object));
  }

  bool multipart(GMimeMultipart* multipart, int depth) {
    const int count = g_mime_multipart_get_count(multipart);
    GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    if (type && g_mime_content_type_is_type(type, "multipart", "alternative")) {
      GMimeObject* best = nullptr;
      for (int i = 0; i < count; ++i) {
        GMimeObject* one = g_mime_multipart_get_part(multipart, i);
        GMimeContentType* kind = g_mime_object_get_content_type(one);
        if (!best || (kind && g_mime_content_type_is_type(kind, "text", "plain"))) best = one;
        if (kind && g_mime_content_type_is_type(kind, "text", "plain")) break;
      }
      return !best || part(best, depth + 1);
    }
    for (int i = 0; i < count; ++i)
      if (!part(g_mime_multipart_get_part(multipart, i), depth + 1)) return false;
    return true;
  }

  bool leaf(GMimePart* part) {
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (!content) return true;
    GMimeStream* packed = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(packed);
    const Owned<GMimeStream> stream(g_mime_stream_filter_new(packed));
    const GMimeContentEncoding encoding = g_mime_data_wrapper_get_encoding(content);
    if (encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
        encoding == GMIME_CONTENT_ENCODING_UUENCODE) {
      const Owned<GMimeFilter> decode(g_mime_filter_basic_new(encoding, FALSE));
      g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream.get()), decode.get());
    }
    const std::string file = text_of(g_mime_part_get_filename(part));
    Input input = Input::pulled(
        [&](std::span<char> into) -> Result<std::size_t> {
          const ssize_t n = g_mime_stream_read(stream.get(), into.data(), into.size());
          if (n < 0) return fail(Code::io, tr("A part of the mail could not be read."), name_);
          return static_cast<std::size_t>(n);
        },
        file.empty() ? name_ : name_ + ": " + file);

    GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char* charset = type ? g_mime_content_type_get_parameter(type, "charset") : nullptr;
    WithoutLines sink(sink_);
    DocumentOptions options{.charset = charset ? charset : "", .depth = attachment_depth_ + 1};
    // 7-bit "us-ascii" is what mailers say when they know nothing.
    if (ascii_equal(options.charset, "us-ascii")) options.charset.clear();
    const bool attached = !file.empty() || !type || !g_mime_content_type_is_type(type, "text", "*");
    Result<DocumentInfo> done = DocumentInfo{};
    if (!attached && g_mime_content_type_is_type(type, "text", "html")) {
      done = read_html(input, options, sink);
    } else if (!attached) {
      done = read_text(input, options, sink);
    } else if (attachment_depth_ < kMaxAttachmentDepth) {
      done = read_document(input, options, sink);
      // A picture in a mail is no fault of the mail.
      if (!done && done.error().code == Code::unsupported) return sink.more;
    }
    if (!done) sink_.remark({0, tr("An attachment was not read:") + std::string(" ") + done.error().text()});
    return sink.more;
  }

  const std::string& name_;
  const int attachment_depth_;
  DocumentSink& sink_;
  std::size_t parts_ = 0;
};

}  // namespace

Result<DocumentInfo> read_mail(Input& input, const DocumentOptions& options, DocumentSink& sink) {
  static std::once_flag ready;
  std::call_once(ready, g_mime_init);
  auto head = input.head();
  if (!head) return head.failure();
  const bool box = options.type ? *options.type == FileType::mbox : head->starts_with("From ");
  auto whole = input.whole();
  if (!whole) return whole.failure();
  Owned<GMimeStream> stream;
  if (whole->fd >= 0) {
    const int copy = ::dup(whole->fd);
    if (copy < 0) return fail(Code::io, tr("The file could not be read: too many are open."), input.name());
    stream.reset(g_mime_stream_fs_new_with_bounds(copy, 0, static_cast<gint64>(input.size().value_or(0))));
  } else {
    stream.reset(g_mime_stream_mem_new_with_buffer(whole->bytes.data(), whole->bytes.size()));
  }
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), box ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
  std::size_t mails = 0;
  while (!g_mime_parser_eos(parser.get())) {
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) break;
    ++mails;
    Mail mail(input.name(), options.depth, sink);
    if (!mail.message(message.get())) break;
    if (!box) break;
  }
  if (mails == 0)
    return fail(Code::invalid_input, tr("The mail is damaged: its head could not be read."), input.name());
  return DocumentInfo{box ? FileType::mbox : FileType::mail, "", 0};
}

}  // namespace phonebook
