#include "exporters/pdf_writer.h"

#include <fmt/format.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "base/text.h"
#include "exporters/name_index.h"
#include "exporters/pdf_canvas.h"
#include "exporters/shown_fields.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxContacts = 200'000;
constexpr std::size_t kMaxText = 64'000;  // octets of one value: pages and pages of it
constexpr std::size_t kMaxPiece = 2'000;  // octets of one layout
constexpr std::size_t kMaxLabel = 200;    // octets of a label: its column is narrow
constexpr int kPhotoPixels = 160;         // 14 mm at 300 dpi

// All in points.
constexpr double kMargin = 44, kTop = 58, kBottom = 50, kGutter = 22;
constexpr double kLabelWidth = 62, kLabelGap = 6, kPhotoSide = 40, kPhotoGap = 8;
constexpr double kRowGap = 0.6, kBlockGap = 9.5, kLetterGap = 6, kHeadGap = 3;
constexpr double kTabWidth = 15, kTabEdge = 12, kTabPitch = 17, kMinTabPitch = 6.5;

struct Stored {
  std::string name, sorted_by;
  std::string below;  // title and organisation
  std::vector<ShownField> fields;
  std::optional<Thumbnail> photo;
};

// One line or several of a block: a label and a value, or a value alone over the whole width.
struct Row {
  Layout label, value;
  Ink ink = kInk;
  double x = 0, y = 0, height = 0;
};
struct Block {
  std::vector<Row> rows;
  double height = 0;
  const Thumbnail* photo = nullptr;
};

// "Builder, Bob", where the parts are known and the family does not stand in front anyway.
std::string family_first(const Contact& contact) {
  const NameParts& name = contact.name;
  if (name.family.empty() || has_cjk(name.family)) return shown_name(contact);
  std::string given;
  for (const std::string* part : {&name.prefix, &name.given, &name.middle})
    if (!part->empty()) given += (given.empty() ? "" : " ") + *part;
  std::string out = name.family + (name.suffix.empty() ? "" : " " + name.suffix);
  return given.empty() ? out : out + ", " + given;
}

class Book {
 public:
  Book(PdfCanvas& canvas, PaperSize paper, const NameIndex& index, std::string title, bool right_to_left)
      : canvas_(canvas),
        paper_(paper),
        index_(index),
        title_(std::move(title)),
        right_to_left_(right_to_left) {
    column_width_ = (paper_.width - 2 * kMargin - kGutter) / 2;
  }

  void open(std::size_t contacts) {
    const Layout title = canvas_.layout(title_, {.points = 22, .bold = true}, paper_.width - 2 * kMargin);
    canvas_.draw(title, kMargin, kMargin, kAccentInk);
    const double below = kMargin + PdfCanvas::height(title) + 1;
    const std::string sentence =
        fmt::format(fmt::runtime(tr_n("{} contact, {}", "{} contacts, {}", contacts)), contacts, today());
    const Layout count = canvas_.layout(sentence, {.points = 9}, paper_.width - 2 * kMargin);
    canvas_.draw(count, kMargin, below, kQuietInk);
    top_ = y_ = below + PdfCanvas::height(count) + 18;
  }

  void add(const Stored& contact, std::size_t letter) {
    const bool new_letter = first_letter_ || letter != letter_;
    Block block = make(contact);
    const double head = new_letter ? letter_height() : 0;
    const double gap = y_ > top_ ? kBlockGap : 0;
    if (y_ > top_ && y_ + gap + head + block.height > bottom() && head + block.height <= bottom() - kTop) {
      next_column();
    } else if (y_ > top_ && y_ + gap + head + kPhotoSide > bottom()) {
      next_column();  // one that is parted anyway begins with more than its name
    } else {
      y_ += gap;
    }
    if (new_letter) put_letter(letter);
    page_last_ = letter;
    if (y_ + block.height <= bottom())
      put(block);
    else
      flow(block, contact.name);
  }

  void close() { end_page(); }

 private:
  static std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return spoken_date({local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
  }

  [[nodiscard]] double bottom() const { return paper_.height - kBottom; }
  // Where something `width` wide stands that begins `indent` from the beginning of the current column.
  [[nodiscard]] double at(double indent, double width) const {
    const bool second = right_to_left_ ? column_ == 0 : column_ == 1;
    const double left = kMargin + (second ? column_width_ + kGutter : 0);
    return left + (right_to_left_ ? column_width_ - indent - width : indent);
  }

  void next_column() {
    if (column_ == 0) {
      column_ = 1;
      y_ = top_;
      return;
    }
    end_page();
    canvas_.end_page();
    column_ = 0;
    top_ = y_ = kTop;
    page_first_ = page_last_ = letter_;
  }

  // Head, foot and tabs, once it is known what is on the page.
  void end_page() {
    const int page = canvas_.page();
    const double width = paper_.width - 2 * kMargin;
    if (page > 1) {
      const std::string from = index_.letters.empty() ? "" : index_.letters[page_first_];
      const std::string to = index_.letters.empty() ? "" : index_.letters[page_last_];
      const std::string range = from == to ? from : from + " – " + to;
      // The letters on the outer side, the title on the inner one.
      const Layout title = canvas_.layout(title_, {.points = 8}, width);
      const Layout letters =
          canvas_.layout(range, {.points = 9, .bold = true, .left_to_right = !right_to_left_}, width);
      const double y = 30;
      const bool outer_right = outer_is_right(page);
      place(outer_right ? letters : title, false, y, outer_right ? kInk : kQuietInk);
      place(outer_right ? title : letters, true, y, outer_right ? kQuietInk : kInk);
      canvas_.draw_rule(kMargin, 46, width, kFaintInk);
    }
    const Layout number = canvas_.layout(std::to_string(page), {.points = 8.5, .centred = true}, width);
    canvas_.draw(number, kMargin, paper_.height - 34, kQuietInk);
    put_tabs(outer_is_right(page));
  }

  // A layout as wide as the page, at its left or right end whatever direction the book has.
  void place(const Layout& layout, bool left, double y, Ink ink) {
    const double slack = paper_.width - 2 * kMargin - PdfCanvas::width(layout);
    const double own = right_to_left_ ? slack : 0;  // where the layout itself begins
    canvas_.draw(layout, kMargin - own + (left ? 0 : slack), y, ink);
  }

  // As in a book that is printed on both sides.
  [[nodiscard]] bool outer_is_right(int page) const { return (page % 2 == 1) != right_to_left_; }

  void put_tabs(bool right) {
    const std::size_t count = index_.letters.size();
    if (count < 2) return;
    const double room = paper_.height - kTop - kBottom;
    const double pitch = std::min(kTabPitch, room / static_cast<double>(count));
    const double x = right ? paper_.width - kTabEdge - kTabWidth : kTabEdge;
    for (std::size_t i = 0; i < count; ++i) {
      const bool here = i >= page_first_ && i <= page_last_;
      // Where there are too many to read, only those of the page are shown, at their heights.
      if (!here && pitch < kMinTabPitch) continue;
      const double box = std::max(pitch, kMinTabPitch) - 1.5;
      const double y = std::min(kTop + static_cast<double>(i) * pitch, paper_.height - kBottom - box);
      if (here) canvas_.draw_box(x, y, kTabWidth, box, std::min(3.0, box / 2), kAccentInk);
      const Layout letter = canvas_.layout(
          index_.letters[i], {.points = std::min(8.0, box * 0.62), .bold = here, .centred = true}, kTabWidth);
      canvas_.draw(letter, x, y + (box - PdfCanvas::height(letter)) / 2, here ? kWhiteInk : kQuietInk);
    }
  }

  double letter_height() {
    if (letter_height_ == 0) {
      const Layout latin = canvas_.layout("A", {.points = 15, .bold = true}, column_width_);
      letter_height_ = PdfCanvas::height(latin) + kLetterGap;
      letter_baseline_ = PdfCanvas::baseline(latin);
    }
    return letter_height_;
  }

  void put_letter(std::size_t letter) {
    const Layout text = canvas_.layout(index_.letters[letter], {.points = 15, .bold = true}, column_width_);
    canvas_.mark(index_.letters[letter], y_);
    // Other scripts' fonts have their letters deeper.
    canvas_.draw(text, at(0, column_width_), y_ + letter_baseline_ - PdfCanvas::baseline(text), kAccentInk);
    const double rule = y_ + letter_height() - kLetterGap + 1;
    canvas_.draw_rule(at(0, column_width_), rule, column_width_, kAccentInk);
    if (first_letter_ || (column_ == 0 && y_ == top_)) page_first_ = letter;
    first_letter_ = false;
    letter_ = letter;
    y_ += letter_height();
  }

  Block make(const Stored& contact) {
    Block block;
    block.photo = contact.photo ? &*contact.photo : nullptr;
    const double beside_photo = block.photo ? kPhotoSide + kPhotoGap : 0;
    double y = 0;
    const auto width = [&] { return column_width_ - (y < kPhotoSide ? beside_photo : 0); };
    const auto alone = [&](const std::string& text, const TextStyle& style, Ink ink) {
      Row row;
      row.value = canvas_.layout(text, style, width());
      row.ink = ink;
      row.y = y;
      row.height = PdfCanvas::height(row.value);
      y += row.height;
      block.rows.push_back(std::move(row));
    };
    if (!contact.name.empty()) alone(contact.name, {.points = 10.5, .bold = true}, kInk);
    if (!contact.below.empty()) alone(contact.below, {.points = 8.5}, kQuietInk);
    if (y > 0) y += kHeadGap;
    for (const ShownField& field : contact.fields) {
      const bool plain = field.field == Field::number || field.field == Field::mail ||
                         field.field == Field::im || field.field == Field::url;
      bool first = true;
      for (std::string_view rest = field.text; !rest.empty(); first = false) {
        const std::string piece = take_piece(rest);
        Row row;
        row.x = kLabelWidth + kLabelGap;
        row.value = canvas_.layout(piece, {.points = 9, .left_to_right = plain}, width() - row.x);
        row.y = y;
        row.height = PdfCanvas::height(row.value);
        if (first) {
          row.label = canvas_.layout(field.label, {.points = 7.5}, kLabelWidth);
          row.height = std::max(row.height, row_head(row));
        }
        y += row.height + (rest.empty() ? kRowGap : 0);
        block.rows.push_back(std::move(row));
      }
    }
    block.height = std::max(y - kRowGap, block.photo ? kPhotoSide : 0);
    return block;
  }

  // Pango takes quadratic time for one long text, so that it gets it in pieces, cut at a line end or a blank.
  static std::string take_piece(std::string_view& rest) {
    if (rest.size() <= kMaxPiece) return std::string(std::exchange(rest, {}));
    std::string_view piece = cut_utf8(rest, kMaxPiece);
    if (const std::size_t end = piece.find_last_of("\n "); end != std::string_view::npos && end > 0)
      piece = piece.substr(0, end);
    std::string out(piece);
    rest.remove_prefix(piece.size());
    if (rest.front() == '\n' || rest.front() == ' ') rest.remove_prefix(1);
    return out;
  }

  // The label is smaller and stands on the value's line.
  static double lowered(const Row& row) {
    return PdfCanvas::baseline(row.value) - PdfCanvas::baseline(row.label);
  }

  [[nodiscard]] double value_x(const Row& row) const {
    return at(row.x, static_cast<double>(pango_layout_get_width(row.value.get())) / PANGO_SCALE);
  }

  void put(const Block& block) {
    if (block.photo)
      canvas_.draw_photo(*block.photo, at(column_width_ - kPhotoSide, kPhotoSide), y_ + 1, kPhotoSide);
    for (const Row& row : block.rows) {
      if (row.label) canvas_.draw(row.label, at(0, kLabelWidth), y_ + row.y + lowered(row), kQuietInk);
      canvas_.draw(row.value, value_x(row), y_ + row.y, row.ink);
    }
    y_ += block.height;
  }

  // Longer than what is left, and than a column: line by line, the name once more where it goes on.
  void flow(const Block& block, const std::string& name) {
    if (block.photo) {
      if (y_ + kPhotoSide > bottom()) next_column();
      canvas_.draw_photo(*block.photo, at(column_width_ - kPhotoSide, kPhotoSide), y_ + 1, kPhotoSide);
    }
    for (const Row& row : block.rows) {
      bool first = true;
      for (int line = 0; line < PdfCanvas::lines(row.value); ++line) {
        const double height = PdfCanvas::line_height(row.value, line);
        if (y_ + std::max(height, first ? row_head(row) : 0) > bottom()) {
          next_column();
          const Layout again = canvas_.layout(fmt::format(fmt::runtime(tr("{} (continued)")), name),
                                              {.points = 8.5, .bold = true}, column_width_);
          canvas_.draw_line(again, 0, at(0, column_width_), y_, kQuietInk);
          y_ += PdfCanvas::line_height(again, 0) + kHeadGap;
        }
        if (first && row.label) canvas_.draw(row.label, at(0, kLabelWidth), y_ + lowered(row), kQuietInk);
        first = false;
        canvas_.draw_line(row.value, line, value_x(row), y_, row.ink);
        y_ += height;
      }
      y_ += row.label ? kRowGap : 0;
    }
  }

  static double row_head(const Row& row) {
    return row.label ? lowered(row) + PdfCanvas::height(row.label) : 0;
  }

  PdfCanvas& canvas_;
  const PaperSize paper_;
  const NameIndex& index_;
  const std::string title_;
  const bool right_to_left_;
  double column_width_ = 0, letter_height_ = 0, letter_baseline_ = 0;
  double top_ = kTop, y_ = kTop;
  int column_ = 0;
  bool first_letter_ = true;
  std::size_t letter_ = 0, page_first_ = 0, page_last_ = 0;
};

// The country behind the town instead of on a line of its own: a book has many addresses.
std::string shorter(std::string address) {
  const std::size_t last = address.rfind('\n');
  if (last == std::string::npos || last == address.find('\n') || address.size() - last > 30) return address;
  return address.replace(last, 1, ", ");
}

class PdfWriter : public ContactWriter {
 public:
  PdfWriter(WriteBytes to, PrintOptions print) : to_(std::move(to)), print_(std::move(print)) {}

  Result<void> add(const Contact& contact) override {
    if (contacts_.size() >= kMaxContacts)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("An address book holds {} contacts at most.")), kMaxContacts));
    Stored stored;
    std::vector<std::string> below;
    for (ShownField& field : shown_fields(contact, {.for_the_eye = true, .region = print_.region})) {
      field.text = trim(field.text);
      cut(field.label, kMaxLabel, tr("Label"), contact);
      cut(field.text, kMaxText, field.label, contact);
      if (field.field == Field::name)
        stored.name = print_.by_family ? document_text(family_first(contact)) : std::move(field.text);
      else if (field.field == Field::title)
        below.insert(below.begin(), std::move(field.text));
      else if (field.field == Field::organisation || field.field == Field::department)
        below.push_back(std::move(field.text));
      else if (field.field == Field::address)
        stored.fields.push_back({field.field, std::move(field.label), shorter(field.text), {}});
      else
        stored.fields.push_back(std::move(field));
    }
    // Kanji have no one reading; where it is known, it is what a book is sorted by.
    stored.sorted_by = reading_text(contact.reading);
    std::replace(stored.name.begin(), stored.name.end(), '\n', ' ');
    // What only names the contact once more.
    std::erase_if(below, [&](const std::string& text) { return text == stored.name; });
    for (const std::string& text : below) stored.below += (stored.below.empty() ? "" : " · ") + text;
    // Each is one layout.
    cut(stored.name, kMaxPiece, field_word(Field::name), contact);
    cut(stored.below, kMaxPiece, field_word(Field::organisation), contact);
    if (contact.photo) {
      stored.photo = photo_thumbnail(contact.photo->bytes, kPhotoPixels);
      if (!stored.photo)
        tell(fmt::format(
                 fmt::runtime(tr("The photo of {} is on the web, too large, damaged, or neither PNG nor "
                                 "JPEG.")),
                 shown_name(contact)),
             tr("It was left out."));
    }
    contacts_.push_back(std::move(stored));
    return {};
  }

  Result<void> finish() override {
    std::vector<std::string> names;
    names.reserve(contacts_.size());
    for (const Stored& contact : contacts_)
      names.push_back(contact.sorted_by.empty() ? contact.name : contact.sorted_by);
    const NameIndex index = index_names(names);
    const PaperSize paper = size_of(print_.paper.value_or(paper_of_locale()));
    const std::string title = document_text(print_.title.empty() ? tr("Address book") : print_.title);
    const bool right_to_left = uloc_isRightToLeft(uloc_getDefault()) != 0;
    auto canvas = PdfCanvas::open(to_, paper, title, right_to_left);
    if (!canvas) return canvas.failure();
    Book book(**canvas, paper, index, title, right_to_left);
    book.open(contacts_.size());
    for (const NameIndex::Entry& entry : index.entries) {
      book.add(contacts_[entry.name], entry.letter);
      if (auto good = (*canvas)->state(); !good) return good;
    }
    book.close();
    (*canvas)->end_page();
    if (auto closed = (*canvas)->close(); !closed) return closed;
    if (const std::size_t missing = (*canvas)->missing_letters(); missing > 0)
      tell(fmt::format(fmt::runtime(tr_n("{} character is in no font of this system.",
                                         "{} characters are in no font of this system.", missing)),
                       missing),
           tr("A box stands for each; the packages fonts-noto-core, fonts-noto-cjk and "
              "fonts-noto-color-emoji have "
              "nearly all."));
    return {};
  }

 private:
  void tell(std::string found, std::string done) {
    if (print_.tell) print_.tell({0, std::move(found), std::move(done)});
  }
  // `what`: the text's name for the one who is told.
  void cut(std::string& text, std::size_t most, std::string_view what, const Contact& contact) {
    if (text.size() <= most) return;
    text = std::string(cut_utf8(text, most)) + "…";
    tell(fmt::format(fmt::runtime(tr("“{}” of {} is longer than {} bytes.")), what,
                     cut_utf8(shown_name(contact), 100), most),
         tr("It was cut there."));
  }

  WriteBytes to_;
  PrintOptions print_;
  std::vector<Stored> contacts_;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_pdf_writer(WriteBytes to, const PrintOptions& print) {
  return std::unique_ptr<ContactWriter>(std::make_unique<PdfWriter>(std::move(to), print));
}

}  // namespace phonebook
