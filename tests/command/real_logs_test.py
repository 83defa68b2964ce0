"""scan: chat logs that a real libpurple writes, by its two loggers and under the locales of the languages we know."""
import json, os, subprocess, tempfile, unittest
from world import PROGRAM

WRITER = os.environ["PHONEBOOK_LOG_WRITER"]
# Making a locale takes seconds: here those whose dates are the strangest, with PHONEBOOK_ALL_LOCALES one of every language. The
# forms of all of them are in tests/extractor/sources, too.
LOCALES = "ar_EG fa_IR fi_FI nb_NO th_TH".split()
if os.environ.get("PHONEBOOK_ALL_LOCALES"):
    LOCALES += ("cs_CZ da_DK de_DE el_GR en_US es_ES fr_FR he_IL hi_IN hu_HU id_ID it_IT ja_JP ko_KR nl_NL pl_PL pt_BR ro_RO ru_RU sv_SE "
                "tr_TR uk_UA vi_VN zh_CN").split()
MINUTES_ONLY = ("nb_NO",)
VALUES = {"mine": "+4915123456789", "call": "+491711234567", "or w": "bob@example.com"}


class RealLogsTest(unittest.TestCase):
    def test_who_said_what_and_when_is_right_under_every_locale(self):
        for number, locale in enumerate(LOCALES):
            with self.subTest(locale), tempfile.TemporaryDirectory() as folder:
                # Locales of our own, so that the machine needs none.
                subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", os.path.join(folder, locale + ".UTF-8")], check=True, capture_output=True)
                zone = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")[number % 3]
                profile = os.path.join(folder, ".purple")
                os.mkdir(profile)
                env = {"PATH": os.environ["PATH"], "HOME": folder, "TZ": zone, "LOCPATH": folder, "LC_ALL": locale + ".UTF-8"}
                written = subprocess.run([WRITER, profile], env=env, capture_output=True, text=True, timeout=600)
                self.assertEqual(written.returncode, 0, written.stderr)
                wanted = set()
                for line in written.stdout.splitlines():
                    logger, by, when, text = line.split("\t")
                    when = int(when) // 60 * 60 if locale in MINUTES_ONLY else int(when)
                    wanted.add((logger, by, when, VALUES[text[:4]]))
                self.assertEqual(len(wanted), 6)
                scan = subprocess.run([PROGRAM, "scan", "--json", "--region", "DE"], env={**env, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=600)
                self.assertEqual((scan.returncode, scan.stderr), (0, ""))
                found = [json.loads(line) for line in scan.stdout.splitlines()]
                self.assertEqual({(f["source"].rsplit(".", 1)[1], f["by"], f.get("time"), f["value"]) for f in found}, wanted)
                self.assertEqual({(f["protocol"], f["account"], f["buddy"]) for f in found}, {("prpl-jabber", "alice@localhost", "bob@localhost")})


if __name__ == "__main__":
    unittest.main()
