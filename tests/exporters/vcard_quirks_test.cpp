// What cards look like in the wild: one line a quirk, its whole contact as the book keeps it, and whether
// anything had to be mended. The left column is what a phone or a program really writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "contacts/contact_json.h"
#include "exporters/transcoder.h"

namespace phonebook {
namespace {

struct Quirk {
  const char* name;
  const char* version;  // null: the whole file is in `text`
  std::string_view text;
  const char* contact;  // as contact_to_json() writes it
  bool mended = false;
};

void PrintTo(const Quirk& quirk, std::ostream* out) { *out << quirk.name; }

class VCardQuirks : public ::testing::TestWithParam<Quirk> {};

TEST_P(VCardQuirks, IsReadAsItWasMeant) {
  const Quirk& quirk = GetParam();
  std::string file(quirk.text);
  if (quirk.version)
    file = std::string("BEGIN:VCARD\r\nVERSION:") + quirk.version + "\r\n" + file + "END:VCARD\r\n";
  const auto read = read_contacts(file, Format::vcard3);
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->contacts.size(), 1U);
  EXPECT_EQ(nlohmann::json::parse(contact_to_json(read->contacts[0])), nlohmann::json::parse(quirk.contact));
  EXPECT_EQ(!read->diagnostics.empty(), quirk.mended)
      << (read->diagnostics.empty() ? "" : read->diagnostics[0].found);
  for (const Diagnostic& diagnostic : read->diagnostics) {
    EXPECT_FALSE(diagnostic.found.empty());
    EXPECT_FALSE(diagnostic.done.empty());
  }
}

using namespace std::string_view_literals;
const Quirk kQuirks[] = {
    // Quoted-printable
    {"QpWithoutEncodingInFn", "2.1", "FN:=E5=BC=A0=E4=BC=9F\r\n", R"({"fn":"张伟"})"},
    {"QpSoftBreakAtTheEnd", "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:abc=\r\n\r\nFN:A\r\n",
     R"({"fn":"A","note":"abc"})"},
    {"QpSoftBreakBeforeAProperty", "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:abc=\r\nFN:A\r\n",
     R"({"fn":"A","note":"abc"})"},
    {"QpInsideACharacter", "2.1", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=\r\n=BCller\r\n",
     R"({"fn":"Müller"})"},
    {"QpSmallLettersInHex", "2.1", "FN;CHARSET=UTF-8;ENCODING=quoted-printable:m=c3=bcller\r\n",
     R"({"fn":"müller"})"},
    {"QpEncodingAsABareWord", "2.1", "FN;QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=BC\r\n", R"({"fn":"ü"})"},
    {"QpLineBreaks", "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=0Ac\r\nFN:A\r\n",
     R"({"fn":"A","note":"a\nb\nc"})"},
    {"QpStrayEquals", "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:1+1=2 =ZZ\r\nFN:A\r\n",
     R"({"fn":"A","note":"1+1=2 =ZZ"})"},
    {"QpEncodedEquals", "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=3D41\r\nFN:A\r\n",
     R"({"fn":"A","note":"a=41"})"},
    {"QpSoftBreakWithTrailingBlanks", "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:ab= \r\ncd\r\nFN:A\r\n",
     R"({"fn":"A","note":"abcd"})"},
    {"QpUnderThreeZero", "3.0", "FN:A\r\nNOTE;ENCODING=QUOTED-PRINTABLE:=C3=A4\r\n",
     R"({"fn":"A","note":"ä"})"},
    {"QpNameWithStructure", "2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=84;=C3=96;=3B;;\r\n",
     R"({"name":{"family":"Ä","given":"Ö","middle":";"}})"},
    {"QpInShiftJis", "2.1", "FN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=93=FA=96=7B\r\n",
     R"({"fn":"日本"})"},
    {"QpInLatinOne", "2.1", "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Ren=E9\r\n", R"({"fn":"René"})"},
    {"QpWithEncodingQ", "2.1", "FN;ENCODING=Q;CHARSET=UTF-8:=C3=A9\r\n", R"({"fn":"é"})"},
    // Base64
    {"PhotoFoldedInThreeZero", "3.0", "FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\n 4AAQ\r\n",
     R"({"fn":"A","photo":{"bytes":"/9j/4AAQ","type":"image/jpeg"}})"},
    {"PhotoWithEncodingBase64InThreeZero", "3.0", "FN:A\r\nPHOTO;TYPE=PNG;ENCODING=BASE64:iVBO\r\n",
     R"({"fn":"A","photo":{"bytes":"iVBO","type":"image/png"}})"},
    {"PhotoBareWordBase64", "2.1", "FN:A\r\nPHOTO;BASE64;GIF:\r\n R0lGODdh\r\n\r\nTEL:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1"}],"photo":{"bytes":"R0lGODdh","type":"image/gif"}})"},
    {"PhotoLinesNotIndented", "2.1", "PHOTO;ENCODING=BASE64;JPEG:/9j/\r\n4AAQ\r\nSkZJ\r\nTEL:1\r\n",
     R"({"numbers":[{"number":"1"}],"photo":{"bytes":"/9j/4AAQSkZJ","type":"image/jpeg"}})"},
    {"PhotoWithoutPadding", "3.0", "FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4A\r\n",
     R"({"fn":"A","photo":{"bytes":"/9j/4A==","type":"image/jpeg"}})"},
    {"PhotoWithDirtInIt", "3.0", "FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/*4AAQ\r\n",
     R"({"fn":"A","photo":{"bytes":"/9j/4AAQ","type":"image/jpeg"}})", true},
    {"PhotoNobodyDeclared", "3.0", "FN:A\r\nPHOTO:/9j/4AAQ\r\n",
     R"({"fn":"A","photo":{"bytes":"/9j/4AAQ","type":"image/jpeg"}})"},
    {"PhotoAsAUrl", "2.1", "FN:A\r\nPHOTO;VALUE=URL:http://example.org/a.png\r\n",
     R"({"fn":"A","photo":{"uri":"http://example.org/a.png"}})"},
    {"PhotoUrlThatClaimsBase64", "3.0", "FN:A\r\nPHOTO;ENCODING=b;TYPE=PNG:https://example.org/a.png\r\n",
     R"({"fn":"A","photo":{"type":"image/png","uri":"https://example.org/a.png"}})"},
    {"PhotoAsADataUri", "4.0", "FN:A\r\nPHOTO:data:image/jpeg;base64,/9j/\r\n 4AAQ\r\n",
     R"({"fn":"A","photo":{"bytes":"/9j/4AAQ","type":"image/jpeg"}})"},
    {"PhotoDataUriInThreeZeroUnderBase64", "3.0",
     "FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:data:image/jpeg;base64,/9j/4AAQ\r\n",
     R"({"fn":"A","photo":{"bytes":"/9j/4AAQ","type":"image/jpeg"}})"},
    {"PhotoEmpty", "3.0", "FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:\r\n", R"({"fn":"A"})"},
    {"PhotoOfNothingReadable", "3.0", "FN:A\r\nPHOTO;ENCODING=b:***\r\n", R"({"fn":"A"})", true},
    {"TextInBase64", "3.0", "FN:A\r\nNOTE;ENCODING=b:R3LDvMOfZQ==\r\n", R"({"fn":"A","note":"Grüße"})"},
    {"KeyInBase64IsKept", "3.0", "FN:A\r\nKEY;TYPE=PGP;ENCODING=b:AAECAw==\r\n",
     R"({"fn":"A","other":[{"name":"KEY","params":[["TYPE","PGP"],["ENCODING","b"]],"value":"AAECAw=="}]})"},
    // Folding and line ends
    {"FoldWithATab", "3.0", "FN:Ada\r\n\t Lovelace\r\n", R"({"fn":"Ada Lovelace"})"},
    {"FoldBeforeTheColon", "3.0", "FN\r\n :Ada\r\n", R"({"fn":"Ada"})"},
    {"FoldInsideAnEscape", "3.0", "FN:A\r\nNOTE:one\\\r\n ntwo\r\n", R"({"fn":"A","note":"one\ntwo"})"},
    {"BareCr", nullptr, "BEGIN:VCARD\rVERSION:3.0\rFN:A\rTEL:1\rEND:VCARD\r",
     R"({"fn":"A","numbers":[{"number":"1"}]})"},
    {"MixedLineEnds", nullptr, "BEGIN:VCARD\nVERSION:3.0\r\nFN:A\rTEL:1\r\r\nEND:VCARD",
     R"({"fn":"A","numbers":[{"number":"1"}]})"},
    {"EmptyLinesBetween", "3.0", "\r\n\r\nFN:A\r\n \r\n\r\nTEL:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1"}]})"},
    {"IndentedAsAWhole", nullptr, "  BEGIN:VCARD\n  VERSION:3.0\n  FN:A\n  TEL:1\n  END:VCARD\n",
     R"({"fn":"A","numbers":[{"number":"1"}]})"},
    // Charsets
    {"CharsetGbk", "2.1", "FN;CHARSET=GBK:\xCD\xF5\xD0\xA1\xC3\xF7\r\n", R"({"fn":"王小明"})"},
    {"UndeclaredGbk", "2.1", "FN:\xCD\xF5\xD0\xA1\xC3\xF7\r\n", R"({"fn":"王小明"})", true},
    {"UndeclaredBig5", "2.1", "FN:\xB3\xAF\xAB\xD8\xA7\xBB\r\n", R"({"fn":"陳建宏"})", true},
    {"UndeclaredShiftJis", "2.1", "FN:\x8D\xB2\x93\xA1\x81\x40\x82\xCD\x82\xC8\x82\xB1\r\n",
     R"({"fn":"佐藤　はなこ"})", true},
    {"UndeclaredEucKr", "2.1", "FN:\xB1\xE8\xC3\xB6\xBC\xF6\r\n", R"({"fn":"김철수"})", true},
    {"UndeclaredLatin", "3.0", "FN:J\xFCrgen M\xFCller\r\n", R"({"fn":"Jürgen Müller"})", true},
    {"UndeclaredCyrillic", "2.1", "FN:\xC8\xE2\xE0\xED \xCF\xE5\xF2\xF0\xEE\xE2\r\n",
     R"({"fn":"Иван Петров"})", true},
    {"UndeclaredKoi8", "2.1", "FN:\xE9\xD7\xC1\xCE \xF0\xC5\xD4\xD2\xCF\xD7\r\n", R"({"fn":"Иван Петров"})",
     true},
    {"UndeclaredPolish", "3.0", "FN:\xA3ukasz Wi\x9Cniewski\r\n", R"({"fn":"Łukasz Wiśniewski"})", true},
    {"UndeclaredGreek", "3.0", "FN:\xCC\xE1\xF1\xDF\xE1 \xD0\xE1\xF0\xE1\xE4\xDC\xEA\xE7\r\n",
     R"({"fn":"Μαρία Παπαδάκη"})", true},
    {"CharsetUnknown", "2.1", "FN;CHARSET=X-NOKIA:J\xFCrgen\r\n", R"({"fn":"Jürgen"})", true},
    {"CharsetWrongUtf8", "2.1", "FN;CHARSET=UTF-8:J\xFCrgen\r\n", R"({"fn":"Jürgen"})", true},
    {"CharsetInQuotes", "2.1", "FN;CHARSET=\"ISO-8859-1\":Ren\xE9\r\n", R"({"fn":"René"})"},
    {"CharsetIso2022Jp", "2.1", "FN;CHARSET=ISO-2022-JP:\x1B$BF|K\\\x1B(B\r\n", R"({"fn":"日本"})"},
    {"Utf16LittleEndianWithMark", nullptr,
     "\xFF\xFE"
     "B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\n\0V\0E\0R\0S\0I\0O\0N\0:\0003\0.\0000\0\n\0F\0N\0:\0\x2D\x4E\n\0E\0N\0D\0:\0V\0C\0A\0R\0D\0\n\0"sv,
     R"({"fn":"中"})"},
    {"Utf16BigEndianWithoutMark", nullptr,
     "\0B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\n\0V\0E\0R\0S\0I\0O\0N\0:\0003\0.\0000\0\n\0F\0N\0:\x4E\x2D\0\n\0E\0N\0D\0:\0V\0C\0A\0R\0D\0\n"sv,
     R"({"fn":"中"})"},
    {"CutCharacterAtTheEnd", "3.0", "FN:Müller Ö\xC3\r\n", "{\"fn\":\"Müller Ö\xEF\xBF\xBD\"}", true},
    // Parameters
    {"LowerCaseEverything", nullptr, "begin:vcard\nversion:3.0\nfn:A\ntel;type=cell:1\nend:vcard\n",
     R"({"fn":"A","numbers":[{"number":"1","types":["cell"]}]})"},
    {"BlanksAround", "3.0", "FN : A \r\nTEL ; TYPE = CELL : 1 \r\n",
     R"({"fn":"A","numbers":[{"number":"1","types":["cell"]}]})"},
    {"TypeListInQuotes", "4.0", "FN:A\r\nTEL;TYPE=\"work,cell\":1\r\n",
     R"({"fn":"A","numbers":[{"number":"1","types":["work","cell"]}]})"},
    {"TypeTwice", "3.0", "FN:A\r\nTEL;TYPE=WORK;TYPE=FAX;TYPE=WORK:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1","types":["work","fax"]}]})"},
    {"PrefAsAType", "3.0", "FN:A\r\nEMAIL;TYPE=INTERNET,PREF,HOME:a@b\r\n",
     R"({"fn":"A","mails":[{"address":"a@b","pref":true,"types":["home"]}]})"},
    {"PrefRanks", "4.0", "FN:A\r\nTEL;PREF=50:1\r\nTEL;PREF=\"2\":2\r\nTEL;PREF=0:3\r\n",
     R"({"fn":"A","numbers":[{"number":"1"},{"number":"2","pref":true},{"number":"3"}]})"},
    {"OwnLabelOfAndroid", "2.1", "FN:A\r\nTEL;X-Boat:1\r\n",
     R"({"fn":"A","numbers":[{"label":"Boat","number":"1"}]})"},
    {"OwnLabelOfSamsung", "2.1",
     "FN:A\r\nTEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=C3=9Cber):1\r\n",
     R"({"fn":"A","numbers":[{"label":"Über","number":"1"}]})"},
    {"ColonInAQuotedParameter", "4.0", "FN:A\r\nTEL;X-A=\"b:c\":1\r\n",
     R"({"fn":"A","numbers":[{"number":"1"}]})"},
    {"QuoteNeverClosed", "3.0", "FN:A\r\nTEL;TYPE=\"CELL:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1","types":["cell"]}]})"},
    // Numbers, mail, chat
    {"TelUri", "4.0", "FN:A\r\nTEL;VALUE=uri;TYPE=cell:tel:+1-555-0100;ext=7\r\n",
     R"({"fn":"A","numbers":[{"ext":"7","number":"+1-555-0100","types":["cell"]}]})"},
    {"MailtoUri", "4.0", "FN:A\r\nEMAIL:mailto:a@example.org\r\n",
     R"({"fn":"A","mails":[{"address":"a@example.org"}]})"},
    {"ImppOfApple", "3.0", "FN:A\r\nitem1.IMPP;X-SERVICE-TYPE=Skype:skype:ada\r\nitem1.X-ABLabel:Skype\r\n",
     R"({"fn":"A","ims":[{"address":"ada","service":"skype"}]})"},
    {"ImppAndItsDouble", "3.0", "FN:A\r\nX-JABBER:a@b\r\nIMPP:xmpp:a@b\r\n",
     R"({"fn":"A","ims":[{"address":"a@b","service":"xmpp"}]})"},
    {"XQq", "3.0", "FN:A\r\nX-QQ:10001\r\n", R"({"fn":"A","ims":[{"address":"10001","service":"qq"}]})"},
    {"XMsImAddress", "3.0", "FN:A\r\nX-MS-IMADDRESS:a@b\r\n",
     R"({"fn":"A","ims":[{"address":"a@b","service":"msn"}]})"},
    // Dates
    {"BirthdayWithATime", "3.0", "FN:A\r\nBDAY:1985-04-12T00:00:00Z\r\n",
     R"({"birthday":{"d":12,"m":4,"y":1985},"fn":"A"})"},
    {"BirthdayWithoutAYear", "3.0", "FN:A\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\r\n",
     R"({"birthday":{"d":12,"m":4},"fn":"A"})"},
    {"BirthdayInWords", "4.0", "FN:A\r\nBDAY;VALUE=text:circa 1800\r\n",
     R"({"fn":"A","other":[{"name":"BDAY","params":[["VALUE","text"]],"value":"circa 1800"}]})"},
    {"AnniversaryOfEvolution", "3.0", "FN:A\r\nX-EVOLUTION-ANNIVERSARY:2001-02-03\r\n",
     R"({"anniversary":{"d":3,"m":2,"y":2001},"fn":"A"})"},
    {"AnniversaryOfApple", "3.0",
     "FN:A\r\nitem1.X-ABDATE:2001-02-03\r\nitem1.X-ABLabel:_$!<Anniversary>!$_\r\n",
     R"({"anniversary":{"d":3,"m":2,"y":2001},"fn":"A"})"},
    {"AnniversaryOfAndroid", "2.1",
     "FN:A\r\nX-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2001-02-03;1;;\r\n",
     R"({"anniversary":{"d":3,"m":2,"y":2001},"fn":"A"})"},
    // What no field was made for
    {"TypeThatIsNoWord", "3.0", "FN:A\r\nTEL;TYPE=Büro;TYPE=WORK:5550101\r\nEMAIL;TYPE=home_fax:a@b.c\r\n",
     R"({"fn":"A","mails":[{"address":"a@b.c","label":"home_fax"}],"numbers":[{"label":"Büro","number":"5550101","types":["work"]}]})"},
    {"TwoTypesThatAreNoWords", "3.0", "FN:A\r\nTEL;TYPE=Büro;TYPE=am_Hafen:5550101\r\n",
     R"({"fn":"A","numbers":[{"label":"Büro","number":"5550101"}]})", true},
    {"TypeOfAChatThatIsNoWord", "3.0", "FN:A\r\nIMPP;TYPE=Büro:xmpp:a@b.c\r\n",
     R"({"fn":"A","ims":[{"address":"a@b.c","service":"xmpp"}]})", true},
    {"RelationThatIsNoWord", "4.0", "FN:A\r\nRELATED;TYPE=\"Schwägerin\";VALUE=text:Wren\r\n",
     R"({"fn":"A","related":[{"type":"Schwägerin","value":"Wren"}]})"},
    {"AddressWithItsLabel", "4.0",
     "FN:A\r\nADR;TYPE=work;LABEL=\"1 High St\\nRow 2^nLast\":;;1 High St;;;;\r\n",
     R"({"addresses":[{"street":"1 High St","types":["work"]}],"fn":"A","other":[{"name":"LABEL","params":[["TYPE","work"]],"value":"1 High St\\nRow 2\\nLast"}]})"},
    {"AddressOfALabelAlone", "4.0", "FN:A\r\nADR;LABEL=\"1 High St\":;;;;;;\r\n",
     R"({"fn":"A","other":[{"name":"LABEL","value":"1 High St"}]})"},
    {"AddressOfManyParts", "4.0", "FN:A\r\nADR:;;1 High St;Ely;;;UK;;;High St\r\n",
     R"({"addresses":[{"city":"Ely","country":"UK","street":"1 High St"}],"fn":"A"})", true},
    {"AddressOfManyEmptyParts", "4.0", "FN:A\r\nADR:;;1 High St;Ely;;;UK;;;;\r\n",
     R"({"addresses":[{"city":"Ely","country":"UK","street":"1 High St"}],"fn":"A"})"},
    {"NameOfManyParts", "4.0", "FN:A\r\nN:Builder;Bob;;;;Mason;Jr.\r\n",
     R"({"fn":"A","name":{"family":"Builder","given":"Bob"}})", true},
    {"NameOfManyLists", "4.0", "FN:A\r\nN:Builder;Bob,Rob;;;;Mason\r\n",
     R"({"fn":"A","name":{"family":"Builder","given":"Bob Rob"}})", true},
    {"DerivedNameAlone", "4.0", "FN;DERIVED=TRUE:Bob Builder\r\nTEL:5550101\r\n",
     R"({"fn":"Bob Builder","numbers":[{"number":"5550101"}]})"},
    {"DerivedNameBesideAName", "4.0", "FN;DERIVED=TRUE:Bob Builder\r\nN:Builder;Bob;;;\r\n",
     R"({"name":{"family":"Builder","given":"Bob"}})"},
    {"SecondKind", "4.0", "FN:A\r\nKIND:org\r\nKIND:ORG\r\nKIND:group\r\n", R"({"fn":"A","kind":"org"})",
     true},
    {"KindTwiceTheSame", "4.0", "FN:A\r\nKIND:org\r\nX-ADDRESSBOOKSERVER-KIND:org\r\n",
     R"({"fn":"A","kind":"org"})"},
    {"SecondRevision", "4.0", "FN:A\r\nREV:20260102T030405Z\r\nREV:20260304T050607Z\r\n",
     R"({"fn":"A","updated":"2026-01-02T03:04:05Z"})", true},
    // Relations, readings, persons
    {"RelatedOfApple", "3.0", "FN:A\r\nitem1.X-ABRELATEDNAMES:Wren\r\nitem1.X-ABLabel:_$!<Spouse>!$_\r\n",
     R"({"fn":"A","related":[{"type":"spouse","value":"Wren"}]})"},
    {"SpouseOfEvolution", "3.0", "FN:A\r\nX-EVOLUTION-SPOUSE:Wren\r\n",
     R"({"fn":"A","related":[{"type":"spouse","value":"Wren"}]})"},
    {"AssistantOfKde", "3.0", "FN:A\r\nX-KADDRESSBOOK-X-AssistantsName:Wren\r\n",
     R"({"fn":"A","related":[{"type":"assistant","value":"Wren"}]})"},
    {"RelationOfAndroid", "2.1", "FN:A\r\nX-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Wren;14;;\r\n",
     R"({"fn":"A","related":[{"type":"spouse","value":"Wren"}]})"},
    {"RelatedFour", "4.0", "FN:A\r\nRELATED;TYPE=friend:urn:uuid:1\r\n",
     R"({"fn":"A","related":[{"type":"friend","value":"urn:uuid:1"}]})"},
    {"GenderFour", "4.0", "FN:A\r\nGENDER:F;Fellow\r\n",
     R"({"fn":"A","gender":{"identity":"Fellow","sex":"f"}})"},
    {"GenderOfOnesOwn", "4.0", "FN:A\r\nGENDER:m\\nTEL:666\\;foo;Fellow\r\n",
     R"({"fn":"A","gender":{"identity":"m\nTEL:666;foo, Fellow"}})"},
    {"GenderInWords", "3.0", "FN:A\r\nX-GENDER:Male\r\n", R"({"fn":"A","gender":{"sex":"m"}})"},
    {"LanguageFour", "4.0", "FN:A\r\nLANG:fr\r\nLANG:de\r\n", R"({"fn":"A","languages":["fr","de"]})"},
    {"SortAs", "4.0", "FN:A\r\nN;SORT-AS=\"Harten,Rene\":van der Harten;Rene;J.;;\r\n",
     R"({"fn":"A","name":{"family":"van der Harten","given":"Rene","middle":"J."},"reading":{"family":"Harten","given":"Rene"}})"},
    {"PhoneticNames", "3.0", "FN:A\r\nX-PHONETIC-LAST-NAME:ノト\r\n",
     R"({"fn":"A","reading":{"family":"ノト"}})"},
    {"SoundIrmcAsType", "3.0", "FN:A\r\nSOUND;TYPE=X-IRMC-N:a;b\r\n",
     R"({"fn":"A","reading":{"family":"a","given":"b"}})"},
    {"AltIdFirstCounts", "4.0",
     "FN:A\r\nTITLE;ALTID=1;LANGUAGE=fr:Patron\r\nTITLE;ALTID=1;LANGUAGE=en:Boss\r\n",
     R"({"fn":"A","other":[{"name":"TITLE","params":[["ALTID","1"],["LANGUAGE","en"]],"value":"Boss"}],"title":"Patron"})"},
    // What is missing or too much
    {"NoVersion", nullptr, "BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n", R"({"fn":"A"})", true},
    {"VersionNobodyKnows", "5.0", "FN:A\r\n", R"({"fn":"A"})", true},
    {"VersionLate", nullptr, "BEGIN:VCARD\r\nFN:a\\nb\r\nVERSION:2.1\r\nEND:VCARD\r\n", R"({"fn":"a\\nb"})"},
    {"NoEnd", nullptr, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\n", R"({"fn":"A"})", true},
    {"NoBegin", nullptr, "VERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n", R"({"fn":"A"})", true},
    {"EndWithADot", nullptr, "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:A\r\nEND:VCARD.\r\n", R"({"fn":"A"})"},
    {"TextBefore", nullptr, "From: x\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n",
     R"({"fn":"A"})", true},
    {"EmptyCard", "3.0", "N:;;;;\r\nFN:\r\nTEL:\r\nADR:;;;;;;\r\nORG:;\r\nCATEGORIES:\r\n", "{}"},
    {"OrganisationOnly", "3.0", "N:;;;;\r\nORG:Acme;;\r\nX-ABShowAs:COMPANY\r\n",
     R"({"kind":"org","org":["Acme"]})"},
    {"SecondUid", "3.0", "FN:A\r\nUID:1\r\nUID:2\r\n", R"({"fn":"A","uid":"1"})", true},
    {"NamesTwice", "3.0", "FN:A\r\nFN:B\r\nN:F;G;;;\r\nN:F2;G2;;;\r\n",
     R"({"fn":"A","name":{"family":"F","given":"G"},"other":[{"name":"FN","value":"B"},{"name":"N","value":"F2;G2;;;"}]})"},
    {"CategoriesTwice", "3.0", "FN:A\r\nCATEGORIES:a,b\r\nCATEGORIES:b,c\\,d\r\n",
     R"({"categories":["a","b","c,d"],"fn":"A"})"},
    {"LabelIsNoAddress", "2.1", "FN:A\r\nLABEL;HOME:Row 4\r\n",
     R"({"fn":"A","other":[{"name":"LABEL","params":[["TYPE","HOME"]],"value":"Row 4"}]})"},
    {"UnknownIsKept", "3.0", "FN:A\r\nX-FOO;P=q:a\\,b;c\r\n",
     R"({"fn":"A","other":[{"name":"X-FOO","params":[["P","q"]],"value":"a\\,b;c"}]})"},
    {"GeoAndTimeZoneAreKept", "3.0", "FN:A\r\nGEO:1.5;2.5\r\nTZ:-05:00\r\n",
     R"({"fn":"A","other":[{"name":"GEO","value":"1.5;2.5"},{"name":"TZ","value":"-05:00"}]})"},
    {"AgentOnOneLine", "3.0", "FN:A\r\nAGENT:BEGIN:VCARD\\nFN:B\\nEND:VCARD\\n\r\nTEL:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1"}],"other":[{"name":"AGENT","value":"BEGIN:VCARD\\nFN:B\\nEND:VCARD\\n"}]})"},
    {"AgentBeginsOnItsLine", "2.1", "FN:A\r\nAGENT:BEGIN:VCARD\r\nFN:B\r\nTEL:2\r\nEND:VCARD\r\nTEL:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1"}],"other":[{"name":"AGENT","value":"BEGIN:VCARD\\nFN:B\\nTEL:2\\nEND:VCARD\\n"}]})"},
    {"AgentInAgent", "2.1",
     "FN:A\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:B\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:C\r\nEND:VCARD\r\nTEL:2\r\nEND:"
     "VCARD\r\nTEL:1\r\n",
     R"({"fn":"A","numbers":[{"number":"1"}],"other":[{"name":"AGENT","value":"BEGIN:VCARD\\nFN:B\\nAGENT:\\nBEGIN:VCARD\\nFN:C\\nEND:VCARD\\nTEL:2\\nEND:VCARD\\n"}]})"},
    {"EpocSecondName", "2.1", "FN:A\r\nX-EPOCSECONDNAME:Bo\r\n", R"({"fn":"A","nicknames":["Bo"]})"},
    {"GroupWithoutALabel", "3.0", "FN:A\r\nwork.TEL:1\r\n", R"({"fn":"A","numbers":[{"number":"1"}]})"},
    {"LabelOfNothing", "3.0", "FN:A\r\nitem9.X-ABLabel:Boat\r\n",
     R"({"fn":"A","other":[{"group":"item9","name":"X-ABLABEL","value":"Boat"}]})"},
    {"NotesAreJoined", "3.0", "FN:A\r\nNOTE:one\r\nNOTE:two  \r\n", R"({"fn":"A","note":"one\ntwo"})"},
    {"EscapesOfThreeZero", "3.0", "FN:a\\,b\\;c\\:d\\\\e\\Nf\\t\r\n", R"({"fn":"a,b;c:d\\e\nf\\t"})"},
    {"MembersOfApple", "3.0",
     "FN:A\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1\r\n",
     R"({"fn":"A","kind":"group","members":["urn:uuid:1"]})"},
};

INSTANTIATE_TEST_SUITE_P(InTheWild, VCardQuirks, ::testing::ValuesIn(kQuirks),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(VCardFiles, CardsAreReadOnePastTheOther) {
  const auto count = [](std::string_view file) {
    return read_contacts(file, Format::vcard3)->contacts.size();
  };
  EXPECT_EQ(count("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"), 2U);
  EXPECT_EQ(count("BEGIN:VCARD\nFN:A\nEND:VCARD\nEND:VCARD\njunk\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"), 2U);
  EXPECT_EQ(count("BEGIN:VCARD\nFN:A\nEND:VCARD\n\xEF\xBB\xBF"
                  "BEGIN:VCARD\nFN:B\nEND:VCARD\n"),
            2U);
  EXPECT_EQ(count("BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"), 2U);
}

// A file of many blocks is read as one, whatever the pieces it comes in.
TEST(VCardFiles, BlocksAreNotSeen) {
  std::string file;
  constexpr std::size_t kCards = 3000;
  for (std::size_t i = 0; i < kCards; ++i) {
    file += "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Card " + std::to_string(i) + "\r\n";
    if (i % 7 == 0) file += "AGENT:\r\nBEGIN:VCARD\r\nFN:Aide\r\nEND:VCARD\r\n";
    file += "NOTE:" + std::string(300, 'x') + "\r\n";
    if (i == 2900) file += "NO PROPERTY\r\n";
    file += "TEL;CELL:" + std::to_string(i) + "\r\nEND:VCARD\r\n";
  }
  const std::size_t expected_line =
      static_cast<std::size_t>(std::count(
          file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.find("NO PROPERTY")), '\n')) +
      1;
  for (const std::size_t piece : {std::size_t{1009}, std::size_t{1} << 20}) {
    std::size_t at = 0, read = 0;
    std::vector<Diagnostic> told;
    const auto done = stream_contacts(
        [&](char* to, std::size_t n) -> Result<std::size_t> {
          const std::size_t taken = std::min({n, piece, file.size() - at});
          std::copy_n(file.data() + at, taken, to);
          at += taken;
          return taken;
        },
        Format::vcard2_1, {},
        [&](Contact&& contact) -> Result<void> {
          EXPECT_EQ(contact.formatted_name, "Card " + std::to_string(read));
          EXPECT_EQ(contact.numbers.at(0).number, std::to_string(read));
          ++read;
          return {};
        },
        [&](Diagnostic&& diagnostic) { told.push_back(std::move(diagnostic)); });
    ASSERT_TRUE(done);
    EXPECT_EQ(read, kCards);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].line, expected_line);
  }
}

TEST(VCardFiles, WhoeverTakesContactsEndsTheReading) {
  std::string file;
  for (int i = 0; i < 5000; ++i)
    file += "BEGIN:VCARD\nVERSION:3.0\nFN:A\nNOTE:" + std::string(200, 'x') + "\nEND:VCARD\n";
  std::size_t at = 0, taken = 0;
  const auto done = stream_contacts(
      [&](char* to, std::size_t n) -> Result<std::size_t> {
        const std::size_t count = std::min(n, file.size() - at);
        std::copy_n(file.data() + at, count, to);
        at += count;
        return count;
      },
      Format::vcard3, {},
      [&](Contact&&) -> Result<void> {
        if (++taken < 3) return {};
        return fail(Code::cancelled, "enough");
      },
      [](Diagnostic&&) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::cancelled);
  EXPECT_EQ(taken, 3U);
}

TEST(VCardFiles, ACardOverTheLimitIsRefusedByName) {
  const std::string file = "BEGIN:VCARD\nNOTE:" + std::string(std::size_t{3} << 20, 'x');
  std::size_t at = 0;
  const auto done = stream_contacts(
      [&](char* to, std::size_t n) -> Result<std::size_t> {
        const std::size_t count = std::min(n, file.size() - at);
        std::copy_n(file.data() + at, count, to);
        at += count;
        return count;
      },
      Format::vcard3, {.max_bytes = std::size_t{1} << 20}, [](Contact&&) { return Result<void>(); },
      [](Diagnostic&&) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::invalid_input);
  EXPECT_THAT(done.error().sentence, ::testing::HasSubstr("1048576"));
}

}  // namespace
}  // namespace phonebook
