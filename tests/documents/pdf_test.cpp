// The real reader on real bytes, and readers that do what a PDF could make poppler do.
#include "documents/pdf.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include "tests/documents/taken.h"

namespace phonebook {
namespace {

using test::Taken;
using test::TemporaryFolder;
using test::Texts;
using testing::HasSubstr;

// The objects, numbered from 1, the catalogue first.
std::string pdf_of(const std::vector<std::string>& objects) {
  std::string out = "%PDF-1.4\n";
  std::vector<std::size_t> places;
  for (const std::string& body : objects) {
    places.push_back(out.size());
    out += fmt::format("{} 0 obj{}endobj\n", places.size(), body);
  }
  const std::size_t table = out.size();
  out += fmt::format("xref\n0 {}\n0000000000 65535 f \n", places.size() + 1);
  for (const std::size_t place : places) out += fmt::format("{:010} 00000 n \n", place);
  return out +
         fmt::format("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", places.size() + 1, table);
}

// A page that draws a form, which draws the next one as /F, and so on; the last draws nothing.
std::string nested_pdf(const std::vector<std::string>& forms) {
  std::vector<std::string> objects{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                   "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R"
                                   "/Resources<</XObject<</F 5 0 R>>>>>>",
                                   "<</Length 5>>stream\n/F Do\nendstream "};
  for (const std::string& form : forms)
    objects.push_back(
        fmt::format("<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Length {}"
                    "/Resources<</XObject<</F {} 0 R>>>>>>stream\n{}\nendstream ",
                    form.size(), objects.size() + 2, form));
  objects.emplace_back("<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Length 0>>stream\n\nendstream ");
  return pdf_of(objects);
}

std::string pdf(const std::vector<std::string>& pages) {
  std::vector<std::string> objects;
  std::string kids;
  const auto object = [&](const std::string& body) { objects.push_back(body); };
  for (std::size_t i = 0; i < pages.size(); ++i) kids += fmt::format("{} 0 R ", 3 + 2 * i);
  object("<</Type/Catalog/Pages 2 0 R>>");
  object(fmt::format("<</Type/Pages/Kids[{}]/Count {}>>", kids, pages.size()));
  for (std::size_t i = 0; i < pages.size(); ++i) {
    object(
        fmt::format("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents {} 0 R/Resources<</Font<</F<</"
                    "Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
                    4 + 2 * i));
    object(fmt::format("<</Length {}>>stream\n{}\nendstream ", pages[i].size(), pages[i]));
  }
  return pdf_of(objects);
}

const std::vector<std::string> kPages = {
    "BT /F 12 Tf 10 400 Td (Call 0171 1234567) Tj 0 -40 Td (or write) Tj ET",
    "BT /F 12 Tf 10 400 Td (bob@example.com) Tj ET"};

struct Read {
  Taken taken;
  Result<DocumentInfo> done;
};

Read read(Input input, PdfLimits limits = {}) {
  if (limits.reader.empty()) limits.reader = PHONEBOOK_READ_PDF;
  Taken taken;
  auto done = read_pdf(input, {}, taken, limits);
  return {std::move(taken), std::move(done)};
}

// A reader of our own, that says and does what the lines are.
class PdfReaderTest : public testing::Test {
 protected:
  Read with(const std::string& lines, PdfLimits limits = {}) {
    limits.reader = folder_.file("reader", "#!/bin/sh\n" + lines + "\n");
    ::chmod(limits.reader.c_str(), 0755);
    return read(Input::memory(pdf(kPages), "a.pdf"), limits);
  }
  static void expect_error(const Read& read, const std::string& words) {
    ASSERT_FALSE(read.done);
    EXPECT_EQ(read.done.error().code, Code::invalid_input);
    EXPECT_EQ(read.done.error().where, "a.pdf");
    EXPECT_THAT(read.done.error().sentence, HasSubstr(words));
  }
  TemporaryFolder folder_;
};

TEST_F(PdfReaderTest, ReadsEachPagesLinesFromAFileAndFromMemory) {
  auto file = Input::open(folder_.file("a.pdf", pdf(kPages)));
  ASSERT_TRUE(file);
  for (Read r : {read(std::move(*file)), read(Input::memory(pdf(kPages), "memory"))}) {
    ASSERT_TRUE(r.done) << r.done.error().text();
    EXPECT_EQ(r.taken.texts, (Texts{"Call 0171 1234567", "or write", "bob@example.com"}));
    EXPECT_TRUE(r.taken.remarks.empty());
  }
}

TEST_F(PdfReaderTest, SaysWhatIsWrongWithAPdf) {
  expect_error(read(Input::memory("%PDF-1.4\n%%EOF\n", "a.pdf")), "damaged");
  const Read pictures = read(Input::memory(pdf({"q Q"}), "a.pdf"));
  ASSERT_TRUE(pictures.done);
  ASSERT_EQ(pictures.taken.remarks.size(), 1U);
  EXPECT_THAT(pictures.taken.remarks[0].sentence, HasSubstr("pictures"));
}

TEST_F(PdfReaderTest, APdfThatWantsTooMuchMemoryIsAnErrorOfThatFile) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's reservations leave no room for a limit of addresses";
#endif
  std::string flood = "BT /F 12 Tf ";
  for (int i = 0; i < 100'000; ++i)
    flood += fmt::format("1 0 0 1 {}.{:03} {} Tm (0171 1234567) Tj ", i % 400, i / 400, 10 + i * 7 % 470);
  expect_error(read(Input::memory(pdf({flood + "ET"}), "a.pdf"), {.memory_mib = 60}), "memory");
}

TEST_F(PdfReaderTest, APdfThatWantsTooMuchTimeIsAnErrorOfThatFileThatSaysSo) {
  // Each form is drawn by the one before it, eight times: sixteen million times the last one.
  std::vector<std::string> forms;
  for (int i = 0; i < 8; ++i) forms.push_back("/F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do");
  expect_error(read(Input::memory(nested_pdf(forms), "a.pdf"), {.cpu = std::chrono::seconds(1)}), "too long");
}

TEST_F(PdfReaderTest, AReaderThatCrashesHangsOrIsKilledIsAnErrorOfThatFile) {
  expect_error(with("kill -SEGV $$"), "crash");
  expect_error(with("exit 77"), "crash");
  expect_error(with("exit 1"), "memory");
  expect_error(with("kill -XCPU $$"), "too long");
  expect_error(with("while :; do :; done", {.cpu_between = std::chrono::milliseconds(200)}), "too long");
  expect_error(with("exec sleep 1000", {.silence = std::chrono::milliseconds(300)}), "too long");
  // What was said before the end is right.
  const Read partly = with("printf 'pages 2\\nhello\\n\\f'; kill -SEGV $$");
  expect_error(partly, "crash");
  EXPECT_EQ(partly.taken.texts, Texts{"hello"});
}

TEST_F(PdfReaderTest, IsToldOfDamagedPagesAndHoldsTheReaderToWhatWasAgreed) {
  const Read damaged = with("printf 'pages 3\\na\\n\\f\\030\\f\\nb\\f'");
  ASSERT_TRUE(damaged.done);
  EXPECT_EQ(damaged.taken.texts, (Texts{"a", "b"}));
  ASSERT_EQ(damaged.taken.remarks.size(), 1U);
  EXPECT_THAT(damaged.taken.remarks[0].sentence, HasSubstr("1 page is damaged"));
  // No end, no UTF-8.
  const Read flood = with("printf 'pages 1\\n'; exec tr '\\0' 'a' < /dev/zero", {.text_bytes = 1 << 20});
  EXPECT_THAT(flood.taken.remarks.at(0).sentence, HasSubstr("more text"));
  for (const std::string& text : flood.taken.texts) EXPECT_LE(text.size(), kMaxPiece);
  EXPECT_GE(flood.taken.texts.size(), 10U);
  EXPECT_EQ(flood.taken.lines.back(), 1U);
  EXPECT_EQ(with("printf 'pages 1\\n\\377x\\n'").taken.texts, Texts{"\xEF\xBF\xBDx"});
  EXPECT_EQ(with("printf 'pages 1\\n'; while :; do printf '\\f'; done").taken.texts, Texts{});
}

TEST_F(PdfReaderTest, AReaderThatDoesNotBeginAsAgreedIsAnErrorAndNotAFileWithoutText) {
  for (const char* lines :
       {"while :; do echo hello; done", "printf 'hello\\n\\f'", "printf 'pages x\\na\\n\\f'",
        "printf 'pages -1\\na\\n\\f'", "printf 'pages 1'", "exec tr '\\0' a < /dev/zero", ":"}) {
    SCOPED_TRACE(lines);
    const Read nonsense = with(lines);
    expect_error(nonsense, "no sense");
    EXPECT_TRUE(nonsense.taken.texts.empty());
  }
  EXPECT_TRUE(with("printf 'pages 0\\n'").done);
}

TEST_F(PdfReaderTest, OfMorePagesThanAreReadTheDamagedOnesAreToldToo) {
  const Read many = with("printf 'pages 30000\\n\\030\\f'; exec tr '\\0' '\\f' < /dev/zero");
  ASSERT_TRUE(many.done);
  ASSERT_EQ(many.taken.remarks.size(), 2U);
  EXPECT_THAT(many.taken.remarks[0].sentence, HasSubstr("30000"));
  EXPECT_THAT(many.taken.remarks[1].sentence, HasSubstr("1 page is damaged"));
}

TEST_F(PdfReaderTest, EndsTheReaderWhenNobodyListensAnyMore) {
  Input input = Input::memory(pdf(kPages), "a.pdf");
  int asked = 0;
  input.on_read([&](std::uint64_t) { return ++asked < 3; });
  PdfLimits limits{.reader =
                       folder_.file("reader", "#!/bin/sh\necho $$ > " + (folder_.path() / "pid").string() +
                                                  "\nexec sleep 1000\n")};
  ::chmod(limits.reader.c_str(), 0755);
  Taken taken;
  const auto done = read_pdf(input, {}, taken, limits);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::cancelled);
  pid_t pid = 0;
  std::ifstream(folder_.path() / "pid") >> pid;
  if (pid > 0) {
    EXPECT_NE(::kill(pid, 0), 0) << "it is still there";
  }
}

TEST(Pdf, WithoutItsReaderSaysSo) {
  Input input = Input::memory(pdf(kPages), "a.pdf");
  Taken taken;
  const auto done = read_pdf(input, {}, taken);  // beside this test there is none
  if (pdf_reader().empty()) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::unsupported);
  }
  const auto broken = read_pdf(input, {}, taken, {.reader = "/nonexistent/reader"});
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().sentence, HasSubstr("could not be started"));
}

}  // namespace
}  // namespace phonebook
