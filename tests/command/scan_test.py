"""scan: documents written by other programs, chat logs, and everything that can be wrong with a file."""
import contextlib, csv, io, json, os, pty, shutil, signal, socket, sqlite3, subprocess, threading, time, unittest, zipfile
import cairo, docx, openpyxl
from datetime import datetime
from world import PROGRAM, World, read, write

LOG = ('<html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"><title>{0}</title></head><body><h3>{0}</h3>\n'
       .format("Conversation with bob@localhost/Home at Wed 25 Nov 2026 10:30:00 AM CET on alice@localhost/Work (jabber)") +
       '<font color="#16569E"><font size="2">(10:30:05 AM)</font> <b>Alice:</b></font> your number? mine is 0151 23456789<br/>\n'
       '<font color="#A82F2F"><font size="2">(10:31:41 AM)</font> <b>Bob:</b></font> call me on <b>0171 1234567</b><br/>\n'
       '<font size="2">(10:32:00 AM)</font><b> Bob has signed off 0171 7654321.</b><br/>\n</body></html>\n')


class ScanTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.folder = os.path.join(self.world.folder, "files")
        os.makedirs(self.folder)
        self.logs = os.path.join(self.world.folder, ".purple", "logs")

    def path(self, name):
        return os.path.join(self.folder, name)

    def log(self, name="2026-11-25.103000+0100CET.html", text=LOG, account="alice@localhost", buddy="bob@localhost"):
        folder = os.path.join(self.logs, "jabber", account, buddy)
        os.makedirs(folder, exist_ok=True)
        write(os.path.join(folder, name), text.encode())
        return os.path.join(folder, name)

    def scan(self, *args, **more):
        region = [] if "--region" in args else ["--region", "DE"]
        return self.world.run("scan", *region, *args, **more)

    def found(self, *args, code=0, **more):
        done = self.scan("--json", *args, **more)
        self.assertEqual(done.returncode, code, done.err)
        return [json.loads(line) for line in done.out.splitlines()]

    def suggestions(self):
        path = os.path.join(self.world.folder, "data", "purple-phonebook", "book.sqlite")
        with contextlib.closing(sqlite3.connect(path)) as book:
            return book.execute("SELECT count(*) FROM finding").fetchone()[0], book.execute("SELECT count(*) FROM evidence").fetchone()[0]

    # --- documents, as real programs write them

    def test_an_xlsx_of_openpyxl(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Name", "Mobile", "Born"])
        sheet.append(["Bob", 491711234567, datetime(1980, 5, 6)])
        sheet.append(["Al", "0151 23456789", None])
        book.save(self.path("people.xlsx"))
        found = self.found(self.folder)
        self.assertEqual([(f["value"], f["line"]) for f in found if f["kind"] == "phone"][-1], ("+4915123456789", 3))

    def test_a_docx_of_python_docx(self):
        document = docx.Document()
        document.add_paragraph("Call me on 0171 1234567")
        table = document.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Mail", "bob@example.com"
        document.save(self.path("letter.docx"))
        self.assertEqual({f["value"] for f in self.found(self.folder)}, {"+491711234567", "bob@example.com"})

    def pdf(self, name):
        surface = cairo.PDFSurface(self.path(name), 595, 842)
        context = cairo.Context(surface)
        for page in ("Call me on 0171 1234567", "Mail bob@example.com"):
            context.select_font_face("DejaVu Sans")
            context.set_font_size(12)
            context.move_to(72, 100)
            context.show_text(page)
            surface.show_page()
        surface.finish()
        return self.path(name)

    def test_a_pdf_of_cairo_and_an_encrypted_one_of_qpdf(self):
        plain = self.pdf("a.pdf")
        self.assertEqual([(f["value"], f["page"]) for f in self.found(plain)], [("+491711234567", 1), ("bob@example.com", 2)])
        subprocess.run(["qpdf", "--encrypt", "secret", "secret", "256", "--", plain, self.path("locked.pdf")], check=True)
        done = self.scan(self.path("locked.pdf"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("encrypted", done.err)
        self.assertEqual(len(done.err.splitlines()), 1)

    def test_a_pdf_that_crashes_its_reader_is_one_line_wherever_the_program_is_installed(self):
        self.pdf("a.pdf")
        reader = os.path.join(os.path.dirname(PROGRAM), "purple-phonebook-read-pdf")
        bin_folder = os.path.join(self.world.folder, "prefix", "bin")
        os.makedirs(bin_folder)
        program, beside = shutil.copy(PROGRAM, bin_folder), os.path.join(bin_folder, "purple-phonebook-read-pdf")
        run = lambda: subprocess.run([program, "scan", "--json", "--region", "DE", self.folder], env=self.world.env, capture_output=True, text=True, timeout=60)
        shutil.copy(reader, beside)
        self.assertEqual([json.loads(line)["value"] for line in run().stdout.splitlines()], ["+491711234567", "bob@example.com"])
        write(self.path("b.txt"), b"call 0151 23456789\n")
        write(beside, b"#!/bin/sh\nkill -SEGV $$\n")
        crashed = run()
        self.assertEqual((crashed.returncode, [json.loads(line)["value"] for line in crashed.stdout.splitlines()]), (1, ["+4915123456789"]))
        self.assertEqual(len(crashed.stderr.splitlines()), 1, crashed.stderr)
        self.assertIn("a.pdf: The PDF made its reader crash", crashed.stderr)

    def test_text_html_csv_mail_and_vcard_by_their_content(self):
        mail = "From: Bob <bob@example.com>\r\nTo: al@example.com\r\nDate: Wed, 25 Nov 2026 10:30:00 +0100\r\nSubject: hi\r\n\r\ncall me on 0171 1234567\r\n"
        for name, text in {"a": "call me on 0171 1234567\n", "b": "<html><body><p>call me on <b>0171</b> 1234567</p>", "c": "Name;Mobile;Town\nBob;0171 1234567;X\nAl;;Y\n",
                           "d": mail, "e": "From bob Wed Nov 25 10:30:00 2026\n" + mail.replace("\r", ""), "f": "BEGIN:VCARD\r\nTEL:0171 1234567\r\nEND:VCARD\r\n"}.items():
            write(self.path(name), text.encode())
            self.assertIn("+491711234567", {f["value"] for f in self.found(self.path(name))}, name)
        (number,) = [f for f in self.found(self.path("d")) if f["kind"] == "phone"]
        self.assertEqual((number["time"], number["author"]), (1795599000, "Bob"))
        write(self.path("g"), "打电话 13800001234，我的新号码是这个。请记下来，谢谢你。\n".encode("gbk") * 20)
        self.assertIn("+8613800001234", {f["value"] for f in self.found("--region", "CN", self.path("g"))})

    # --- chat logs

    def test_the_logs_of_the_profile_are_the_default_and_say_who_and_when(self):
        path = self.log()
        mine, theirs = self.found()
        self.assertEqual((theirs["value"], theirs["by"], theirs["author"], theirs["line"], theirs["time"]), ("+491711234567", "partner", "Bob", 3, 1795599101))
        self.assertEqual((theirs["protocol"], theirs["account"], theirs["buddy"], theirs["source"]), ("prpl-jabber", "alice@localhost", "bob@localhost", path))
        self.assertEqual((mine["by"], mine["value"]), ("user", "+4915123456789"))

    def test_without_logs_it_says_so(self):
        done = self.scan()
        self.assertEqual(done.returncode, 1)
        self.assertIn(".purple/logs", done.err)

    def test_save_makes_suggestions_once_and_passes_over_what_did_not_change(self):
        path = self.log()
        first = self.scan("--save")
        self.assertEqual(first.returncode, 0, first.err)
        before = self.suggestions()
        self.assertGreater(before[0], 0)
        again = self.scan("--save")
        self.assertIn("unchanged", again.err)
        self.assertEqual(again.out, "")
        self.scan("--save", "--again")
        self.assertEqual(self.suggestions(), before)
        with open(path, "a") as f:
            f.write('<font color="#A82F2F"><font size="2">(10:41:41 AM)</font> <b>Bob:</b></font> or write to bob@example.com<br/>\n')
        self.scan("--save")
        self.assertEqual(self.suggestions(), (before[0] + 1, before[1] + 1))

    def test_a_new_book_in_the_same_place_is_filled_anew(self):
        self.log()
        self.scan("--save")
        before = self.suggestions()
        shutil.rmtree(os.path.join(self.world.folder, "data"))
        self.scan("--save")
        self.assertEqual(self.suggestions(), before)

    def test_the_memory_of_what_was_read_holds_no_names(self):
        self.log()
        self.scan("--save")
        folder = os.path.join(self.world.folder, "state", "purple-phonebook")
        for name in os.listdir(folder):
            self.assertNotIn(b"bob", read(os.path.join(folder, name)))

    def test_since_and_account_leave_the_others_out(self):
        self.log(name="2020-11-25.103000+0100CET.html")
        self.log(account="other@localhost", buddy="carol@localhost", name="2021-11-26.103000+0100CET.html")
        self.assertEqual(len(self.found()), 4)
        self.assertEqual({f["account"] for f in self.found("--account", "other@localhost")}, {"other@localhost"})
        self.assertEqual(self.found("--account", "nobody"), [])
        later = self.found("--since", "2021-11-26")
        self.assertEqual({f["account"] for f in later}, {"other@localhost"})
        self.assertEqual(self.found("--since", "1d"), [])
        for wrong in ("yesterday", "2026-02-30", "5q"):
            self.assertEqual(self.scan("--since", wrong).returncode, 2, wrong)

    # --- output

    def test_csv_is_a_table_in_which_no_outside_word_is_a_formula(self):
        self.log(text=LOG.replace("Bob:", "=HYPERLINK(1):"))
        rows = list(csv.DictReader(io.StringIO(self.scan("--csv").out)))
        self.assertEqual(rows[1]["value"], "+491711234567")
        self.assertEqual(rows[1]["author"], "'=HYPERLINK(1)")

    def test_a_pipe_is_read_and_lines_keep_to_eighty_columns_on_a_terminal(self):
        self.assertEqual([(f["source"], f["line"]) for f in self.found("-", stdin="x\ncall 0171 1234567\n")], [("-", 2)])
        self.log()
        master, slave = pty.openpty()
        child = subprocess.Popen([PROGRAM, "scan", "--region", "DE"], stdout=slave, stderr=subprocess.DEVNULL, env={**self.world.env, "NO_COLOR": "1"})
        os.close(slave)
        out = b""
        with contextlib.suppress(OSError):
            while chunk := os.read(master, 4096):
                out += chunk
        self.assertEqual(child.wait(60), 0)
        os.close(master)
        lines = out.decode().replace("\r", "").splitlines()
        self.assertGreaterEqual(len(lines), 3)
        for line in lines:
            self.assertLessEqual(len(line), 80, line)

    def test_many_files_come_in_order_however_many_threads_read(self):
        for i in range(60):
            write(self.path("%03d.txt" % i), b"".join(b"call me on 0171 1234%03d\n" % (i + j) for j in range(1 + 400 * (i % 7 == 0))))
        one, many = self.scan("--json", "--threads", "1", self.folder), self.scan("--json", "--threads", "8", self.folder)
        self.assertEqual(one.out, many.out)
        self.assertEqual([json.loads(l)["source"] for l in one.out.splitlines()], sorted(json.loads(l)["source"] for l in one.out.splitlines()))

    # --- what can be wrong

    def test_each_bad_file_is_one_clear_line_and_the_rest_goes_on(self):
        write(self.path("good.txt"), b"call me on 0171 1234567\n")
        os.mkfifo(self.path("fifo"))
        os.symlink(self.folder, self.path("round"))
        os.symlink("nowhere", self.path("dangling"))
        os.symlink("self", self.path("self"))
        with zipfile.ZipFile(self.path("bomb.docx"), "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("word/document.xml", b"<w>" + b"<p></p>" * 6_000_000)
        with zipfile.ZipFile(self.path("nested.xlsx"), "w") as z:
            z.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><workbook>&a;</workbook>")
        self.pdf("cut.pdf")
        os.truncate(self.path("cut.pdf"), 300)
        done = self.scan("--json", self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertEqual([json.loads(l)["value"] for l in done.out.splitlines()], ["+491711234567"])
        wanted = {"fifo": "pipe", "round": "back into a folder", "dangling": "nowhere", "self": "circle", "bomb.docx": "zip bomb", "nested.xlsx": "entities", "cut.pdf": "damaged"}
        for name, words in wanted.items():
            lines = [line for line in done.err.splitlines() if self.path(name) in line]
            self.assertEqual(len(lines), 1, (name, done.err))
            self.assertIn(words, lines[0])
        self.assertEqual(len(done.err.splitlines()), len(wanted), done.err)

    def test_unreadable_files_and_folders(self):
        write(self.path("secret.txt"), b"call me on 0171 1234567\n")
        os.mkdir(self.path("closed"))
        os.chmod(self.path("secret.txt"), 0)
        os.chmod(self.path("closed"), 0)
        os.chmod(self.world.folder, 0o755)
        command = [PROGRAM, "scan", "--region", "DE", self.folder]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + command
        done = subprocess.run(command, env=self.world.env, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)
        for name in (b"secret.txt", b"closed"):
            self.assertIn(name, done.stderr)

    def test_pictures_and_empty_files_are_told_and_fail_only_where_they_were_named(self):
        write(self.path("a.png"), b"\x89PNG\r\n\x1a\n" + bytes(100))
        write(self.path("empty"), b"")
        tree = self.scan(self.folder)
        self.assertEqual((tree.returncode, len(tree.err.splitlines())), (0, 2), tree.err)
        self.assertEqual(self.scan("--quiet", self.folder).err, "")
        self.assertEqual(self.scan(self.path("a.png")).returncode, 1)
        self.assertEqual(self.scan("/nonexistent").returncode, 1)

    def test_a_file_that_grows_while_it_is_read_ends_and_is_told(self):
        path = self.path("growing.txt")
        line = b"nothing to see in this line of the log, as in most others\n"
        write(path, line * 400_000)
        stop = threading.Event()

        def grow():
            with open(path, "ab", buffering=0) as f:
                while not stop.is_set():
                    f.write(line)
                    time.sleep(0.0005)

        writer = threading.Thread(target=grow)
        writer.start()
        try:
            done = self.scan(path)
        finally:
            stop.set()
            writer.join()
        self.assertEqual(done.returncode, 1)
        self.assertIn("grew", done.err)

    def test_a_large_log_needs_little_memory(self):
        path = self.path("large.txt")
        with open(path, "wb") as f:
            block = b"(10:30:05) bob: nothing to see in this line of the log, as in most others\n" * 14_000
            for _ in range(100):
                f.write(block)
        # AddressSanitizer's shadow and what it keeps of freed memory are not the program's own.
        with open(PROGRAM, "rb") as f:
            limit_kib = (64 if b"__asan_init" not in f.read() else 192) * 1024
        env = {**self.world.env, "ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"}
        child = subprocess.Popen([PROGRAM, "scan", "--quiet", path], env=env, stdout=subprocess.DEVNULL)
        peak_kib = 0
        while child.poll() is None:
            with contextlib.suppress(OSError, StopIteration):
                with open("/proc/%d/status" % child.pid) as status:
                    peak_kib = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
            time.sleep(0.02)
        self.assertEqual(child.returncode, 0)
        self.assertGreater(peak_kib, 0)
        self.assertLess(peak_kib, limit_kib)

    def test_an_interrupted_scan_is_130_and_goes_on_where_it_was(self):
        for i in range(20):
            self.log(name="2026-11-25.1030%02d+0100CET.html" % i)
        line = b'<font color="#A82F2F"><font size="2">(10:31:41 AM)</font> <b>Bob:</b></font> nothing in this one, number 1234 of many<br/>\n'
        with open(self.log(name="2026-11-27.103000+0100CET.html"), "ab") as f:
            for _ in range(200):
                f.write(line * 8000)
        small = 20 * len(LOG)
        child = subprocess.Popen([PROGRAM, "scan", "--save", "--region", "DE", "--threads", "1", "--progress", "json"], env=self.world.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for event in child.stderr:
            event = json.loads(event)
            if event["event"] == "progress" and event["done"] > small:
                break
        child.send_signal(signal.SIGINT)
        child.stderr.read()
        code = child.wait(60)
        child.stderr.close()
        self.assertEqual(code, 130)
        os.truncate(os.path.join(self.logs, "jabber", "alice@localhost", "bob@localhost", "2026-11-27.103000+0100CET.html"), len(LOG))
        again = self.scan("--save")
        self.assertEqual(again.returncode, 0, again.err)
        self.assertIn("20 unchanged files", again.err)

    def test_a_scan_that_was_killed_halfway_finds_the_same_and_doubles_nothing_the_next_time(self):
        for i in range(12):
            text = LOG.replace("0171 1234567", "0171 12345%02d" % i)
            text = text.replace("</body></html>\n", ('<font color="#A82F2F"><font size="2">(10:40:00 AM)</font> <b>Bob:</b></font> at 0171 76543%02d<br/>\n' % i) * 60 + "</body></html>\n")
            self.log(name="2026-11-25.1030%02d+0100CET.html" % i, text=text)
        whole = self.scan("--save", "--book", self.path("whole.sqlite"))
        self.assertEqual(whole.returncode, 0, whole.err)

        def kept(name):
            with contextlib.closing(sqlite3.connect(self.path(name))) as book:
                return book.execute("SELECT count(*) FROM finding").fetchone()[0], book.execute("SELECT count(*) FROM evidence").fetchone()[0]

        for after in (1, 6, 10):
            child = subprocess.Popen([PROGRAM, "scan", "--save", "--json", "--region", "DE", "--threads", "1", "--book", self.path("killed.sqlite")], env=self.world.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            for line in child.stdout:
                if "1030%02d+" % after in json.loads(line)["source"]:
                    break
            child.kill()
            child.stdout.close()
            child.wait(60)
        again = self.scan("--save", "--book", self.path("killed.sqlite"))
        self.assertEqual(again.returncode, 0, again.err)
        self.assertEqual(kept("killed.sqlite"), kept("whole.sqlite"))
        self.assertEqual(self.scan("--save", "--book", self.path("killed.sqlite")).out, "")

    def test_mislabelled_nested_and_cut_files_and_a_socket_are_told_and_nothing_is_made_up(self):
        write(self.path("text.pdf"), b"call me on 0171 1234567\n")
        write(self.path("page.docx"), b"<html><body><p>call me on 0171 1234567</p></body></html>")
        self.assertEqual([f["value"] for f in self.found(self.folder)], ["+491711234567"] * 2)
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as z:
            z.writestr("a.txt", "call me on 0171 1234567")
        with zipfile.ZipFile(self.path("nested.zip"), "w") as z:
            z.writestr("inner.zip", inner.getvalue())
        document = docx.Document()
        document.add_paragraph("Call me on 0171 1234567")
        document.save(self.path("cut.docx"))
        os.truncate(self.path("cut.docx"), os.path.getsize(self.path("cut.docx")) // 2)
        here = socket.socket(socket.AF_UNIX)
        self.addCleanup(here.close)
        here.bind(self.path("s"))
        for name, words in {"nested.zip": "archive", "cut.docx": "damaged", "s": "socket"}.items():
            done = self.scan("--json", self.path(name))
            self.assertEqual((done.returncode, done.out, len(done.err.splitlines())), (1, "", 1), (name, done.err))
            self.assertIn(words, done.err)

    def test_wrong_use(self):
        for args in (["--json", "--csv"], ["--kinds", "fax"], ["--since", "soon"]):
            done = self.scan(*args, self.folder)
            self.assertEqual(done.returncode, 2, args)
            self.assertEqual(done.out, "")


if __name__ == "__main__":
    unittest.main()
