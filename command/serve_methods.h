// The methods of `serve`: each turns params into an engine operation and its answer into JSON.
//
//   const Method* method = find_method("find");
//   method->run({engine, host, params, journal}) → Result<json>
#pragma once
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/engine.h"
#include "engine/host.h"

namespace phonebook::command {

// Sends under way in this process, by request id. Thread-safe.
class RunningRequests {
 public:
  void add(const std::string& request);
  void remove(const std::string& request);
  [[nodiscard]] bool has(const std::string& request) const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string> requests_;
};

struct Call {
  Engine& engine;
  Host& host;
  const nlohmann::json& params;  // an object
  RunningRequests& running;
};

struct Method {
  const char* name;
  bool quick;  // answered on the reading thread; else on the working thread, one after the other
  Result<nlohmann::json> (*run)(const Call& call);
};

// Absent name: nullptr. initialize, shutdown, $/cancel and host/handler_times belong to the session
// (serve.cpp).
[[nodiscard]] const Method* find_method(std::string_view name);

}  // namespace phonebook::command
