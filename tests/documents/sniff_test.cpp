#include "documents/sniff.h"

#include <gtest/gtest.h>

#include <string>

namespace phonebook {
namespace {
using namespace std::string_view_literals;

TEST(Sniff, TellsKindsByTheirContentWhateverTheyAreCalled) {
  const struct {
    std::string_view head, name;
    FileType type;
  } cases[] = {
      {"", "a.txt", FileType::empty},
      {"hello\n", "a", FileType::text},
      {"%PDF-1.7\n", "a.txt", FileType::pdf},
      {"PK\x03\x04 and so on", "a.doc", FileType::zip},
      {"<!DOCTYPE html>\n<p>x", "a.txt", FileType::html},
      {"\xEF\xBB\xBF  <html>", "a", FileType::html},
      {"<?xml version=\"1.0\"?>\n<!-- x --><html xmlns=\"…\">", "a", FileType::html},
      {"<p>part of a page", "a.htm", FileType::html},
      {"1 < 2 and 3 > 2", "a.txt", FileType::text},
      {"BEGIN:VCARD\r\nVERSION:2.1\r\n", "a.txt", FileType::vcard},
      {"Return-Path: <a@b.c>\r\nFrom: a@b.c\r\nSubject: x\r\n\r\nhi", "a", FileType::mail},
      {"Name: Bob\nPhone: 0171 1234567\n\n", "a.txt", FileType::text},
      {"From a@b.c Thu Jan  1 00:00:00 1970\nFrom: a@b.c\nDate: x\n\nhi\n", "box", FileType::mbox},
      {"From here on: it is text\nnothing else\n", "a", FileType::text},
      {"a;b;c\n1;2;3\n4;5;6\n", "a.txt", FileType::csv},
      {"a\tb\tc\n1\t2\t3\n4\t5\t6\n", "a", FileType::csv},
      {"x\n", "a.csv", FileType::csv},
      {"Dear Bob,\nhow are you, today, then,\nbye, Al\n", "a.txt", FileType::text},
      {"\xFF\xFEh\0i\0\n\0"sv, "a.txt", FileType::text},
      {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv, "a.txt", FileType::unreadable},
      {"\x1F\x8B\x08\0\0\0\0\0"sv, "a.html", FileType::unreadable},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "a.doc", FileType::unreadable},
      {"\x7F"
       "ELF\x02\x01\x01"sv,
       "a", FileType::unreadable},
      {"\0\x01\x02\x03\x04\x05\x06\x07 \x0E\x0F\x10"sv, "a.txt", FileType::unreadable},
      {"{\\rtf1 hello}", "a.txt", FileType::unreadable},
  };
  for (const auto& c : cases) {
    const Sniffed found = sniff(c.head, c.name);
    EXPECT_EQ(to_string(found.type), std::string_view(to_string(c.type))) << c.name << ": " << c.head;
    EXPECT_EQ(found.type == FileType::unreadable, !found.sentence.empty());
  }
}

}  // namespace
}  // namespace phonebook
