#include "tests/bench/chat_logs.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <random>
#include <string_view>

namespace phonebook::bench {
namespace {

using Random = std::mt19937_64;

constexpr std::array<std::string_view, 96> kEnglish = {
    "the",      "to",       "and",       "you",      "it",      "of",      "is",       "that",    "in",
    "was",      "we",       "have",      "for",      "on",      "not",     "with",     "but",     "this",
    "so",       "just",     "are",       "be",       "at",      "do",      "what",     "like",    "know",
    "can",      "if",       "no",        "get",      "there",   "all",     "about",    "one",     "think",
    "would",    "them",     "will",      "how",      "up",      "out",     "when",     "time",    "good",
    "see",      "they",     "go",        "because",  "really",  "home",    "tomorrow", "maybe",   "work",
    "people",   "then",     "some",      "want",     "back",    "now",     "meeting",  "train",   "weather",
    "kitchen",  "report",   "holiday",   "cinema",   "coffee",  "printer", "garden",   "nothing", "brother",
    "already",  "file",     "windows",   "music",    "school",  "evening", "tickets",  "price",   "street",
    "mountain", "finished", "yesterday", "probably", "another", "company", "problem",  "server",  "morning",
    "three",    "through",  "friends",   "someone",  "around",  "lunch"};
constexpr std::array<std::string_view, 60> kChinese = {
    "今天", "明天", "晚上",   "我们", "你们", "一起", "吃饭", "开会", "项目",   "没问题", "好的", "知道",
    "可以", "不行", "为什么", "因为", "但是", "已经", "下班", "周末", "电影",   "天气",   "孩子", "学校",
    "老师", "朋友", "房子",   "地铁", "机场", "时间", "两点", "三个", "五分钟", "一下",   "觉得", "应该",
    "文件", "打印", "测试",   "版本", "客户", "合同", "发票", "报告", "同事",   "谢谢",   "哈哈", "嗯",
    "的",   "了",   "吧",     "呢",   "在",   "有",   "去",   "来",   "很",     "都",     "也",   "就"};
constexpr std::array<std::string_view, 10> kPeople = {"Anna", "Ben",   "王芳",   "李强",     "Müller",
                                                      "Олег", "carol", "dave99", "Jean-Luc", "小明"};

std::string digits(Random& random, std::size_t count) {
  std::string out;
  while (count-- > 0) out += static_cast<char>('0' + random() % 10);
  return out;
}

// With digits or an '@', and no finding.
std::string lure(Random& random) {
  char text[64];
  const auto n = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
  switch (n(14)) {
    case 0:
    case 1:
      std::snprintf(text, sizeof(text), "%02u:%02u", n(24), n(60));
      return text;
    case 2:
      std::snprintf(text, sizeof(text), "%u.%02u €", n(900), n(100));
      return text;
    case 3:
    case 4:
      return std::to_string(1 + n(500)) + (n(2) == 0 ? " %" : " km");
    case 5:
      std::snprintf(text, sizeof(text), "%u月%u日", 1 + n(12), 1 + n(28));
      return text;
    case 6:
      std::snprintf(text, sizeof(text), "20%02u-%02u-%02u", n(26), 1 + n(12), 1 + n(28));
      return text;
    case 7:
      std::snprintf(text, sizeof(text), "10.%u.%u.%u", n(255), n(255), n(255));
      return text;
    case 8:
      return "v" + std::to_string(n(5)) + "." + std::to_string(n(30)) + "." + std::to_string(n(30));
    case 9:
      return "ORD-" + digits(random, 8);
    case 10:
      return "订单 2023" + digits(random, 14);
    case 11:
      return "#" + std::to_string(1000 + n(90000));
    case 12: {
      const std::string link = "http://shop.example.com/item?id=" + digits(random, 10);
      return "<a href=\"" + link + "\">" + link + "</a>";
    }
    default:
      return "@" + std::string(kPeople[n(4)]);
  }
}

std::string finding(Random& random) {
  switch (random() % 10) {
    case 0:
    case 1:
      return "我的手机是138" + digits(random, 8);
    case 2:
      return "电话：139-" + digits(random, 4) + "-" + digits(random, 4) + "，谢谢";
    case 3:
      return "call me at +86 159 " + digits(random, 4) + " " + digits(random, 4);
    case 4:
      return "my number is +44 20 7" + digits(random, 3) + " " + digits(random, 4);
    case 5:
      return "<b>186</b>" + digits(random, 8);
    case 6:
      return "mail me: anna" + digits(random, 2) + "@example.com";
    case 7: {
      const std::string mail = "info" + digits(random, 2) + "@example.org";
      return "<a href=\"mailto:" + mail + "\">" + mail + "</a>";
    }
    case 8:
      return "加微信：tea_" + digits(random, 6);
    default:
      return "write to anna dot smith at example dot com";
  }
}

std::string talk(Random& random) {
  std::string text;
  if (random() % 9 < 4) {
    for (std::size_t n = 1 + random() % 9; n > 0; --n) text += kChinese[random() % kChinese.size()];
    return random() % 2 == 0 ? text + "。" : text;
  }
  for (std::size_t n = 1 + random() % 13; n > 0; --n) {
    if (!text.empty()) text += ' ';
    text += kEnglish[random() % kEnglish.size()];
  }
  return random() % 2 == 0 ? text + (random() % 6 == 0 ? " &amp; co" : ".") : text;
}

std::string message(Random& random, std::size_t every) {
  if (random() % every == 0)
    return random() % 2 == 0 ? talk(random) + " " + finding(random) : finding(random);
  std::string text = talk(random);
  if (random() % 12 == 0) text += " " + lure(random);
  switch (random() % 100) {
    case 0:
    case 1:
    case 2:
      return "<span style='color: #1f497d;'>" + text + "</span>";
    case 3:
      return "<b>" + text + "</b>";
    default:
      return text;
  }
}

// One conversation of an hour or so.
std::string conversation(Random& random, std::size_t every, const std::string& buddy) {
  const std::string header =
      "Conversation with " + buddy +
      "@example.org at Wed 25 Nov 2026 10:00:00 AM CET on jan@example.org/Home (jabber)";
  std::string log =
      "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\"><title>" + header +
      "</title></head><body><h3>" + header + "</h3>\n";
  int second = 36000;
  const std::string_view other = kPeople[random() % kPeople.size()];
  for (std::size_t n = 10 + random() % 110; n > 0; --n) {
    second += static_cast<int>(random() % 50);
    char stamp[16];
    std::snprintf(stamp, sizeof(stamp), "%02d:%02d:%02d", second / 3600 % 24, second / 60 % 60, second % 60);
    if (random() % 80 == 0) {
      log += "<font size=\"2\">(" + std::string(stamp) + ")</font><b> " + std::string(other) +
             " has signed off.</b><br/>\n";
      continue;
    }
    const bool mine = random() % 2 == 0;
    log += "<font color=\"#" + std::string(mine ? "16569E" : "A82F2F") + "\"><font size=\"2\">(" + stamp +
           ")</font> <b>" + std::string(mine ? "jan" : other) + ":</b></font> " + message(random, every) +
           "<br/>\n";
  }
  return log + "</body></html>\n";
}

}  // namespace

std::string make_logs(const LogMix& mix) {
  Random random(mix.seed);
  std::string logs;
  for (int i = 0; logs.size() < mix.size_bytes; ++i)
    logs += conversation(random, mix.every, "buddy" + std::to_string(i % 200));
  return logs;
}

std::vector<std::filesystem::path> make_log_tree(const std::filesystem::path& folder, const LogMix& mix) {
  Random random(mix.seed);
  std::vector<std::filesystem::path> files;
  std::size_t size = 0;
  for (int i = 0; size < mix.size_bytes; ++i) {
    const std::string buddy = "buddy" + std::to_string(i % 200);
    const std::filesystem::path home = folder / "jabber" / "jan@example.org" / (buddy + "@example.org");
    std::filesystem::create_directories(home);
    char name[64];
    std::snprintf(name, sizeof(name), "%04d-%02d-%02d.100000+0100CET.html", 2010 + i / 200 / 336,
                  1 + i / 200 / 28 % 12, 1 + i / 200 % 28);
    const std::string log = conversation(random, mix.every, buddy);
    size += log.size();
    files.push_back(home / name);
    std::ofstream(files.back(), std::ios::binary) << log;
  }
  return files;
}

}  // namespace phonebook::bench
