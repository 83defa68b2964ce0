"""qr: contacts as QR codes, read back by zbarimg from pictures and from what terminals of both kinds show."""
import fcntl, os, pty, re, struct, subprocess, termios, unittest
import xml.etree.ElementTree as tree
import vobject
from qr_reader import read_pictures, read_rows, screen_rows
from world import BOB, PROGRAM, Serve, World, read, write

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:%s\r\nFN:%s\r\nTEL;TYPE=CELL:%s\r\n%sEND:VCARD\r\n"
# Names that trip readers: wide, right to left, beyond the BMP, escapes, quoting, markup, paths.
NAMES = ["Bob Builder", "王小明", "مرحبا علي", "שלום", "😀👩‍👩‍👧", "Müller Søren ñ", "ひらがな カタカナ ｱｲｳ", "김철수", "Ünïcödé \\ back;slash, comma",
         "'; rm -rf ~ #", "$(id)`id`", "<b>&amp;\"x\"</b>", "../../etc/passwd", "%s%n{}", "x ‮evil‬ \u200b zero", "a" * 150, "王" * 60, "\\n \\; \\,"]


def vcard_text(text):
    return re.sub(r"([\\;,])", r"\\\1", text)


class QrTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.vcf = self.path("in.vcf")

    def path(self, name):
        return os.path.join(self.world.folder, name)

    def card(self, name="Bob Builder", number="+8613800001234", more=""):
        write(self.vcf, (CARD % (";" + vcard_text(name), vcard_text(name), number, more)).encode())
        return self.vcf

    def png(self, *args):
        out = self.path("out.png")
        done = self.world.run("qr", *args, "-o", out, "--force")
        self.assertEqual(done.returncode, 0, done.err)
        return out

    def test_names_of_every_kind_come_back_from_the_picture(self):
        write(self.vcf, "".join(CARD % (";" + vcard_text(name), vcard_text(name), "+86138%08d" % i, "NOTE:%s\r\n" % vcard_text(name[:20]))
                                for i, name in enumerate(NAMES)).encode())
        done = self.world.run("qr", self.vcf, "-o", self.path("code.png"))
        self.assertEqual(done.returncode, 0, done.err)
        pictures = sorted(f for f in os.listdir(self.world.folder) if f.endswith(".png"))
        self.assertEqual(pictures, ["code-%02d.png" % (i + 1) for i in range(len(NAMES))])
        cards = read_pictures(*map(self.path, pictures))
        self.assertEqual(len(cards), len(NAMES))
        for i, (name, octets) in enumerate(zip(NAMES, cards)):
            card = vobject.readOne(octets.decode("utf-8"))
            self.assertEqual(card.fn.value, name)
            self.assertEqual(card.n.value.given, name)
            self.assertEqual([(tel.value, tel.params) for tel in card.tel_list], [("+86138%08d" % i, {"TYPE": ["CELL"]})])
            # The longest leave no room for a note within the easy size.
            self.assertEqual(set(card.contents) - {"note"}, {"version", "n", "fn", "tel"})
            if "note" in card.contents:
                self.assertEqual(card.note.value, name[:20])
            self.assertEqual("note" in card.contents, "%s: Left out" % name not in done.err)

    def test_what_the_picture_holds_is_what_was_promised(self):
        long_note = "On Tuesdays, at the yard; ask for Wendy. " * 30
        more = ("NOTE:%s\r\nEMAIL;TYPE=INTERNET,WORK:bob@example.org\r\nORG:Fix It;Tools\r\nTITLE:Chief\r\nURL:https://example.org/?a=1\\,2\r\n"
                "ADR;TYPE=HOME:;;1 Yard;Town;;12345;Wonderland\r\nBDAY:1980-05-06\r\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\r\n") % vcard_text(long_note)
        done = self.world.run("import", self.card(more=more))
        self.assertEqual(done.returncode, 0, done.err)
        serve = Serve(self.world)
        self.addCleanup(serve.close)
        (contact,) = serve.call("list")["contacts"]
        promised = serve.call("qr", uid=contact["uid"])
        (octets,) = read_pictures(self.png("Bob Builder"))
        self.assertEqual(octets.decode("utf-8"), promised["card"])
        self.assertEqual(promised["left_out"], ["the note", "the photo", "the birthday"])
        self.assertIn("the note, the photo", promised["remark"])
        card = vobject.readOne(octets.decode("utf-8"))
        self.assertEqual(set(card.contents), {"version", "n", "fn", "tel", "email", "org", "title", "url", "adr"})
        self.assertEqual(card.adr.value.street, "1 Yard")
        self.assertEqual(card.org.value, ["Fix It", "Tools"])
        # The rows are the same code.
        self.assertEqual(len(promised["rows"]), promised["size"])
        rows = [[0 if c == "1" else 255 for c in row] for row in promised["rows"]]
        quiet = promised["quiet_zone"]
        rows = [[255] * len(rows)] * quiet + rows + [[255] * len(rows)] * quiet
        self.assertEqual(read_rows([[255] * quiet + row + [255] * quiet for row in rows]), [octets])

    def test_the_largest_code_is_read(self):
        url = "https://example.org/" + "0123456789" * 73
        octets = read(self.png(self.card(more="URL:%s\r\n" % url)))
        self.assertEqual(struct.unpack(">II", octets[16:24]), (840, 840))  # version 20: (97 + 8) * 8
        (card,) = read_pictures(self.path("out.png"))
        self.assertEqual(vobject.readOne(card.decode()).url.value, url)

    def test_svg_is_xml_and_holds_the_same_code(self):
        name = "<王> & \"Co\""
        out = self.path("code.svg")
        done = self.world.run("qr", self.card(name), "-o", out)
        self.assertEqual(done.returncode, 0, done.err)
        svg = tree.parse(out).getroot()
        space = "{http://www.w3.org/2000/svg}"
        self.assertEqual(svg.find(space + "title").text, name)
        side = int(svg.get("viewBox").split()[2])
        ground, code = svg.findall(space + "path")
        self.assertEqual((ground.get("d"), ground.get("fill"), code.get("fill")), ("M0 0h%dv%dH0z" % (side, side), "#fff", "#000"))
        rows = [[255] * side for _ in range(side)]
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.get("d")):
            for i in range(int(width)):
                rows[int(y)][int(x) + i] = 0
        self.assertEqual(read_rows(rows), read_pictures(self.png(self.vcf)))

    def test_an_existing_picture_is_kept_unless_forced(self):
        out = self.path("code.png")
        write(out, b"mine")
        done = self.world.run("qr", self.card(), "-o", out)
        self.assertEqual((done.returncode, read(out)), (1, b"mine"))
        self.assertIn("--force", done.err)
        self.assertEqual(self.world.run("qr", self.vcf, "-o", out, "-f").returncode, 0)
        self.assertEqual(len(read_pictures(out)), 1)
        self.png(self.vcf)
        self.assertEqual(os.stat(self.path("out.png")).st_mode & 0o777, 0o600)
        self.assertEqual([f for f in os.listdir(self.world.folder) if f.startswith(".")], [])

    def test_wrong_use_is_2_and_opens_no_book(self):
        for args in ([], ["-o", "x.gif", self.card()], ["--color", "maybe", self.vcf]):
            done = self.world.run("qr", *args)
            self.assertEqual((done.returncode, done.out), (2, ""), (args, done.err))
            self.assertTrue(done.err.startswith("purple-phonebook: "), done.err)
        self.assertEqual(self.world.run("qr", self.vcf).returncode, 0)
        self.assertFalse(os.path.exists(self.path("data")))

    def test_who_is_of_the_book_and_a_file_is_a_file(self):
        self.world.run("import", self.card("Bob Builder"))
        other = self.path("Bob Builder")
        write(other, (CARD % (";Other", "Other", "+861", "")).encode())
        from_book = self.world.run("qr", "bob builder")
        self.assertEqual(from_book.out.splitlines()[0], "Bob Builder")
        self.assertEqual(self.world.run("qr", other).out.splitlines()[0], "Other")
        self.assertEqual(self.world.run("qr", "-", stdin=read(other)).out.splitlines()[0], "Other")
        missing = self.world.run("qr", "Nobody")
        self.assertEqual((missing.returncode, missing.out), (1, ""))
        self.assertIn("no such contact", missing.err)
        gone = self.world.run("qr", "gone.vcf")
        self.assertEqual(gone.returncode, 1)
        self.assertIn("gone.vcf", gone.err)

    def test_a_contact_that_no_code_holds_is_refused_and_the_others_are_shown(self):
        write(self.vcf, (CARD % ("x" * 900, "x" * 900, "+861", "") + CARD % (";Bob", "Bob", "+862", "")
                         + "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Nothing\r\nFN:Nothing\r\nEND:VCARD\r\n").encode())
        done = self.world.run("qr", self.vcf)
        self.assertEqual(done.returncode, 1)
        self.assertIn("too long", done.err)
        self.assertIn("Nothing: This contact has no number", done.err)
        self.assertEqual([b"FN:Bob\r\n" in card for card in read_rows(screen_rows(done.out.split("\n", 1)[1], 0, 255))], [True])

    def test_names_do_not_steer_the_terminal(self):
        write(self.vcf, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;x\r\nFN:\x9b31m\x1b]0;evil\x07Bob\r\nTEL:+861\r\nPHOTO;VALUE=uri:http://x\r\nEND:VCARD\r\n".encode())
        done = self.world.run("qr", self.vcf)
        self.assertEqual(done.returncode, 0, done.err)
        for sign in "\x1b\x07\x9b":
            self.assertNotIn(sign, done.out + done.err)

    # What is drawn by letters is right for dark letters on a light ground, and the other way round inverted.
    def test_text_is_read_where_the_letters_are_dark_and_inverted_where_they_are_light(self):
        for args, letters, ground in ((["--ascii"], 0, 255), ([], 0, 255), (["--invert"], 230, 20), (["--ascii", "--invert"], 230, 20)):
            done = self.world.run("qr", "-q", self.card("王小明"), *args)
            rows = screen_rows(done.out, letters, ground)
            if "--ascii" in args:
                rows = [row[::2] for row in rows[::2]]
            found = read_rows(rows)
            self.assertEqual([b"FN:\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e\r\n" in card for card in found], [True], args)

    def test_colours_make_it_right_on_every_terminal(self):
        for letters, ground in ((0, 255), (230, 20), (120, 140)):
            for args in ([], ["--ascii"]):
                done = self.world.run("qr", "-q", self.card(), "--color", "always", *args)
                rows = screen_rows(done.out, letters, ground)
                if args:
                    rows = [row[::2] for row in rows[::2]]
                self.assertEqual(len(read_rows(rows)), 1, (letters, ground, args))

    # --- on a terminal ---
    def on_terminal(self, *args, **kw):
        """Exit code and what came to the screen, with standard input, output and error on a terminal of this size."""
        columns, lines = kw.pop("columns", 80), kw.pop("lines", 24)
        reading, writing = pty.openpty()
        fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if kw.get("answers"):
            os.write(reading, kw["answers"])
        child = subprocess.Popen([PROGRAM, "qr", *args], stdin=writing, stdout=writing, stderr=writing,
                                 env={**self.world.env, "TERM": "xterm-256color", **kw.get("env", {})})
        os.close(writing)
        out = b""
        while True:
            try:
                part = os.read(reading, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
        os.close(reading)
        return child.wait(60), out.decode().replace("\r\n", "\n")

    def test_the_simplest_card_fits_a_terminal_of_80_by_24(self):
        code, out = self.on_terminal("-q", self.card())
        self.assertEqual(code, 0)
        self.assertEqual(len(out.splitlines()), 23)
        self.assertEqual(len(read_rows(screen_rows(out, 230, 20))), 1)

    def test_a_terminal_that_is_too_low_gets_the_code_and_a_sentence(self):
        code, out = self.on_terminal(self.card(more="EMAIL:bob@example.org\r\nORG:Example\r\n"))
        self.assertEqual(code, 0)
        self.assertIn("and this terminal has 80 and 24", out)
        self.assertIn("-o FILE.png", out)
        drawn = "\n".join(line for line in out.splitlines() if "\x1b[38;5;" in line)
        self.assertEqual(len(read_rows(screen_rows(drawn, 230, 20))), 1)

    def test_a_terminal_that_is_too_narrow_gets_a_sentence_and_no_half_code(self):
        code, out = self.on_terminal(self.card(), columns=40)
        self.assertEqual(code, 1)
        self.assertNotIn("▀", out)
        self.assertIn("this terminal has 40 and 24", out)

    def test_several_codes_wait_for_the_person(self):
        write(self.vcf, "".join(CARD % (";" + name, name, "+861", "") for name in ("Ann", "Bea", "Cat")).encode())
        code, out = self.on_terminal(self.vcf, lines=60, answers=b"\n\n")
        self.assertEqual(code, 0)
        self.assertIn("Enter shows code 2 of 3", out)
        self.assertIn("Enter shows code 3 of 3", out)
        for name in ("Ann", "Bea", "Cat"):
            self.assertEqual(out.count(name), 1)
        code, out = self.on_terminal(self.vcf, lines=60, answers=b"\x04")  # end of input
        self.assertEqual(code, 0)
        self.assertEqual([name in out for name in ("Ann", "Bea")], [True, False])

    def test_no_color_and_a_dumb_terminal_get_no_escape_sequences(self):
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": "1"}):
            code, out = self.on_terminal("-q", self.card(), env=env)
            self.assertEqual(code, 0)
            self.assertNotIn("\x1b", out)
            self.assertEqual(len(read_rows(screen_rows(out, 0, 255))), 1)

    # --- serve ---
    def test_serve_makes_a_code_of_what_waits_and_writes_nothing(self):
        serve = Serve(self.world)
        self.addCleanup(serve.close)
        nothing = serve.error("qr", partner=BOB)
        self.assertEqual(nothing["data"]["code"], "invalid_input")
        found = serve.call("find", text="my number is 13800001234", html=True, sent=False, time=1000, partner=BOB)
        code = serve.call("qr", partner=BOB)
        self.assertEqual((code["name"], code["size"], code["remark"]), ("Bob Builder", len(code["rows"]), code["remark"]))
        self.assertIn("N:Builder;Bob\r\nFN:Bob Builder\r\nTEL;TYPE=CELL:+8613800001234\r\n", code["card"])
        self.assertEqual(serve.call("list")["contacts"], [])
        self.assertEqual(serve.call("suggest", partner=BOB)["pending"], 1)
        small = serve.call("qr", partner=BOB, findings=[found["findings"][0]["id"]], smallest=True)
        self.assertLess(small["size"], code["size"])
        lines = small["text"].splitlines()
        self.assertEqual(({len(line) for line in lines}, len(lines)), ({small["columns"]}, small["lines"]))
        self.assertEqual([card.decode() for card in read_rows(screen_rows(small["text"], 0, 255))], [small["card"]])
        inverted = serve.call("qr", partner=BOB, smallest=True, invert=True)
        self.assertEqual(len(read_rows(screen_rows(inverted["text"], 255, 0))), 1)
        self.assertEqual(serve.error("qr", uid="nobody")["data"]["code"], "not_found")
        self.assertEqual(serve.error("qr")["code"], -32602)


if __name__ == "__main__":
    unittest.main(verbosity=2)
