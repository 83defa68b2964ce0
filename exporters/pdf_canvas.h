// Pages of a PDF to write and draw on, in points from the top left: pango lays text out, cairo draws it. Used
// by pdf_writer alone.
//
//   auto canvas = PdfCanvas::open(to, size_of(Paper::a4), "Address book");
//   auto line = canvas->layout("Bob", {.points = 10, .bold = true}, 200);
//   canvas->draw(line, 40, 60, kInk);
//   canvas->end_page();
//   auto done = canvas->close();
//
// Thread rule: one canvas belongs to one thread.
#pragma once
#include <pango/pango.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "exporters/photo_thumbnail.h"
#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook {

struct Ink {
  double red, green, blue;
};
inline constexpr Ink kInk{0.10, 0.12, 0.15}, kQuietInk{0.40, 0.44, 0.49}, kFaintInk{0.82, 0.84, 0.87},
    kAccentInk{0.13, 0.33, 0.58}, kWhiteInk{1, 1, 1};

struct UnrefObject {
  void operator()(gpointer object) const noexcept;
};
using Layout = std::unique_ptr<PangoLayout, UnrefObject>;

struct TextStyle {
  double points = 9;
  bool bold = false;
  bool left_to_right = false;  // numbers and addresses of mails, whatever stands around them
  bool centred = false;
};

class PdfCanvas {
 public:
  // `right_to_left`: the book is; text without a direction of its own follows it, and lines begin at the
  // right.
  [[nodiscard]] static Result<std::unique_ptr<PdfCanvas>> open(WriteBytes to, PaperSize paper,
                                                               const std::string& title, bool right_to_left);
  ~PdfCanvas();
  PdfCanvas(const PdfCanvas&) = delete;
  PdfCanvas& operator=(const PdfCanvas&) = delete;

  // Wrapped at `width` points; anything in one word is broken where it must.
  [[nodiscard]] Layout layout(const std::string& text, const TextStyle& style, double width);
  [[nodiscard]] static double height(const Layout& layout);
  [[nodiscard]] static double width(const Layout& layout);
  [[nodiscard]] static double baseline(const Layout& layout);  // of the first line, from its top

  void draw(const Layout& layout, double x, double y, Ink ink);
  // Line by line, for what is longer than a column.
  [[nodiscard]] static int lines(const Layout& layout);
  [[nodiscard]] static double line_height(const Layout& layout, int line);
  void draw_line(const Layout& layout, int line, double x, double y, Ink ink);
  void draw_photo(const Thumbnail& photo, double x, double y, double side);
  void draw_box(double x, double y, double width, double height, double radius, Ink ink);
  void draw_rule(double x, double y, double width, Ink ink);
  // An entry of the outline that leads to this height of the current page.
  void mark(const std::string& name, double y);
  void end_page();
  [[nodiscard]] int page() const { return page_; }  // the current one, from 1

  // Characters so far that no font of this system has.
  [[nodiscard]] std::size_t missing_letters() const { return missing_; }
  // What writing has come to so far.
  [[nodiscard]] Result<void> state() const;
  [[nodiscard]] Result<void> close();

 private:
  struct State;
  explicit PdfCanvas(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
  int page_ = 1;
  std::size_t missing_ = 0;
};

}  // namespace phonebook
