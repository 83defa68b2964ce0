// Sending: contacts to one open, locked phone: the plan carried out, what was written read back and compared.
//
//   Sending sending(engine, reached, read, contacts, options, host);
//   sending.run(open, report);       // open: indexes into contacts; those that surely did not arrive stay in
//   it
//
// Thread rule: that of the Engine. Private to engine/send.cpp.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/added_beside.h"
#include "engine/handed_over.h"
#include "engine/reach.h"
#include "engine/send.h"

namespace phonebook {

struct ReadPhone {
  std::vector<PhoneEntry> entries;
  std::vector<Error> unreadable;
  Remembered remembered;
};
[[nodiscard]] Result<ReadPhone> read_phone(Engine& engine, const Reached& reached, Host& host);

// What sending would do. A phone that cannot be read is planned by what was handed over to it, unless
// `again`.
[[nodiscard]] std::vector<PlanItem> plan_for(Engine& engine, const Phone& phone, const ReadPhone& read,
                                             std::span<const Contact> contacts, bool again);

class Sending {
 public:
  Sending(Engine& engine, Reached& reached, const ReadPhone& read, std::span<const Contact> contacts,
          const SendOptions& options, Host& host);

  // `items`: one a contact of `contacts`, filled in. Absent unless the phone was gone in the middle: why.
  // Then surely_missing() may go to another phone.
  [[nodiscard]] std::optional<Error> run(std::span<SentItem> items, bool& cancelled);
  [[nodiscard]] const std::vector<std::size_t>& surely_missing() const { return surely_missing_; }
  // What the person does on the phone next, and what it cost; "" for nothing.
  [[nodiscard]] std::string next_tap() const;
  [[nodiscard]] std::string toll_told() const { return handed_over_ == 0 ? std::string() : toll_told_; }

 private:
  struct Written {
    std::size_t item;  // index into items_
    std::string id;
    Contact contact;
  };
  void one(const PlanItem& item, SentItem& sent);
  void go_with(const SentItem& leader, SentItem& sent);
  void conflict(const PlanItem& item, SentItem& sent);
  void handed_over_before(const PlanItem& item, SentItem& sent);
  [[nodiscard]] Result<PhoneEntry> entry_now(const PlanItem& item);
  void write(const PlanItem& item, const Contact& result, const PhoneEntry* over, SentItem& sent);
  // Phones that cannot be read: everything in one go.
  void hand_over(const std::vector<std::pair<std::size_t, Contact>>& batch);
  [[nodiscard]] bool toll_is_paid(std::span<const Contact> contacts, std::string& refusal);
  void failed(std::size_t item, const Error& error);
  void tell_written(std::size_t item, const std::string& sentence);
  void tell(const SentItem& sent);
  void read_back(bool cancelled);

  Engine& engine_;
  Reached& reached_;
  const ReadPhone& read_;
  std::span<const Contact> contacts_;
  const SendOptions& options_;
  Host& host_;
  Capabilities can_;
  AddedBeside beside_;
  std::vector<PlanItem> items_;
  std::span<SentItem> sent_;
  std::vector<Written> written_;
  std::vector<std::pair<std::size_t, Contact>> batch_;
  std::vector<std::size_t> surely_missing_;
  std::string toll_told_;
  std::size_t handed_over_ = 0, told_ = 0;
  std::optional<Error> gone_;
};

}  // namespace phonebook
