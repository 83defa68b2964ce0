#include "tests/bench/chat_corpus.h"

#include <array>
#include <string_view>

namespace phonebook::bench {
namespace {

// SplitMix64: std::uniform_int_distribution differs between libraries.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  std::string digits(std::size_t count) {
    std::string out;
    while (count-- > 0) out += static_cast<char>('0' + below(10));
    return out;
  }
  template <std::size_t N>
  std::string_view one_of(const std::array<std::string_view, N>& set) {
    return set[below(N)];
  }

 private:
  std::uint64_t state_;
};

constexpr std::array<std::string_view, 24> kTalk = {"ok",
                                                    "lol &amp; same",
                                                    "see you at the station",
                                                    "今天晚上一起吃饭吗",
                                                    "我马上到，等我五分钟",
                                                    "that movie was <b>great</b>",
                                                    "can you send me the file again? the last one was broken",
                                                    "好的没问题",
                                                    "哈哈哈哈哈",
                                                    "bin gleich da",
                                                    "tu viens demain ?",
                                                    "не могу сегодня, давай завтра",
                                                    "明日の会議は何時からですか",
                                                    "i think we should take the later train, it is cheaper",
                                                    "weißt du, wann der Laden aufmacht?",
                                                    "<font color=\"#16569E\">why not</font>",
                                                    "what time is it there",
                                                    "这个我也不太清楚，问问别人吧",
                                                    "no idea, maybe tomorrow",
                                                    "la reunión es a las cinco",
                                                    "done :)",
                                                    "please call back later, I am in a meeting",
                                                    "收到",
                                                    "he said he would be late again"};
constexpr std::array<std::string_view, 8> kLures = {"meet 2023-05-17 at 14:30, room 1203",
                                                    "订单编号 202305171234567 已发货",
                                                    "git@github.com:acme/tool.git does not build on 10.2.1",
                                                    "https://example.com/item/13800001234?id=9958014",
                                                    "it costs $1,299.00, was 1,599.00",
                                                    "log 192.168.1.20 1683012345 pid 20795",
                                                    "@tom @jerry standup in 5",
                                                    "卡号 6222 0212 3456 7890 别外传"};

std::string finding(Random& random) {
  switch (random.below(7)) {
    case 0:
      return "我的新手机号是 138" + random.digits(8) + "，记一下";
    case 1:
      return "电话139-" + random.digits(4) + "-" + random.digits(4);
    case 2:
      return "call me at +1 212 9" + random.digits(2) + " " + random.digits(4) + " tonight";
    case 3:
      return "my mail is user" + random.digits(3) + "@example.com";
    case 4:
      return "加微信：tea_" + random.digits(6);
    case 5:
      return "<b>Tel</b>: 0171&nbsp;" + random.digits(7) + ", frag nach Anna";
    default:
      return "QQ " + std::string("3") + random.digits(8);
  }
}

}  // namespace

std::vector<std::string> make_chat(std::uint64_t seed, const ChatMix& mix) {
  Random random(seed);
  std::vector<std::string> messages;
  messages.reserve(mix.messages);
  for (std::size_t i = 0; i < mix.messages; ++i) {
    const std::size_t die = random.below(1000);
    if (die < mix.findings_per_mille) {
      messages.push_back(finding(random));
    } else if (die < mix.findings_per_mille + mix.lures_per_mille) {
      messages.emplace_back(random.one_of(kLures));
    } else {
      std::string text(random.one_of(kTalk));
      for (std::size_t more = random.below(4); more > 0; --more)
        text += " " + std::string(random.one_of(kTalk));
      messages.push_back(std::move(text));
    }
  }
  constexpr std::size_t kLong = std::size_t{64} << 10;
  for (std::size_t i = 0; i < mix.long_messages; ++i) {
    std::string text;
    while (text.size() < kLong) {
      text += random.one_of(kTalk);
      text += i % 3 == 0 ? " " + random.digits(1 + random.below(14)) + " " : " " + finding(random) + "<br>";
    }
    messages[random.below(messages.size())] = std::move(text);
  }
  return messages;
}

}  // namespace phonebook::bench
