// kannel_gateway: a real Kannel of one test's own, with a centre behind it that delivers, refuses or falls
// silent as told (tests/lab/kannel.py). Ends with the object, or with the test program.
//
//   KannelGateway kannel;                       // "fake": Kannel's own fakesmsc as the centre
//   save_gateway(kannel.gateway());
//   kannel.tell("mode refuse");
//   kannel.ask("cards");                        // the business cards that arrived, put together again
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "transports/wap/gateway.h"

namespace phonebook::testing {

class KannelGateway {
 public:
  // Throws when it does not start: a test without its peer must not look like one that passed.
  explicit KannelGateway(const char* centre = "smpp") {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    const std::string script = std::string(PHONEBOOK_LAB_FOLDER) + "/kannel.py";
    std::vector<std::string> words = {"/usr/bin/python3", "-B", script, centre};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const int failed = ::posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    to_ = ::fdopen(in[1], "w");
    from_ = ::fdopen(out[0], "r");
    if (failed != 0) throw std::runtime_error("python3 does not start");
    hello_ = read();
  }
  ~KannelGateway() {
    ::fclose(to_);
    ::fclose(from_);
    ::waitpid(process_, nullptr, 0);
  }
  KannelGateway(const KannelGateway&) = delete;
  KannelGateway& operator=(const KannelGateway&) = delete;

  [[nodiscard]] Gateway gateway() const {
    return {.url = hello_.at("url"),
            .user = hello_.at("user"),
            .password = hello_.at("password"),
            .from = "+4930123456",
            .parts = 8,
            .reports = ReportsAddress{}};
  }

  nlohmann::json ask(const std::string& command) {
    std::fputs((command + "\n").c_str(), to_);
    std::fflush(to_);
    return read().at("result");
  }
  void tell(const std::string& command) { static_cast<void>(ask(command)); }

 private:
  nlohmann::json read() {
    std::string line;
    for (int c = std::fgetc(from_); c != '\n'; c = std::fgetc(from_)) {
      if (c == EOF)
        throw std::runtime_error("Kannel is not there; are the packages kannel and kannel-extras?");
      line += static_cast<char>(c);
    }
    return nlohmann::json::parse(line);
  }

  pid_t process_ = 0;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  nlohmann::json hello_;
};

}  // namespace phonebook::testing
