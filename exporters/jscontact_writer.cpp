#include <string>
#include <utility>

#include "exporters/jscontact.h"
#include "exporters/jscontact_card.h"

namespace phonebook {
namespace {

// Text leaves in pieces of this size: a call of `to` may be a call of the system.
constexpr std::size_t kPiece = std::size_t{64} << 10;

class ArrayWriter : public ContactWriter {
 public:
  ArrayWriter(WriteBytes to, const WriteProfile& profile) : to_(std::move(to)), profile_(profile) {}

  Result<void> add(const Contact& contact) override {
    out_ += std::exchange(any_, true) ? ",\n" : "[\n";
    jscontact::append_card(out_, contact, profile_);
    return out_.size() < kPiece ? Result<void>() : flush();
  }
  Result<void> finish() override {
    out_ += any_ ? "\n]\n" : "[]\n";
    return flush();
  }

 private:
  Result<void> flush() {
    auto written = to_(out_);
    out_.clear();
    return written;
  }

  WriteBytes to_;
  WriteProfile profile_;
  std::string out_;
  bool any_ = false;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_jscontact_writer(WriteBytes to, const WriteProfile& profile) {
  return std::unique_ptr<ContactWriter>(std::make_unique<ArrayWriter>(std::move(to), profile));
}

}  // namespace phonebook
