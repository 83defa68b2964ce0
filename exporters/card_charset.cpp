#include "exporters/card_charset.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kSampleBytes = std::size_t{16} << 10;

// Letters that names, firms, addresses and notes are full of, of either way to write Chinese and of Japan and
// Korea.
constexpr std::string_view kUsualLetters =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧伟芳娜敏静丽强磊军"
    "洋勇艳杰娟涛"
    "明超霞平刚桂英华兰红玉珍梅小大春秋冬生国建志永学海波斌宇浩凯健俊帆雪琳晨辰欣怡佳慧婷倩莹洁云飞凤鹏辉庆宏"
    "光天成东南西"
    "北中山水木火土心安全家和美京上津重广州深圳市区县省路街号楼室镇村道弄厦公司有限科技集团经理部门办电话手机"
    "备注地址先女士"
    "老师同朋友客户会议的一是不了在我他这个们来到时为子你说年着就那要她出也得里后自以日月工作送货请点前妈爸哥"
    "姐弟妹爷奶婆叔"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鍾範譚鄒陸顧龍萬錢湯賀賴龔歐偉靜麗軍艷傑濤剛華蘭紅國學凱"
    "雲飛鳳鵬輝"
    "慶東臺灣台雄新竹縣區號樓鄉鎮巷業務經電話機備註師戶會議個們來時為說這裡後媽爺淑惠雅君怡宜家豪志宗翰冠廷承"
    "恩詩涵筱"
    "佐藤鈴木橋渡辺伊山本加吉松井斎清崎森池阿部川岡近遠長谷原島野口坂太郎恵真由優翔陽翼社株式都阪府町丁目番様"
    "家母父自宅携帯"
    "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노하곽성차주우구민진지영수현준호연은경미희"
    "아혜선숙자옥철동재상"
    "석훈혁규태기용원종승회사서울시부산대구인천광주길로번층전화집엄마아빠친구";

// Letters that the languages of a script use often.
constexpr std::string_view kUsualSmall =
    "оаеинтрслвкмдпуяьчйшαοιετσνηυρπκςάέήίόύώäöüßéèêëçàâáíóúñãõåøæîôûùïąćęłńśźżčšžřěůýťďőűăşţğıאבגדהוזחטילמנס"
    "פרשת"
    "ابةتحدرسعفقكلمنهويกนรมสวยาิีะเ";

std::vector<char32_t> sorted_letters(std::string_view text) {
  std::vector<char32_t> letters;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text.substr(i));
    letters.push_back(point.value);
    i += point.length;
  }
  std::sort(letters.begin(), letters.end());
  return letters;
}

bool is_usual(char32_t c) {
  static const std::vector<char32_t> letters = sorted_letters(kUsualLetters),
                                     small = sorted_letters(kUsualSmall);
  return std::binary_search(letters.begin(), letters.end(), c) ||
         std::binary_search(small.begin(), small.end(), c);
}

UScriptCode script_of(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

// How much one letter over ASCII looks as if it stood there rightly: 1 at best.
double likeness(char32_t before, char32_t c, char32_t after) {
  if (c == 0xFFFD || u_charType(static_cast<UChar32>(c)) == U_PRIVATE_USE_CHAR ||
      u_iscntrl(static_cast<UChar32>(c)) || u_charType(static_cast<UChar32>(c)) == U_UNASSIGNED)
    return -3;
  const UScriptCode script = script_of(c);
  switch (script) {
    case USCRIPT_HIRAGANA:
      return 1;
    case USCRIPT_KATAKANA: {
      const bool half_width = c >= 0xFF61 && c <= 0xFF9F;
      const bool among_its_own = script_of(before) == script || script_of(after) == script;
      return half_width ? (among_its_own ? 0.6 : -0.5) : 1;
    }
    case USCRIPT_HANGUL:
      return is_usual(c) ? 1 : 0.6;
    case USCRIPT_HAN:
      if (c >= 0x3400 && c < 0x4E00) return -1;
      return is_usual(c) ? 1 : 0.4;
    default:
      break;
  }
  if (!u_isalpha(static_cast<UChar32>(c))) {
    // A mark of its own inside a word is another charset's letter.
    const bool inside = u_isalpha(static_cast<UChar32>(before)) && u_isalpha(static_cast<UChar32>(after));
    return script == USCRIPT_THAI || script == USCRIPT_HEBREW || script == USCRIPT_ARABIC ? 0.6
           : inside                                                                       ? -1
                                                                                          : 0;
  }
  const auto is_letter = [](char32_t x) { return u_isalpha(static_cast<UChar32>(x)) != 0; };
  if ((is_letter(before) && script_of(before) != script) || (is_letter(after) && script_of(after) != script))
    return -1;
  // Latin letters with marks stand among bare ones.
  if (script == USCRIPT_LATIN && before >= 0x80 && is_letter(before) && after >= 0x80 && is_letter(after))
    return -1;
  const bool upper = u_isupper(static_cast<UChar32>(c)) != 0;
  if (upper && u_islower(static_cast<UChar32>(before))) return -0.7;
  if (upper && u_islower(static_cast<UChar32>(after))) return 0.9;
  return is_usual(c) ? 0.95 : upper ? 0.5 : 0.45;
}

struct Candidate {
  const char* charset;
  double handicap;  // among equals the more usual one wins
};
constexpr std::array kCandidates{
    Candidate{"gb18030", 0},         Candidate{"windows-1252", 0},    Candidate{"windows-31j", 0.01},
    Candidate{"Big5", 0.02},         Candidate{"windows-1251", 0.01}, Candidate{"windows-949", 0.02},
    Candidate{"EUC-JP", 0.03},       Candidate{"windows-1250", 0.02}, Candidate{"KOI8-R", 0.03},
    Candidate{"windows-1253", 0.03}, Candidate{"windows-1254", 0.03}, Candidate{"windows-1255", 0.03},
    Candidate{"windows-1256", 0.04}, Candidate{"windows-874", 0.04},  Candidate{"windows-1257", 0.06},
    Candidate{"ISO-8859-2", 0.05},   Candidate{"IBM866", 0.08},
};

double score(std::string_view text) {
  double sum = 0;
  std::size_t count = 0;
  char32_t before = ' ';
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text.substr(i));
    i += point.length;
    if (point.value >= 0x80) {
      sum += likeness(before, point.value, i < text.size() ? decode_utf8(text.substr(i)).value : U' ');
      ++count;
    }
    before = point.value;
  }
  return count == 0 ? -1 : sum / static_cast<double>(count);
}

}  // namespace

std::string guess_card_charset(std::string_view bytes) {
  bytes = bytes.substr(0, kSampleBytes);
  const char* best = "windows-1252";
  double best_score = -1;
  for (const Candidate& candidate : kCandidates) {
    const auto text = decode_charset(bytes, candidate.charset);
    if (!text) continue;
    const double found = score(*text) - candidate.handicap;
    if (found <= best_score) continue;
    best = candidate.charset;
    best_score = found;
  }
  return best;
}

}  // namespace phonebook
