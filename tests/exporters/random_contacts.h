// Contacts made up from text that breaks careless readers, the same at every run.
#pragma once
#include <random>
#include <string>
#include <vector>

#include "contacts/contact.h"

namespace phonebook::testing {

class RandomContacts {
 public:
  explicit RandomContacts(unsigned seed) : random_(seed) {}
  // Every field that RFC 2426 (with Apple's and Android's additions) can express, each filled or not.
  [[nodiscard]] Contact next();
  [[nodiscard]] std::string text();  // never empty, no blanks at its ends

 private:
  [[nodiscard]] std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  [[nodiscard]] bool perhaps() { return below(2) == 0; }
  [[nodiscard]] std::string some_text() { return perhaps() ? text() : std::string(); }
  [[nodiscard]] std::vector<std::string> texts(std::size_t most);
  [[nodiscard]] std::vector<std::string> types(const std::vector<std::string>& words);
  [[nodiscard]] Date date();

  std::mt19937 random_;
};

}  // namespace phonebook::testing
