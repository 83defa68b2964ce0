#include "engine/off_record.h"

namespace phonebook {

KeptFinding OffRecord::record(const Buddy& partner, const KeptFinding& finding) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, row] : rows_)
    if (row.partner == partner && row.finding.kind == finding.kind && row.finding.value == finding.value &&
        row.finding.mine == finding.mine && row.finding.owner_name == finding.owner_name)
      return row.finding;
  KeptFinding kept = finding;
  kept.id = next_--;
  kept.state = FindingState::waiting;
  rows_.emplace(kept.id, Row{partner, kept});
  if (rows_.size() > kMost) rows_.erase(rows_.begin());
  return kept;
}

std::vector<KeptFinding> OffRecord::waiting(const Buddy& partner) const {
  const std::lock_guard lock(mutex_);
  std::vector<KeptFinding> out;
  for (const auto& [id, row] : rows_)
    if (row.partner == partner && row.finding.mine && row.finding.state == FindingState::waiting)
      out.push_back(row.finding);
  return out;
}

std::optional<KeptFinding> OffRecord::finding(std::int64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto it = rows_.find(id);
  return it == rows_.end() ? std::nullopt : std::optional(it->second.finding);
}

bool OffRecord::set_state(std::int64_t id, FindingState state) {
  const std::lock_guard lock(mutex_);
  const auto it = rows_.find(id);
  if (it == rows_.end()) return false;
  it->second.finding.state = state;
  return true;
}

std::size_t OffRecord::forget(const Buddy& partner) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(rows_, [&](const auto& entry) { return entry.second.partner == partner; });
}

void OffRecord::rename(const Buddy& from, const Buddy& to) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, row] : rows_)
    if (row.partner == from) row.partner = to;
}

}  // namespace phonebook
