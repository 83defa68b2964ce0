// A phone that does what a test says: it only takes, costs, goes away, answers no. And a route that finds it.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "transports/routes.h"

namespace phonebook::testing {

struct ScriptedPhone {
  std::string name = "Scripted";
  bool there = true;
  std::optional<Toll> toll;
  std::size_t agreed = 0;
  // What becomes of the n-th contact ever handed over (from 0); absent: it arrives.
  std::map<std::size_t, Code> fate;
  bool gone_after_fate = true;      // unreachable and uncertain end the hand-over, as real links do
  std::function<void()> under_way;  // while the first contact is being handed over
  std::vector<Contact> arrived;     // uncertain ones too: the worst case
  std::size_t tried = 0;
};

class ScriptedRoute final : public Route {
 public:
  ScriptedRoute(const char* name, Link link) : name_(name), link_(link) {}
  std::map<std::string, ScriptedPhone> phones;  // by address

  const char* name() const override { return name_; }
  Link link() const override { return link_; }
  std::optional<Absence> absence() const override { return std::nullopt; }
  Absence why_no_phone(const Task&) const override { return {"No phone is plugged in.", "Plug one in."}; }
  std::vector<FoundPhone> discover(std::span<const KnownPhone> known, const Task&) const override {
    std::vector<FoundPhone> found;
    for (const auto& [address, phone] : phones) {
      FoundPhone one{.address = {name_, address}, .name = phone.name};
      bool is_known = false;
      for (const KnownPhone& k : known) {
        if (!(k.address == one.address)) continue;
        is_known = true;
        one.device = k.device;
        if (!k.name.empty()) one.name = k.name;
      }
      if (!phone.there && !is_known) continue;
      if (!phone.there) {
        one.state = PhoneState::passed_over;
        one.reason = phone.name + " is not plugged in.";
        one.cure = "Plug it in.";
      }
      found.push_back(std::move(one));
    }
    return found;
  }
  Result<std::unique_ptr<Phone>> open(const std::string& address) const override;

 private:
  const char* name_;
  Link link_;
};

class ScriptedTaker final : public Phone {
 public:
  explicit ScriptedTaker(ScriptedPhone& phone) : phone_(phone) {}
  Capabilities capabilities() const override { return {.takes_many = true}; }
  Result<Contents> read(const Task&) override {
    return fail(Code::unsupported, "This phone cannot be read.");
  }
  Result<std::string> update(const PhoneEntry&, const Contact&, const Task&) override {
    return fail(Code::unsupported, "This phone cannot be changed.");
  }
  Result<std::string> add(const Contact& contact, const Task& task) override {
    return add_all({&contact, 1}, task).front();
  }
  std::vector<Result<std::string>> add_all(std::span<const Contact> contacts, const Task&) override {
    if (phone_.under_way) phone_.under_way();
    std::vector<Result<std::string>> out;
    bool gone = false;
    for (const Contact& contact : contacts) {
      const auto fate = phone_.fate.find(phone_.tried++);
      if (gone || !phone_.there) {
        out.emplace_back(fail(Code::unreachable, "The phone is gone."));
      } else if (fate == phone_.fate.end()) {
        phone_.arrived.push_back(contact);
        out.emplace_back(contact.uid);
      } else {
        if (fate->second == Code::uncertain) phone_.arrived.push_back(contact);
        gone =
            phone_.gone_after_fate && (fate->second == Code::uncertain || fate->second == Code::unreachable);
        if (gone) phone_.there = false;
        out.emplace_back(fail(fate->second, "The phone said something else."));
      }
    }
    return out;
  }
  Result<std::optional<Toll>> toll(std::span<const Contact> contacts) const override {
    std::optional<Toll> toll = phone_.toll;
    if (toll) toll->messages = contacts.size() * 2;
    if (toll && phone_.agreed > 0) toll->agreed = true;
    return toll;
  }
  Result<void> agree_to_toll() override {
    ++phone_.agreed;
    return {};
  }
  std::string next_tap(std::size_t) const override { return "On the phone: tap Accept."; }

 private:
  ScriptedPhone& phone_;
};

inline Result<std::unique_ptr<Phone>> ScriptedRoute::open(const std::string& address) const {
  const auto found = phones.find(address);
  if (found == phones.end() || !found->second.there)
    return fail(Code::unreachable, "The phone is not there.");
  return std::unique_ptr<Phone>(std::make_unique<ScriptedTaker>(const_cast<ScriptedPhone&>(found->second)));
}

}  // namespace phonebook::testing
