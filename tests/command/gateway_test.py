"""`purple-phonebook gateway`, and contacts sent through the gateway that it set up: a real Kannel. What arrived is put together
again by tests/lab/short_messages.py and read by python3-vobject, neither of which knows anything of us."""
import json, os, pty, socket, ssl, stat, subprocess, sys, termios, threading, unittest
from pathlib import Path

import vobject

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.kannel import Kannel  # noqa: E402
from lab.short_messages import cards  # noqa: E402
from lab.world import World as Lab  # noqa: E402
from world import PROGRAM, World, read, write  # noqa: E402

CARD = ("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Öberg;Åsa;Maria;;\r\nFN:Åsa Maria Öberg\r\nORG:Exempel AB\r\nTEL;TYPE=CELL:+46701234567\r\n"
        "TEL;TYPE=WORK:+46812345678\r\nEMAIL:asa.oberg@example.org\r\nNOTE:not for the phone\r\nEND:VCARD\r\n")
SECRET = "tell-nobody"
LOCAL = "http://localhost:13013/cgi-bin/sendsms"
NUMBER = "+4915112345678"


class GatewayWorld(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.file = os.path.join(self.world.folder, "config/purple-phonebook/gateway.json")

    def gateway(self, *args, stdin=""):
        done = self.world.run("gateway", *args, stdin=stdin)
        self.assertNotIn(SECRET, done.out + done.err)
        return done

    def set_up(self, *more, url=LOCAL, password=SECRET):
        done = self.gateway("--set", url, "--user", "pidgin", "--password-file", "-", *more, stdin=password + "\n")
        self.assertEqual(done.returncode, 0, done.err)
        return done


class GatewayTest(GatewayWorld):
    def test_without_one_it_says_how_to_begin(self):
        done = self.gateway()
        self.assertEqual((done.returncode, done.out), (1, ""))
        self.assertIn("--set", done.err)
        self.assertEqual(json.loads(self.gateway("--json").out), {"gateway": None})
        self.assertEqual(self.gateway("--remove").returncode, 1)
        self.assertEqual(self.gateway("--parts", "2").returncode, 2)

    def test_what_is_set_is_kept_for_its_owner_and_shown_without_the_password(self):
        self.set_up("--from", "+4930123", "--parts", "5", "--ask", "once")
        self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o600)
        self.assertEqual(json.loads(read(self.file))["password"], SECRET)
        self.assertEqual(json.loads(self.gateway("--json").out)["gateway"],
                         {"url": LOCAL, "user": "pidgin", "from": "+4930123", "parts": 5, "reports": "127.0.0.1:0", "ask": "once"})
        shown = self.gateway()
        self.assertEqual((shown.returncode, shown.err), (0, ""))
        for word in (LOCAL, "pidgin", "+4930123", "5", "127.0.0.1"):
            self.assertIn(word, shown.out)

    def test_one_thing_is_changed_and_the_rest_stays(self):
        self.set_up("--ask", "once")
        before = json.loads(read(self.file))
        self.assertEqual(self.gateway("--parts", "7", "--from", "Pidgin").returncode, 0)
        self.assertEqual(json.loads(read(self.file)), {**before, "parts": 7, "from": "Pidgin"})
        self.assertEqual(self.gateway("--from", "", "--ask", "each").returncode, 0)
        self.assertEqual(json.loads(read(self.file)), {**before, "parts": 7, "consent": "each"})

    def test_another_gateway_is_not_agreed_to_by_an_old_yes(self):
        self.set_up("--ask", "once")
        self.set_up(url="http://localhost:9/cgi-bin/sendsms")
        self.assertEqual(json.loads(read(self.file))["consent"], "each")

    def test_a_gateway_elsewhere_needs_a_way_back_or_a_word_that_there_is_none(self):
        arguments = ("--set", "http://sms.example.org/send", "--user", "me", "--password-file", "-")
        done = self.gateway(*arguments, stdin=SECRET)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--reports", done.err)
        self.assertFalse(os.path.exists(self.file))
        done = self.gateway(*arguments, "--reports", "none", stdin=SECRET)
        self.assertEqual(done.returncode, 0)
        self.assertIn("in clear", done.err)
        self.assertIsNone(json.loads(read(self.file))["reports"])

    def test_wrong_use_changes_nothing(self):
        self.set_up()
        before = read(self.file)
        for arguments in (["--parts", "0"], ["--parts", "256"], ["--ask", "never"], ["--remove", "--parts", "3"], ["--reports", "example.org:1"],
                          ["--set", "ftp://x/", "--password-file", "-"], ["--set", "http://me:%s@x/" % SECRET, "--password-file", "-"],
                          ["--from", "much too long a sender"], ["--set", LOCAL, "--user", "me"], ["--user", "other"]):
            done = self.world.run("gateway", *arguments, stdin=SECRET)
            self.assertEqual(done.returncode, 2, (arguments, done.out, done.err))
            self.assertTrue(done.err.startswith("purple-phonebook: "), done.err)
            self.assertEqual(read(self.file), before)

    def test_a_broken_file_is_told_and_left_alone_until_it_is_removed(self):
        self.set_up()
        write(self.file, b"{")
        for arguments in ([], ["--check"], ["--parts", "3"]):
            self.assertEqual(self.gateway(*arguments).returncode, 1)
            self.assertEqual(read(self.file), b"{")
        self.assertEqual(self.gateway("--remove").returncode, 0)
        self.assertFalse(os.path.exists(self.file))

    def test_check_looks_whether_reports_could_be_heard(self):
        with Lab() as lab, socket.create_server(("127.0.0.1", 0)) as taken:
            kannel = Kannel(lab).start()
            self.set_up("--reports", "127.0.0.1:%d" % taken.getsockname()[1], url=kannel.url, password=kannel.password)
            done = self.gateway("--check")
            self.assertEqual(done.returncode, 3)
            self.assertIn("--reports", done.err)
            kannel.stop()

    def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_said(self):
        key, certificate = (os.path.join(self.world.folder, name) for name in ("key.pem", "certificate.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        heard = []

        def serve(server):
            try:
                with context.wrap_socket(server.accept()[0], server_side=True) as stream:
                    heard.append(stream.recv(4096))
            except OSError:
                heard.append(b"")

        with socket.create_server(("127.0.0.1", 0)) as server:
            listening = threading.Thread(target=serve, args=(server,))
            listening.start()
            self.set_up(url="https://localhost:%d/cgi-bin/sendsms" % server.getsockname()[1])
            done = self.gateway("--check")
            listening.join()
        self.assertEqual(done.returncode, 3)
        self.assertEqual(heard, [b""])

    # --- at a terminal ---
    def at_terminal(self, typed, *args):
        """(exit code, all that stood on the terminal, whether what is typed shows again afterwards)"""
        process, terminal = pty.fork()
        if process == 0:
            os.execve(PROGRAM, [PROGRAM, "gateway", *args], self.world.env)
        seen = b""
        while not seen.rstrip().endswith(b":"):
            seen += os.read(terminal, 1024)
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            pass
        os.write(terminal, typed)
        try:
            while more := os.read(terminal, 1024):
                seen += more
                echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        except OSError:  # the program has left
            pass
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), seen.decode(), echoes

    def test_the_password_is_typed_unseen(self):
        code, seen, echoes = self.at_terminal(SECRET.encode() + b"\n", "--set", LOCAL, "--user", "pidgin")
        self.assertEqual(code, 0, seen)
        self.assertNotIn(SECRET, seen)
        self.assertTrue(echoes)
        self.assertEqual(json.loads(read(self.file))["password"], SECRET)

    def test_ctrl_c_at_the_password_changes_nothing(self):
        code, seen, echoes = self.at_terminal(b"tell\x03", "--set", LOCAL, "--user", "pidgin")
        self.assertEqual(code, 130, seen)
        self.assertTrue(echoes)
        self.assertFalse(os.path.exists(self.file))


class SendingTest(GatewayWorld):
    def setUp(self):
        super().setUp()
        self.lab = Lab()
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.kannel = Kannel(self.lab).start()
        self.addCleanup(self.kannel.stop)
        self.set_up(url=self.kannel.url, password=self.kannel.password)
        self.vcf = os.path.join(self.world.folder, "in.vcf")
        write(self.vcf, CARD.encode())
        self.add_phone()

    def add_phone(self):
        added = self.world.run("phones", "--add", "wap:+49 151 12345678", "--name", "Old Nokia")
        self.assertEqual(added.returncode, 0, added.err)

    def send(self, *args):
        return self.world.run("send", self.vcf, *args)

    def test_check_tells_a_good_password_from_a_wrong_one_and_from_nobody_there_and_sends_nothing(self):
        self.assertEqual(self.gateway("--check").returncode, 0)
        self.assertTrue(json.loads(self.gateway("--check", "--json").out)["ok"])
        self.set_up(url=self.kannel.url, password="wrong")
        self.assertEqual(self.gateway("--check").returncode, 1)
        told = json.loads(self.gateway("--check", "--json").out)
        self.assertEqual((told["ok"], told["error"]["code"]), (False, "denied"))
        self.kannel.stop()
        self.assertEqual(self.gateway("--check").returncode, 3)
        self.assertEqual(self.kannel.messages(), [])

    def test_the_card_arrives_and_a_stranger_reads_it(self):
        done = self.send("--toll", "once")
        self.assertEqual(done.returncode, 0, done.err)
        (card,) = cards(self.kannel.messages())
        self.assertEqual(card.number, NUMBER)
        self.assertGreater(card.parts, 1)
        read_card = vobject.readOne(card.data.decode("ascii"), allowQP=True)
        self.assertEqual((read_card.n.value.family, read_card.n.value.given, read_card.n.value.additional), ("Öberg", "Åsa", "Maria"))
        self.assertEqual([tel.value for tel in read_card.contents["tel"]], ["+46701234567", "+46812345678"])
        self.assertEqual(read_card.email.value, "asa.oberg@example.org")
        self.assertNotIn("note", read_card.contents)
        self.assertEqual({message.sender for message in self.kannel.messages()}, {"5551"})

    def test_sent_twice_is_sent_once(self):
        self.assertEqual(self.send("--toll", "once").returncode, 0)
        count = len(self.kannel.messages())
        self.assertEqual(self.send("--toll", "once").returncode, 0)
        self.assertEqual(len(self.kannel.messages()), count)

    def test_nothing_is_paid_without_a_yes(self):
        self.assertEqual(self.send().returncode, 4)
        self.assertNotEqual(self.send("--toll", "no").returncode, 0)
        self.assertEqual(self.kannel.messages(), [])

    def test_a_yes_for_good_is_kept_with_the_gateway(self):
        self.assertEqual(self.send("--toll", "always").returncode, 0)
        self.assertEqual(json.loads(self.gateway("--json").out)["gateway"]["ask"], "once")
        write(self.vcf, CARD.replace("Åsa", "Eva").encode())
        self.assertEqual(self.send().returncode, 0)
        self.assertEqual(len(cards(self.kannel.messages())), 2)

    def test_the_phone_is_passed_over_with_a_cure_while_the_gateway_is_away(self):
        self.kannel.stop()
        found = json.loads(self.world.run("phones", "--json").out)
        (wap,) = [phone for phone in found["passed_over"] if phone["route"] == "wap"]
        self.assertEqual(wap["phone"], "wap:" + NUMBER)
        self.assertTrue(wap["reason"] and wap["cure"], wap)
        self.assertEqual(self.send("--toll", "once").returncode, 3)


if __name__ == "__main__":
    unittest.main()
