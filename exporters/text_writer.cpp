#include "exporters/text_writer.h"

#include <algorithm>

#include "base/text.h"
#include "exporters/shown_fields.h"

namespace phonebook {
namespace {

// A label wider than this does not push all values to the right.
constexpr std::size_t kMaxLabel = 24;

class TextWriter : public ContactWriter {
 public:
  explicit TextWriter(WriteBytes to) : to_(std::move(to)) {}

  Result<void> add(const Contact& contact) override {
    const std::vector<ShownField> fields = shown_fields(contact, {});
    if (fields.empty()) return {};
    std::size_t width = 0;
    for (const ShownField& field : fields) {
      const std::size_t label = display_columns(field.label) + 1;
      if (label <= kMaxLabel) width = std::max(width, label);
    }
    std::string out = first_ ? "" : "\n";
    first_ = false;
    for (const ShownField& field : fields) {
      std::string label = field.label;
      // The first colon ends the label, whatever a person called a number.
      std::replace(label.begin(), label.end(), ':', ' ');
      label += ':';
      const std::size_t taken = display_columns(label);
      out += label;
      out.append(taken < width ? width - taken + 1 : 1, ' ');
      bool more = false;
      for (const std::string_view line : split(field.text, '\n')) {
        if (more) out.append(1, '\n').append(width + 1, ' ');
        more = true;
        out += line;
      }
      out += '\n';
    }
    return to_(out);
  }
  Result<void> finish() override { return {}; }

 private:
  WriteBytes to_;
  bool first_ = true;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_text_writer(WriteBytes to, const PrintOptions&) {
  return std::unique_ptr<ContactWriter>(std::make_unique<TextWriter>(std::move(to)));
}

}  // namespace phonebook
