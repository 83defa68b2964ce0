// Input: the bytes of a file, a pipe or memory, in blocks, from front to back.
//
//   auto input = Input::open(path);           // a folder, FIFO or device is an error that says so
//   auto n = input->read(block);              // 0 at the end
//   if (auto same = input->check_unchanged(); !same) …
//
// Of a file no more is read than it had when it was opened: one that grows faster than it is read ends all
// the same. Thread rule: one Input belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

class Input {
 public:
  static constexpr std::size_t kHead = std::size_t{64} << 10;
  // What must be read back and forth (office, pdf) is kept in memory when it comes through a pipe.
  static constexpr std::size_t kMaxSpooled = std::size_t{32} << 20;

  [[nodiscard]] static Result<Input> open(const std::filesystem::path& path);
  [[nodiscard]] static Input standard_input();
  [[nodiscard]] static Input memory(std::string bytes, std::string name);
  // Whatever `pull` gives, as read() below gives it.
  using Pull = std::function<Result<std::size_t>(std::span<char>)>;
  [[nodiscard]] static Input pulled(Pull pull, std::string name);
  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

  // For a person; "-" for standard input.
  [[nodiscard]] const std::string& name() const;
  // Absent for a pipe.
  [[nodiscard]] std::optional<std::uint64_t> size() const;
  // Bytes taken so far by read().
  [[nodiscard]] std::uint64_t taken() const;
  // Called after each block with the bytes taken so far; false ends the reading with Code::cancelled.
  void on_read(std::function<bool(std::uint64_t)> hear);

  // Code::cancelled when on_read()'s listener has had enough; for who waits for something else than bytes.
  [[nodiscard]] Result<void> wanted() const;

  // Fills up to into.size() bytes; 0 at the end.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into);
  // Up to kHead bytes of the front without taking them. Only before the first read().
  [[nodiscard]] Result<std::string_view> head();

  // For libraries that read back and forth: a file's own descriptor (owned by this), or all bytes in memory.
  // Only before the first read(); over kMaxSpooled through a pipe: Code::invalid_input.
  struct Whole {
    int fd = -1;             // -1: in memory
    std::string_view bytes;  // while this lives
  };
  [[nodiscard]] Result<Whole> whole();

  // Code::busy where the file has another size or time than when it was opened.
  [[nodiscard]] Result<void> check_unchanged() const;

 private:
  struct State;
  explicit Input(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
