#include "exporters/pdf_canvas.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <numbers>
#include <optional>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

// One design for as many scripts as it has; fontconfig finds the rest.
constexpr const char* kFamilies =
    "Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, Noto Sans Thai, Noto Sans Devanagari, sans-serif";

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const noexcept {
    destroy(object);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Destroy<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Destroy<cairo_destroy>>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Destroy<cairo_font_options_destroy>>;
using Description = std::unique_ptr<PangoFontDescription, Destroy<pango_font_description_free>>;
using Attributes = std::unique_ptr<PangoAttrList, Destroy<pango_attr_list_unref>>;

double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

// Han characters look different in each language that writes them. Kana and hangul tell which it is; without
// them the person's own language does, else it is Chinese.
const char* language_of(std::string_view text) {
  bool han = false;
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint c = decode_utf8(rest);
    rest.remove_prefix(c.length);
    if (c.value >= 0x3040 && c.value < 0x3100) return "ja";
    if ((c.value >= 0xAC00 && c.value < 0xD7A4) || (c.value >= 0x1100 && c.value < 0x1200)) return "ko";
    han = han || (c.value >= 0x3400 && c.value < 0xA000) || (c.value >= 0x20000 && c.value < 0x32000);
  }
  if (!han) return nullptr;
  const std::string_view own = uloc_getDefault();
  if (own.starts_with("ja")) return "ja";
  if (own.starts_with("ko")) return "ko";
  return own.starts_with("zh_TW") || own.starts_with("zh_Hant") ? "zh-tw" : "zh-cn";
}

// By the first letter that has a direction (UAX #9, P2); absent without one.
std::optional<bool> runs_from_right(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    text.remove_prefix(c.length);
    const UCharDirection direction = u_charDirection(static_cast<UChar32>(c.value));
    if (direction == U_LEFT_TO_RIGHT) return false;
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return std::nullopt;
}

}  // namespace

void UnrefObject::operator()(gpointer object) const noexcept { g_object_unref(object); }

struct PdfCanvas::State {
  WriteBytes to;
  std::optional<Error> error;
  PaperSize paper{};
  bool right_to_left = false;
  Surface surface;
  Context cairo;
  std::unique_ptr<PangoFontMap, UnrefObject> fonts;
  std::unique_ptr<PangoContext, UnrefObject> with_book, left_to_right;

  // Cairo never hears of an error: 1.16 reads freed memory when it ends a document that could not be written.
  static cairo_status_t write(void* closure, const unsigned char* bytes, unsigned int size) noexcept {
    auto* const self = static_cast<State*>(closure);
    if (self->error) return CAIRO_STATUS_SUCCESS;
    try {
      auto done = self->to(std::string_view(reinterpret_cast<const char*>(bytes), size));
      if (!done) self->error = done.error();
    } catch (...) {
      self->error.emplace();
      self->error->sentence = tr("The document could not be written.");
    }
    return CAIRO_STATUS_SUCCESS;
  }
  void ink(Ink ink) const { cairo_set_source_rgb(cairo.get(), ink.red, ink.green, ink.blue); }
};

PdfCanvas::PdfCanvas(std::unique_ptr<State> state) : state_(std::move(state)) {}
// The surface writes its end while `to` still lives.
PdfCanvas::~PdfCanvas() {
  state_->cairo.reset();
  if (state_->surface) cairo_surface_finish(state_->surface.get());
}

Result<std::unique_ptr<PdfCanvas>> PdfCanvas::open(WriteBytes to, PaperSize paper, const std::string& title,
                                                   bool right_to_left) {
  auto state = std::make_unique<State>();
  state->to = std::move(to);
  state->paper = paper;
  state->right_to_left = right_to_left;
  state->fonts.reset(pango_cairo_font_map_new());
  // Pango ends the program where there is no font at all.
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_font_map_list_families(state->fonts.get(), &families, &count);
  g_free(families);
  if (count == 0)
    return fail(Code::unsupported,
                tr("There are no fonts to print with; install one, for example the package "
                   "fonts-noto-core."));
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(state->fonts.get()), 72);
  state->surface.reset(
      cairo_pdf_surface_create_for_stream(&State::write, state.get(), paper.width, paper.height));
  cairo_pdf_surface_set_metadata(state->surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(state->surface.get(), CAIRO_PDF_METADATA_CREATOR, "purple-phonebook");
  state->cairo.reset(cairo_create(state->surface.get()));
  // Paper has no pixels to fit letters to.
  const FontOptions options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  for (auto* context : {&state->with_book, &state->left_to_right}) {
    context->reset(pango_font_map_create_context(state->fonts.get()));
    pango_cairo_context_set_font_options(context->get(), options.get());
    pango_context_set_round_glyph_positions(context->get(), FALSE);
    pango_context_set_base_dir(context->get(), PANGO_DIRECTION_LTR);
  }
  if (right_to_left) pango_context_set_base_dir(state->with_book.get(), PANGO_DIRECTION_RTL);
  if (cairo_status(state->cairo.get()) != CAIRO_STATUS_SUCCESS)
    return fail(Code::internal, tr("The document could not be written."),
                cairo_status_to_string(cairo_status(state->cairo.get())));
  return std::unique_ptr<PdfCanvas>(new PdfCanvas(std::move(state)));
}

Layout PdfCanvas::layout(const std::string& text, const TextStyle& style, double width) {
  PangoContext* context = style.left_to_right ? state_->left_to_right.get() : state_->with_book.get();
  Layout out(pango_layout_new(context));
  const Description font(pango_font_description_from_string(kFamilies));
  pango_font_description_set_absolute_size(font.get(), style.points * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(out.get(), font.get());
  pango_layout_set_width(out.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
  const auto size = static_cast<int>(text.size());
  pango_layout_set_text(out.get(), text.c_str(), size);
  const Attributes attributes(pango_attr_list_new());
  // A mail address with a hyphen that is not its own is another one.
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  if (const char* language = language_of(text))
    pango_attr_list_insert(attributes.get(), pango_attr_language_new(pango_language_from_string(language)));
  pango_layout_set_attributes(out.get(), attributes.get());
  // Every line begins where the book's lines do, also a line of another direction: pango lets such a line
  // change sides.
  bool right = state_->right_to_left;
  if (style.left_to_right)
    pango_layout_set_auto_dir(out.get(), FALSE);
  else if (runs_from_right(text).value_or(right) != state_->right_to_left)
    right = !right;
  pango_layout_set_alignment(
      out.get(), style.centred ? PANGO_ALIGN_CENTER : (right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT));
  missing_ += static_cast<std::size_t>(std::max(pango_layout_get_unknown_glyphs_count(out.get()), 0));
  return out;
}

double PdfCanvas::height(const Layout& layout) {
  int height = 0;
  pango_layout_get_size(layout.get(), nullptr, &height);
  return points(height);
}
double PdfCanvas::width(const Layout& layout) {
  int width = 0;
  pango_layout_get_size(layout.get(), &width, nullptr);
  return points(width);
}
double PdfCanvas::baseline(const Layout& layout) { return points(pango_layout_get_baseline(layout.get())); }

void PdfCanvas::draw(const Layout& layout, double x, double y, Ink ink) {
  state_->ink(ink);
  cairo_move_to(state_->cairo.get(), x, y);
  pango_cairo_show_layout(state_->cairo.get(), layout.get());
}

int PdfCanvas::lines(const Layout& layout) { return pango_layout_get_line_count(layout.get()); }

double PdfCanvas::line_height(const Layout& layout, int line) {
  PangoRectangle area{};
  pango_layout_line_get_extents(pango_layout_get_line_readonly(layout.get(), line), nullptr, &area);
  return points(area.height);
}

void PdfCanvas::draw_line(const Layout& layout, int line, double x, double y, Ink ink) {
  PangoLayoutLine* const text = pango_layout_get_line_readonly(layout.get(), line);
  PangoRectangle area{};
  pango_layout_line_get_extents(text, nullptr, &area);
  // Lines know nothing of alignment; only the layout does, and it is asked too rarely here to matter.
  const double room = points(pango_layout_get_width(layout.get())) - points(area.width);
  state_->ink(ink);
  cairo_move_to(state_->cairo.get(), x + (state_->right_to_left ? room : 0), y - points(area.y));
  pango_cairo_show_layout_line(state_->cairo.get(), text);
}

void PdfCanvas::draw_photo(const Thumbnail& photo, double x, double y, double side) {
  const Surface picture(cairo_image_surface_create(CAIRO_FORMAT_RGB24, photo.side, photo.side));
  // The JPEG itself goes into the document; cairo never decodes it.
  auto* const copy = static_cast<unsigned char*>(g_memdup2(photo.jpeg.data(), photo.jpeg.size()));
  if (cairo_surface_set_mime_data(picture.get(), CAIRO_MIME_TYPE_JPEG, copy, photo.jpeg.size(), g_free,
                                  copy) != CAIRO_STATUS_SUCCESS) {
    g_free(copy);
    return;
  }
  cairo_t* const cairo = state_->cairo.get();
  cairo_save(cairo);
  cairo_translate(cairo, x, y);
  cairo_scale(cairo, side / photo.side, side / photo.side);
  cairo_set_source_surface(cairo, picture.get(), 0, 0);
  cairo_rectangle(cairo, 0, 0, photo.side, photo.side);
  cairo_fill(cairo);
  cairo_restore(cairo);
}

void PdfCanvas::draw_box(double x, double y, double width, double height, double radius, Ink ink) {
  constexpr double kRight = std::numbers::pi / 2;
  cairo_t* const cairo = state_->cairo.get();
  state_->ink(ink);
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x + width - radius, y + radius, radius, -kRight, 0);
  cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, kRight);
  cairo_arc(cairo, x + radius, y + height - radius, radius, kRight, 2 * kRight);
  cairo_arc(cairo, x + radius, y + radius, radius, 2 * kRight, 3 * kRight);
  cairo_close_path(cairo);
  cairo_fill(cairo);
}

void PdfCanvas::draw_rule(double x, double y, double width, Ink ink) {
  state_->ink(ink);
  cairo_rectangle(state_->cairo.get(), x, y - 0.25, width, 0.5);
  cairo_fill(state_->cairo.get());
}

void PdfCanvas::mark(const std::string& name, double y) {
  const std::string place = fmt::format("page={} pos=[0 {:.1f}]", page_, y);
  cairo_pdf_surface_add_outline(state_->surface.get(), CAIRO_PDF_OUTLINE_ROOT, name.c_str(), place.c_str(),
                                static_cast<cairo_pdf_outline_flags_t>(0));
}

void PdfCanvas::end_page() {
  cairo_show_page(state_->cairo.get());
  ++page_;
}

Result<void> PdfCanvas::state() const {
  if (state_->error) return Fail{*state_->error};
  cairo_status_t status = cairo_status(state_->cairo.get());
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(state_->surface.get());
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return fail(Code::internal, tr("The document could not be written."), cairo_status_to_string(status));
}

Result<void> PdfCanvas::close() {
  if (auto good = state(); !good) return good;
  cairo_surface_finish(state_->surface.get());
  if (state_->error) return Fail{*state_->error};
  const cairo_status_t status = cairo_surface_status(state_->surface.get());
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return fail(Code::internal, tr("The document could not be written."), cairo_status_to_string(status));
}

}  // namespace phonebook
