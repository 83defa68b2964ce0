#include "exporters/im_services.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::array kServices{
    ImService{"xmpp", "Jabber", "xmpp", "X-JABBER"},
    ImService{"qq", "QQ", "x-apple", "X-QQ"},
    ImService{"wechat", "WeChat", "weixin", "X-WECHAT"},
    ImService{"skype", "Skype", "skype", "X-SKYPE-USERNAME"},
    ImService{"telegram", "Telegram", "telegram", "X-TELEGRAM"},
    ImService{"icq", "ICQ", "icq", "X-ICQ"},
    ImService{"aim", "AIM", "aim", "X-AIM"},
    ImService{"msn", "MSN", "msnim", "X-MSN"},
    ImService{"yahoo", "Yahoo", "ymsgr", "X-YAHOO"},
    ImService{"googletalk", "GoogleTalk", "gtalk", "X-GOOGLE-TALK"},
    ImService{"gadugadu", "GaduGadu", "gg", "X-GADUGADU"},
    ImService{"matrix", "Matrix", "matrix", "X-MATRIX"},
    ImService{"sip", "SIP", "sip", "X-SIP"},
    ImService{"irc", "IRC", "irc", ""},
    ImService{"signal", "Signal", "signal", ""},
    ImService{"whatsapp", "WhatsApp", "whatsapp", ""},
    ImService{"line", "LINE", "line", ""},
    ImService{"groupwise", "GroupWise", "groupwise", "X-GROUPWISE"},
    ImService{"wv", "WV", "wv", "X-WV-ID"},
};

// Words, schemes and properties beside those of the table.
constexpr std::pair<std::string_view, std::string_view> kMoreWords[] = {
    {"jabber", "xmpp"},
    {"jabber/xmpp", "xmpp"},
    {"google talk", "googletalk"},
    {"google-talk", "googletalk"},
    {"google_talk", "googletalk"},
    {"gtalk", "googletalk"},
    {"hangouts", "googletalk"},
    {"gadu-gadu", "gadugadu"},
    {"gadu gadu", "gadugadu"},
    {"windows live", "msn"},
    {"messenger", "msn"},
    {"yahoo!", "yahoo"},
    {"weixin", "wechat"},
    {"tencent qq", "qq"},
};
constexpr std::pair<std::string_view, std::string_view> kMoreSchemes[] = {
    {"qq", "qq"},
    {"mqq", "qq"},
    {"tencent", "qq"},
    {"jabber", "xmpp"},
    {"wechat", "wechat"},
    {"msn", "msn"},
    {"yahoo", "yahoo"},
    {"tg", "telegram"},
    {"callto", "skype"},
    {"sips", "sip"},
    {"gadugadu", "gadugadu"},
    {"googletalk", "googletalk"},
    {"google_talk", "googletalk"},
};
constexpr std::pair<std::string_view, std::string_view> kMoreProperties[] = {
    {"X-SKYPE", "skype"},        {"X-GTALK", "googletalk"}, {"X-MS-IMADDRESS", "msn"}, {"X-WV", "wv"},
    {"X-GADU-GADU", "gadugadu"}, {"X-XMPP", "xmpp"},        {"X-WEIXIN", "wechat"},
};

}  // namespace

std::span<const ImService> im_services() { return kServices; }

const ImService* find_im_service(std::string_view service) {
  for (const ImService& row : kServices)
    if (row.service == service) return &row;
  return nullptr;
}

std::string service_from_word(std::string_view word) {
  std::string lower = ascii_lower(trim(word));
  for (const ImService& row : kServices)
    if (row.service == lower || ascii_equal(row.apple, lower)) return std::string(row.service);
  for (const auto& [known, service] : kMoreWords)
    if (known == lower) return std::string(service);
  return lower;
}

std::string service_from_scheme(std::string_view scheme) {
  if (ascii_equal(scheme, "x-apple")) return {};
  for (const ImService& row : kServices)
    if (ascii_equal(row.scheme, scheme)) return std::string(row.service);
  for (const auto& [known, service] : kMoreSchemes)
    if (ascii_equal(known, scheme)) return std::string(service);
  return ascii_lower(scheme);
}

std::string service_from_property(std::string_view name) {
  for (const ImService& row : kServices)
    if (!row.property.empty() && row.property == name) return std::string(row.service);
  for (const auto& [known, service] : kMoreProperties)
    if (known == name) return std::string(service);
  return {};
}

}  // namespace phonebook
