"""The command line: GNU habits, exit codes of the design, the stable --json faces."""
import json, os, signal, subprocess, time, unittest
from world import PROGRAM, World, read, write

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Builder;Bob;;;\r\nFN:Bob Builder\r\nTEL;TYPE=CELL:+8613800001234\r\nEMAIL:bob@example.com\r\nEND:VCARD\r\n"
COMMANDS = ["extract", "scan", "convert", "phones", "plan", "send", "list", "show", "import", "export", "match", "duplicates", "merge", "qr", "gateway", "doctor", "serve"]


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.run_ = self.world.run
        self.phone = "folder:" + self.world.phone
        self.vcf = os.path.join(self.world.folder, "in.vcf")
        with open(self.vcf, "w", newline="") as f:
            f.write(CARD)

    def test_help_and_version_everywhere(self):
        version = self.run_("--version")
        self.assertEqual((version.returncode, version.out.split()[0]), (0, "purple-phonebook"))
        overview = self.run_("--help")
        self.assertEqual(overview.returncode, 0)
        for command in COMMANDS:
            self.assertIn(command, overview.out)
            help = self.run_(command, "--help")
            self.assertEqual(help.returncode, 0, command)
            self.assertIn("--help", help.out)
            self.assertEqual(help.err, "")
            for line in help.out.splitlines() + overview.out.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_wrong_use_is_exit_code_2_and_a_sentence_on_stderr(self):
        for args in ([], ["nonsense"], ["list", "--nonsense"], ["convert", self.vcf], ["convert", self.vcf, "--to", "exe"], ["send", self.vcf, "--on-conflict", "maybe"], ["plan", self.vcf, "--phone", "nonsense"],
                     ["extract", "--kinds", "fax"], ["extract", "--region", "Germany"], ["show"]):
            done = self.run_(*args)
            self.assertEqual(done.returncode, 2, (args, done.err))
            self.assertTrue(done.err.startswith("purple-phonebook: "), done.err)
            self.assertEqual(done.out, "")

    def test_wrong_use_is_found_before_anything_is_opened(self):
        for args in (["--book", "", "list"], ["--region", "zz", "list"], ["list", "--region", "zz"], ["send"], ["plan"], ["send", "--phone", "nonsense", "--all"]):
            done = self.world.run(*args)
            self.assertEqual(done.returncode, 2, (args, done.err))
            self.assertTrue(done.err.startswith("purple-phonebook: "), done.err)
        self.assertFalse(os.path.exists(os.path.join(self.world.folder, "data")))

    def test_extract_json_is_the_stable_face(self):
        lines = [{"id": "a", "text": "call me on 0171 1234567", "region": "DE"}, {"id": 2, "text": "order 20261121 of 05.10.1986", "region": "DE"},
                 {"id": "h", "text": "mail <b>bob</b>@example.com", "html": True}]
        done = self.run_("extract", "--json", stdin="\n".join(json.dumps(l) for l in lines) + "\n")
        self.assertEqual(done.returncode, 0, done.err)
        out = [json.loads(l) for l in done.out.splitlines()]
        self.assertEqual([o["id"] for o in out], ["a", 2, "h"])
        (number,) = out[0]["pred"]
        self.assertEqual(set(number), {"kind", "value", "span", "label", "owner", "owner_name", "change", "confidence"})
        self.assertEqual((number["kind"], number["value"], number["span"]), ("phone", "+491711234567", [11, 23]))
        self.assertEqual(out[1]["pred"], [])
        self.assertEqual(out[2]["pred"][0]["value"], "bob@example.com")

    def test_extract_goes_on_after_a_broken_line_and_says_which(self):
        done = self.run_("extract", "--json", stdin='{"id":1,"text":"a"}\nnonsense\n{"id":3,"text":7}\n{"id":4,"text":"b"}\n')
        self.assertEqual(done.returncode, 1)
        self.assertEqual([json.loads(l)["id"] for l in done.out.splitlines()], [1, 4])
        self.assertIn("-:2:", done.err)
        self.assertIn("-:3:", done.err)

    def test_extract_reads_plain_lines_for_people(self):
        done = self.run_("extract", "--region", "DE", "-", stdin="call me on 0171 1234567\n\x1b[31mx\n")
        self.assertEqual(done.returncode, 0)
        self.assertIn("+491711234567", done.out)
        self.assertNotIn("\x1b", done.out)

    def test_convert_round_trip_and_refusal_to_overwrite(self):
        js = self.run_("convert", self.vcf, "--to", "jscontact")
        self.assertEqual(js.returncode, 0, js.err)
        cards = json.loads(js.out)
        self.assertEqual(cards[0]["name"]["full"], "Bob Builder")
        back = self.run_("convert", "-", "--to", "vcard3", stdin=js.out)
        self.assertIn("TEL;TYPE=CELL:+8613800001234", back.out.upper().replace("TYPE=\"CELL\"", "TYPE=CELL"))
        out = os.path.join(self.world.folder, "out.vcf")
        self.assertEqual(self.run_("convert", self.vcf, "--to", "vcard3", "-o", out).returncode, 0)
        first = read(out)
        refused = self.run_("convert", self.vcf, "--to", "jscontact", "-o", out)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("--force", refused.err)
        self.assertEqual(read(out), first)
        self.assertEqual(self.run_("convert", self.vcf, "--to", "jscontact", "-o", out, "--force").returncode, 0)
        self.assertEqual(self.run_("convert", "/nonexistent.vcf", "--to", "vcard3").returncode, 1)
        self.assertFalse([f for f in os.listdir(self.world.folder) if f.endswith(".tmp")])

    def test_plan_send_and_again(self):
        plan = self.run_("plan", self.vcf, "--phone", self.phone, "--json")
        self.assertEqual(plan.returncode, 0, plan.err)
        line = json.loads(plan.out)
        self.assertEqual(set(line), {"uid", "name", "decision", "target", "reason", "fields"})
        self.assertEqual(line["decision"], "add")
        self.assertEqual(self.world.cards(), [])
        self.assertEqual(self.run_("send", self.vcf, "--phone", self.phone).returncode, 0)
        before = [read(c) for c in self.world.cards()]
        again = self.run_("send", self.vcf, "--phone", self.phone, "--json")
        self.assertEqual(again.returncode, 0)
        self.assertEqual(json.loads(again.out)["outcome"], "unchanged")
        self.assertEqual([read(c) for c in self.world.cards()], before)
        self.assertEqual(len(before), 1)

    def test_no_phone_is_exit_code_3_and_every_link_says_why(self):
        for args in (["send", self.vcf], ["plan", self.vcf], ["phones"]):
            done = self.run_(*args)
            self.assertEqual(done.returncode, 3, (args, done.err))
        phones = json.loads(self.run_("phones", "--json").out)
        self.assertIsNone(phones["chosen"])
        self.assertTrue(all(p["reason"] and p["cure"] for p in phones["passed_over"]))

    def test_a_conflict_without_a_terminal_is_exit_code_4(self):
        self.run_("send", self.vcf, "--phone", self.phone)
        card = self.world.cards()[0]
        text = read(card).replace(b"END:VCARD", b"BDAY:1980-05-06\r\nEND:VCARD")
        write(card, text)
        with open(self.vcf, "w", newline="") as f:
            f.write(CARD.replace("END:VCARD", "BDAY:1990-05-06\r\nEND:VCARD"))
        self.assertEqual(self.run_("plan", self.vcf, "--phone", self.phone).returncode, 4)
        self.assertEqual(self.run_("send", self.vcf, "--phone", self.phone).returncode, 4)
        self.assertEqual(read(card), text)
        self.assertEqual(self.run_("send", self.vcf, "--phone", self.phone, "--on-conflict", "overwrite").returncode, 0)
        self.assertIn(b"1990", read(card))

    def test_phones_are_set_up_and_used_without_being_named(self):
        self.assertEqual(self.run_("phones", "--add", "folder:/does/not/exist").returncode in (1, 3), True)
        self.assertEqual(self.run_("phones", "--add", self.phone, "--name", "My card").returncode, 0)
        shown = self.run_("phones")
        self.assertEqual(shown.returncode, 0)
        self.assertIn("My card", shown.out)
        self.assertEqual(self.run_("send", self.vcf).returncode, 0)
        self.assertEqual(len(self.world.cards()), 1)
        self.assertEqual(self.run_("phones", "--remove", self.phone).returncode, 0)
        self.assertEqual(self.run_("phones", "--remove", self.phone).returncode, 1)
        self.assertEqual(len(self.world.cards()), 1)

    def test_several_ways_are_named_as_one_phone_and_chosen_by_its_name(self):
        other = "folder:" + os.path.join(os.path.dirname(self.phone.partition(":")[2]), "other")
        os.mkdir(other.partition(":")[2])
        for wrong in (["--same", self.phone], ["--same", self.phone, "--same", self.phone], ["--same", "nonsense", "--same", other],
                      ["--name", "x"], ["--add", self.phone, "--same", other], ["--apart", "nonsense"]):
            self.assertEqual(self.run_("phones", *wrong).returncode, 2, wrong)
        done = self.run_("phones", "--same", self.phone, "--same", other, "--name", "My phone")
        self.assertEqual(done.returncode, 0, done.err)
        self.assertIn("My phone is one phone, by 2 ways", done.out)
        self.assertIn("the same phone as " + other, self.run_("phones").out)
        listed = json.loads(self.run_("phones", "--json").out)["phones"]
        self.assertEqual(len({p["device"] for p in listed if p["route"] == "folder"}), 1)
        self.assertTrue(listed[0]["device"])
        self.assertEqual(self.run_("send", self.vcf, "--phone", "my PHONE").returncode, 0)
        self.assertEqual(self.run_("send", self.vcf, "--phone", "nobody's").returncode, 2)
        self.assertEqual(self.run_("phones", "--apart", other).returncode, 0)
        listed = json.loads(self.run_("phones", "--json").out)["phones"]
        self.assertEqual({p["phone"]: p["device"] for p in listed}[other], "")

    def test_import_list_show_export(self):
        self.assertEqual(self.run_("import", self.vcf, "--dry-run").returncode, 0)
        self.assertEqual(self.run_("list", "--json").out, "")
        self.assertEqual(self.run_("import", self.vcf).returncode, 0)
        self.assertEqual(self.run_("import", self.vcf).returncode, 0)
        listed = [json.loads(l) for l in self.run_("list", "--json").out.splitlines()]
        self.assertEqual(len(listed), 1)
        self.assertEqual((listed[0]["name"], listed[0]["numbers"]), ("Bob Builder", ["+8613800001234"]))
        self.assertIn("Bob Builder", self.run_("list", "bob").out)
        self.assertIn("bob@example.com", self.run_("show", "Bob").out)
        self.assertEqual(self.run_("show", "Nobody").returncode, 1)
        self.assertIn("BEGIN:VCARD", self.run_("show", listed[0]["uid"], "--to", "vcard3").out)
        out = os.path.join(self.world.folder, "all.vcf")
        self.assertEqual(self.run_("export", "-o", out).returncode, 0)
        self.assertEqual(os.stat(out).st_mode & 0o777, 0o600)
        self.assertEqual(self.run_("export", "-o", out).returncode, 1)
        self.assertEqual(self.run_("convert", out, "--to", "jscontact").returncode, 0)

    def test_another_book_never_touches_the_persons_own(self):
        book = os.path.join(self.world.folder, "else", "b.sqlite")
        self.assertEqual(self.run_("--book", book, "import", self.vcf).returncode, 0)
        self.assertEqual(self.run_("list", "--json").out, "")
        self.assertIn("Bob", self.run_("list", env={"PURPLE_PHONEBOOK_BOOK": book}).out)
        self.assertIn("Bob", self.run_("list", "--book", book).out)

    def test_progress_as_json_lines(self):
        done = self.run_("--progress", "json", "send", self.vcf, "--phone", self.phone)
        events = [json.loads(l) for l in done.err.splitlines() if l.startswith("{")]
        self.assertEqual(events[0]["event"], "start")
        self.assertEqual(events[-1]["event"], "done")

    def test_doctor_says_what_is_there(self):
        done = self.run_("doctor", "--json")
        checks = {c["name"]: c for c in (json.loads(l) for l in done.out.splitlines())}
        self.assertEqual(done.returncode, 3)
        self.assertTrue(checks["book"]["ok"] and checks["key"]["ok"] and checks["numbers"]["ok"])
        self.assertFalse(checks["region"]["ok"])
        for check in checks.values():
            self.assertTrue(check["sentence"])

    def test_a_foreign_book_or_lost_key_is_refused_and_left_alone(self):
        self.run_("import", self.vcf)
        key = os.path.join(self.world.folder, "data", "purple-phonebook", "key")
        os.rename(key, key + ".away")
        done = self.run_("list")
        self.assertEqual(done.returncode, 1)
        self.assertIn("key", done.err)
        self.assertFalse(os.path.exists(key))
        os.rename(key + ".away", key)
        self.assertEqual(self.run_("list").returncode, 0)

    def test_no_colour_and_no_bar_where_there_is_no_terminal(self):
        self.run_("import", self.vcf)
        for args in (["list"], ["show", "Bob"], ["phones"], ["doctor"], ["send", "--all", "--phone", self.phone]):
            done = self.run_(*args)
            self.assertNotIn("\x1b", done.out + done.err, args)

    def test_one_interrupt_ends_a_program_that_waits_for_input(self):
        for args in (["extract"], ["convert", "--to", "vcard3"], ["import", "-"], ["send", "-", "--phone", self.phone]):
            child = subprocess.Popen([PROGRAM, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.world.env)
            status = "/proc/%d/wchan" % child.pid
            for _ in range(400):
                with open(status) as f:
                    if "pipe" in f.read():
                        break
                time.sleep(0.01)
            child.send_signal(signal.SIGINT)
            child.communicate(timeout=30)
            self.assertEqual(child.returncode, 130, args)

    def test_extract_shows_what_it_found_before_the_input_ends(self):
        child = subprocess.Popen([PROGRAM, "extract", "--region", "DE"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.world.env)
        child.stdin.write(b"call me on 0171 1234567\n")
        child.stdin.flush()
        self.assertIn(b"+491711234567", child.stdout.readline())
        child.communicate(timeout=30)

    def test_a_broken_list_of_phones_is_named_and_stops_only_what_needs_it(self):
        folder = os.path.join(self.world.folder, "config", "purple-phonebook")
        os.makedirs(folder)
        path = os.path.join(folder, "phones.json")
        write(path, b"{broken")
        self.assertEqual(self.run_("send", self.vcf, "--phone", self.phone).returncode, 0)
        for args in (["send", self.vcf], ["phones", "--add", self.phone], ["phones"], ["doctor"]):
            done = self.run_(*args)
            self.assertEqual(done.returncode, 1, args)
            self.assertIn("phones.json", done.err + done.out)
        self.assertEqual(read(path), b"{broken")

    def test_a_folder_is_no_book_and_nothing_is_left_in_it(self):
        done = self.run_("--book", self.world.phone, "list")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(os.listdir(self.world.phone), [])
        self.assertFalse(os.path.exists(os.path.join(self.world.folder, "key")))

    def test_a_link_stays_a_link_and_a_pipe_is_written_into(self):
        self.run_("import", self.vcf)
        target, link = os.path.join(self.world.folder, "target.vcf"), os.path.join(self.world.folder, "link.vcf")
        write(target, b"old")
        os.symlink(target, link)
        self.assertEqual(self.run_("export", "-f", "-o", link).returncode, 0)
        self.assertTrue(os.path.islink(link))
        self.assertIn(b"BEGIN:VCARD", read(target))
        pipe = os.path.join(self.world.folder, "pipe")
        os.mkfifo(pipe)
        reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
        self.assertEqual(self.run_("export", "-f", "-o", pipe).returncode, 0)
        self.assertIn(b"BEGIN:VCARD", reader.communicate(timeout=30)[0])
        self.assertFalse(os.path.isfile(pipe))

    def test_a_reader_that_goes_away_is_no_crash(self):
        child = subprocess.Popen([PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.world.env)
        child.stdout.close()
        child.stderr.close()
        self.assertIn(child.wait(10), (0, 1, -signal.SIGPIPE))


if __name__ == "__main__":
    unittest.main()
