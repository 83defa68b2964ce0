// Owners for what GLib and libpurple hand out: freed when they go out of scope.
//
//   OwnedText plain{purple_markup_strip_html(html)};
//   Source timer{g_timeout_add(1000, on_timer, this)};   // removed by the destructor
#pragma once
#include <purple.h>
#include <unistd.h>

#include <memory>
#include <utility>

namespace phonebook {

template <auto Free>
struct FreedBy {
  template <class T>
  void operator()(T* pointer) const noexcept {
    Free(pointer);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, FreedBy<Free>>;
using OwnedText = Owned<char, g_free>;
using OwnedList = Owned<GList, g_list_free>;

// One source of the default main context, by id. A callback that ends its own source (G_SOURCE_REMOVE) must
// call `forget()` first.
class Source {
 public:
  Source() = default;
  explicit Source(guint id) noexcept : id_(id) {}
  Source(Source&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  Source& operator=(Source&& other) noexcept {
    if (this != &other) {
      reset();
      id_ = std::exchange(other.id_, 0);
    }
    return *this;
  }
  ~Source() { reset(); }
  explicit operator bool() const noexcept { return id_ != 0; }
  void reset() noexcept {
    if (id_ != 0) g_source_remove(std::exchange(id_, 0));
  }
  void forget() noexcept { id_ = 0; }

 private:
  guint id_ = 0;
};

// A file descriptor, closed once.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~Descriptor() { reset(); }
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool open() const noexcept { return fd_ >= 0; }
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  void reset() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

// A registered /command; libpurple does not take it back by itself at unload.
class Command {
 public:
  Command() = default;
  explicit Command(PurpleCmdId id) noexcept : id_(id) {}
  Command(Command&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  Command& operator=(Command&& other) noexcept {
    if (this != &other) {
      reset();
      id_ = std::exchange(other.id_, 0);
    }
    return *this;
  }
  ~Command() { reset(); }
  void reset() noexcept {
    if (id_ != 0) purple_cmd_unregister(std::exchange(id_, 0));
  }

 private:
  PurpleCmdId id_ = 0;
};

}  // namespace phonebook
