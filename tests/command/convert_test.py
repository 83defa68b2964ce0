"""convert: every card in, every card out, and nothing half written."""
import json, os, pty, signal, subprocess, time, unittest, zipfile, io
from world import PROGRAM, World, read, write


def card(name, *more, version="3.0"):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:" + version, "N:;%s;;;" % name, "FN:" + name, *more, "END:VCARD", ""])


CARD = card("Bob Builder", "TEL;TYPE=CELL:+8613800001234", "EMAIL:bob@example.com")


class ConvertTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.vcf = self.put("in.vcf", CARD)

    def path(self, name):
        return os.path.join(self.world.folder, name)

    def put(self, name, data):
        write(self.path(name), data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def convert(self, *args, stdin=""):
        return self.world.run("convert", *args, stdin=stdin)

    def good(self, *args, stdin=""):
        done = self.convert(*args, stdin=stdin)
        self.assertEqual(done.returncode, 0, done.err)
        return done

    def left_over(self):
        return sorted(f for f in os.listdir(self.world.folder) if f.startswith(".") and f.endswith(".tmp"))

    def test_every_format_is_written_and_named_by_its_ending(self):
        begins = {"vcf": b"BEGIN:VCARD", "csv": b"", "json": b"[", "xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF-", "txt": b"Name:", "html": b"<!DOCTYPE html>"}
        for ending, start in begins.items():
            out = self.path("out." + ending)
            self.good(self.vcf, "-o", out)
            self.assertTrue(read(out).startswith(start), ending)
            self.assertEqual(os.stat(out).st_mode & 0o777, 0o600)
        for word in ("vcard2.1", "vcard4", "csv:outlook"):
            self.assertIn("Bob", self.good(self.vcf, "--to", word).out)

    def test_what_is_written_is_read_again(self):
        for ending in ("xlsx", "docx", "txt", "csv", "json"):
            out = self.path("again." + ending)
            self.good(self.vcf, "-o", out)
            (back,) = json.loads(self.good(out, "--to", "jscontact").out)
            # Google's table has a name's parts only.
            parts = " ".join(part["value"] for part in back["name"].get("components", []))
            self.assertEqual(back["name"].get("full", parts), "Bob Builder", ending)
            digits = "".join(c for p in back["phones"].values() for c in p["number"] if c.isdigit())
            self.assertEqual(digits, "8613800001234", ending)
            self.assertEqual([e["address"] for e in back["emails"].values()], ["bob@example.com"], ending)

    def test_many_inputs_patterns_folders_and_standard_input_are_joined(self):
        os.mkdir(self.path("cards"))
        self.put("cards/b.vcf", card("B"))
        self.put("cards/a.vcf", card("A"))
        self.put("cards/.hidden.vcf", card("H"))
        self.put("cards/photo.png", b"\x89PNG")
        names = lambda done: [line.split(":", 1)[1].strip() for line in done.out.splitlines() if line.startswith("Name:")]
        self.assertEqual(names(self.good(self.path("cards/*.vcf"), "--to", "text")), ["A", "B"])
        self.assertEqual(names(self.good(self.path("cards"), self.vcf, "-", "--to", "text", stdin=card("S"))), ["A", "B", "Bob Builder", "S"])
        self.put("odd[1]*.vcf", card("Odd"))
        self.assertEqual(names(self.good(self.path("odd[1]*.vcf"), "--to", "text")), ["Odd"])
        for missing in ("none*.vcf", "none.vcf"):
            done = self.convert(self.path(missing), "--to", "text")
            self.assertEqual(done.returncode, 1)
            self.assertIn(missing, done.err)

    def test_a_file_that_cannot_be_read_is_named_and_nothing_is_written(self):
        bad = {"empty.vcf": b"", "program.vcf": b"\x7fELF\x02\x01\x01" + b"\0" * 200, "picture.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
               "half.json": b'[{"@type":"Card","name":{"full":"Bo', "half.xlsx": b"PK\x03\x04" + b"\x01" * 60}
        for name, data in bad.items():
            out = self.path("out.vcf")
            done = self.convert(self.vcf, self.put(name, data), "--to", "vcard3", "-o", out)
            self.assertEqual(done.returncode, 1, (name, done.err))
            self.assertIn(name, done.err)
            self.assertFalse(os.path.exists(out), name)
        self.assertEqual(self.left_over(), [])

    def test_content_beats_the_name_and_from_beats_both(self):
        wrong = self.put("cards.json", CARD)
        self.assertIn("Bob Builder", self.good(wrong, "--to", "text").out)
        self.assertIn("Bob Builder", self.good(self.put("plain", b"Name,Phone\r\nBob Builder,0171\r\n"), "--from", "csv", "--to", "text").out)
        self.assertEqual(self.convert(self.vcf, "--from", "pdf", "--to", "text").returncode, 2)

    def test_a_cut_card_is_kept_and_told_with_its_line(self):
        done = self.good("-", "--to", "vcard3", "--diagnostics=json", stdin=CARD.replace("END:VCARD\r\n", ""))
        self.assertIn("FN:Bob Builder", done.out)
        told = [json.loads(line) for line in done.err.splitlines()]
        self.assertTrue(told and all({"file", "line", "found", "done"} == set(d) for d in told), done.err)
        self.assertEqual(self.good("-", "--to", "vcard3", "--diagnostics=none", stdin=CARD.replace("END:VCARD\r\n", "")).err, "")

    def test_text_remarks_are_bounded_and_the_rest_counted(self):
        broken = "".join(card("P%d" % i, "NO COLON HERE") for i in range(100))
        lines = self.good("-", "--to", "vcard3", stdin=broken).err.splitlines()
        self.assertLess(len(lines), 30)
        self.assertIn("--diagnostics=json", lines[-1])

    def test_an_existing_file_is_kept_unless_forced(self):
        out = self.put("out.csv", b"mine")
        done = self.convert(self.vcf, "-o", out)
        self.assertEqual((done.returncode, read(out)), (1, b"mine"))
        self.assertIn("--force", done.err)
        self.good(self.vcf, "-o", out, "--force")
        self.assertNotEqual(read(out), b"mine")
        self.good(self.vcf, "-o", self.vcf, "--to", "vcard4", "-f")
        self.assertIn(b"VERSION:4.0", read(self.vcf))

    def test_wrong_use_says_what_there_is(self):
        for args in (["--to", "exe"], ["--to", "csv:nonsense"], ["--profile", "nonsense"], ["--to", "vcard4", "--profile", "nokia-s40"],
                     ["--to", "csv", "--split", "-o", "x/"], ["--split", "--to", "vcard3"], ["-o", "out.unknown"], []):
            done = self.convert(self.vcf, *args)
            self.assertEqual(done.returncode, 2, (args, done.err))
            self.assertTrue(done.err.startswith("purple-phonebook: "), done.err)
        listed = self.good("--list").out
        for word in ("xlsx", "csv:google", "nokia-s40"):
            self.assertIn(word, listed)
        self.assertTrue(all(len(line) <= 80 for line in listed.splitlines()), listed)

    def test_a_terminal_is_not_given_binary(self):
        main, end = pty.openpty()
        done = subprocess.run([PROGRAM, "convert", self.vcf, "--to", "pdf"], stdout=end, stderr=subprocess.PIPE, env=self.world.env, timeout=60)
        os.close(end)
        os.close(main)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"-o", done.stderr)

    def test_a_phone_that_reads_one_card_a_file_gets_one_card_a_file(self):
        two = self.put("two.vcf", card("Ann/../Lee") + card("Ann/../Lee") + card("../../etc/passwd") + card("con"))
        folder = self.path("cards")
        self.good(two, "--to", "vcard2.1", "--split", "-o", folder)
        self.assertEqual(sorted(os.listdir(folder)), sorted(["Ann_.._Lee.vcf", "Ann_.._Lee (2).vcf", "_.._etc_passwd.vcf", "_con.vcf"]))
        again = self.convert(two, "--to", "vcard2.1", "--split", "-o", folder)
        self.assertEqual(again.returncode, 1)
        self.assertIn("--force", again.err)
        self.good(two, "--to", "vcard2.1", "--split", "-o", folder, "-f")
        self.good(two, "--to", "vcard3", "--split", "-o", self.path("card.vcf"))
        for i in (1, 2, 3, 4):
            self.assertEqual(read(self.path("card-%d.vcf" % i)).count(b"BEGIN:VCARD"), 1)
        self.assertEqual(self.left_over(), [])
        self.assertFalse([f for f in os.listdir(folder) if f.startswith(".")])

    def test_what_a_phone_would_lose_is_told_before(self):
        long_name = self.put("long.vcf", card("B" * 300, "NOTE:" + "n" * 3000))
        done = self.good(long_name, "--profile", "sim", "--diagnostics=json")
        lost = [json.loads(line) for line in done.err.splitlines()]
        self.assertTrue([d for d in lost if d.get("lost") == "name"], done.err)

    def test_sorts_by_name_and_family(self):
        people = card("Zoe Adams").replace("N:;Zoe Adams", "N:Adams;Zoe") + card("Ann Young").replace("N:;Ann Young", "N:Young;Ann")
        order = lambda *args: [l[5:].strip() for l in self.good("-", "--to", "text", *args, stdin=people).out.splitlines() if l.startswith("Name:")]
        self.assertEqual(order(), ["Zoe Adams", "Ann Young"])
        self.assertEqual(order("--sort", "name"), ["Ann Young", "Zoe Adams"])
        self.assertEqual(order("--sort", "family"), ["Zoe Adams", "Ann Young"])

    def test_the_paper_is_chosen(self):
        self.good(self.vcf, "-o", self.path("l.docx"), "--paper", "Letter")
        self.assertIn(b'w:w="15840"', zipfile.ZipFile(io.BytesIO(read(self.path("l.docx")))).read("word/document.xml"))
        self.assertEqual(self.convert(self.vcf, "-o", self.path("x.pdf"), "--paper", "a5").returncode, 2)

    def test_killed_halfway_leaves_nothing(self):
        for number, to in ((signal.SIGINT, "vcard3"), (signal.SIGTERM, "csv"), (signal.SIGTERM, "pdf"), (signal.SIGINT, "split")):
            out = self.path("out." + to)
            args = ["--split", "--to", "vcard3", "-o", self.path("folder")] if to == "split" else ["--to", to, "-o", out]
            child = subprocess.Popen([PROGRAM, "convert", "-", *args], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=self.world.env)
            try:
                child.stdin.write((card("P") * 3000).encode())  # well past what is looked at to know what it is
                child.stdin.flush()
                # It has read all when it waits for more.
                while read("/proc/%d/wchan" % child.pid) not in (b"pipe_read", b"anon_pipe_read", b"0", b""):
                    time.sleep(0.05)
                time.sleep(0.5)
                self.assertFalse(os.path.exists(out))
                child.send_signal(number)
                self.assertEqual(child.wait(60), 130, to)
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
                child.stdin.close()
                child.stderr.close()
            self.assertFalse(os.path.exists(out) or os.path.exists(self.path("folder")), to)
            self.assertEqual(self.left_over(), [], to)

    def test_a_full_disk_leaves_nothing(self):
        out = self.path("out.vcf")
        done = subprocess.run(["prlimit", "--fsize=1000", "env", "--ignore-signal=XFSZ", PROGRAM, "convert", "-", "--to", "vcard3", "-o", out], input=(card("P") * 100).encode(),
                              env=self.world.env, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertFalse(os.path.exists(out))
        self.assertEqual(self.left_over(), [])


if __name__ == "__main__":
    unittest.main()
