#include "transports/qr/qr_terminal.h"

namespace phonebook {
namespace {

// Of the 256 colours, black and white of the cube: the eight basic ones are whatever the person's theme makes
// of them. A terminal that has only those eight takes the first sequence and passes over the second.
void set_colours(std::string& out, bool dark_letters, bool dark_ground) {
  out += dark_letters ? "\x1b[30;" : "\x1b[37;";
  out += dark_ground ? "40m" : "47m";
  out += dark_letters ? "\x1b[38;5;16;" : "\x1b[38;5;231;";
  out += dark_ground ? "48;5;16m" : "48;5;231m";
}

// A line of cells with grounds of our own. Where both halves are alike the ground alone shows them: in many
// fonts a full block leaves a gap above or below it, and a code with stripes is not read.
class ColouredLine {
 public:
  explicit ColouredLine(std::string& out) : out_(out) {}
  // Colours end before the line does: a terminal may fill the rest of it with them.
  ~ColouredLine() { out_ += "\x1b[0m"; }
  ColouredLine(const ColouredLine&) = delete;
  ColouredLine& operator=(const ColouredLine&) = delete;

  void add(bool upper, bool lower, const char* both, const char* lower_half) {
    if (!started_ || ground_ != upper || (upper != lower && letters_ != lower)) {
      started_ = true;
      ground_ = upper;
      letters_ = upper != lower ? lower : !upper;
      set_colours(out_, letters_, ground_);
    }
    out_ += upper != lower ? lower_half : both;
  }

 private:
  std::string& out_;
  bool started_ = false, letters_ = false, ground_ = false;  // true = dark
};

}  // namespace

QrTextSize qr_text_size(const QrCode& code, bool ascii) noexcept {
  const int side = code.size + 2 * kQrQuietZone;
  return ascii ? QrTextSize{2 * side, side} : QrTextSize{side, (side + 1) / 2};
}

std::string qr_text(const QrCode& code, const QrTextOptions& options) {
  const int begin = -kQrQuietZone, end = code.size + kQrQuietZone;
  std::string out;
  for (int y = begin; y < end; y += options.ascii ? 1 : 2) {
    if (options.colour) {
      ColouredLine line(out);
      for (int x = begin; x < end; ++x) {
        const bool upper = code.dark(x, y) != options.invert;
        const bool lower = options.ascii ? upper : code.dark(x, y + 1) != options.invert;
        line.add(upper, lower, options.ascii ? "  " : " ", "▄");
      }
    } else {
      for (int x = begin; x < end; ++x) {
        const bool upper = code.dark(x, y) != options.invert, lower = code.dark(x, y + 1) != options.invert;
        if (options.ascii)
          out += upper ? "##" : "  ";
        else
          out += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
      }
    }
    out += '\n';
  }
  return out;
}

}  // namespace phonebook
