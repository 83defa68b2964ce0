"""serve: the face between a chat client and the engine, as docs/serve-protocol.md says it."""
import base64, glob, json, os, signal, sqlite3, threading, time, unittest, uuid
from world import BOB, Serve, World, read, write

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 64).decode()


class ServeTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.serves = []
        self.serve = self.another()
        self.phone = "folder:" + self.world.phone

    def another(self, **kw):
        serve = Serve(self.world, **kw)
        self.addCleanup(serve.close)
        return serve

    def say(self, text, serve=None, **kw):
        params = {"text": text, "html": True, "sent": False, "time": 1000, "partner": BOB, **kw}
        return (serve or self.serve).call("find", **params)

    def send(self, **kw):
        return self.serve.call("send", **{"request": str(uuid.uuid4()), "partner": BOB, "phone": self.phone, **kw})

    def test_initialize_tells_versions_and_where_the_key_is(self):
        self.assertEqual(self.serve.hello["protocol"], 1)
        self.assertEqual(self.serve.hello["key"], "key-file")
        self.assertTrue(self.serve.hello["book"].startswith(self.world.folder))

    def test_find_places_the_finding_for_the_host_to_mark(self):
        text = "my number: <b>138</b>-0000-1234, order 12345678901"
        found = self.say(text)
        self.assertEqual(found["pending"], 1)
        (f,) = found["findings"]
        self.assertEqual((f["value"], f["shown"], f["nth_from_end"], f["mine"], f["state"]), ("+8613800001234", "138-0000-1234", 0, True, "new"))
        start, end = f["span"]
        self.assertEqual(text.encode()[start:end].replace(b"<b>", b"").replace(b"</b>", b""), b"138-0000-1234")

    def test_the_same_message_twice_has_the_same_ids(self):
        first = self.say("my number is 13800001234")
        again = self.say("my number is 13800001234", delayed=True, time=1100)
        self.assertEqual(first["findings"][0]["id"], again["findings"][0]["id"])
        self.assertEqual(again["pending"], 1)

    def test_the_whole_click(self):
        self.say("my number is 13800001234, mail bob@example.com")
        card = self.serve.call("card", partner=BOB, phone=self.phone, icon={"type": "image/png", "data": PNG})
        self.assertTrue(card["first"] and card["linked"] and card["photo"])
        self.assertEqual(card["name"], "Bob Builder")
        self.assertEqual(card["phone"]["phone"], self.phone)
        self.assertEqual([n["value"] for n in card["numbers"]], ["+8613800001234"])
        sent = self.send(name="Bob B. Builder", icon={"type": "image/png", "data": PNG})
        self.assertEqual(sent["items"][0]["outcome"], "written")
        self.assertEqual(sent["pending"], 0)
        (path,) = self.world.cards()
        before = read(path)
        self.assertIn(b"Bob B. Builder", before)
        again = self.send()
        self.assertEqual((again["items"][0]["decision"], again["items"][0]["outcome"]), ("identical", "unchanged"))
        self.assertIn("Nothing to change", again["sentence"])
        self.assertEqual(read(path), before)
        self.assertEqual(len(self.world.cards()), 1)

    def test_progress_is_told_under_the_requests_id(self):
        self.say("my number is 13800001234")
        id = self.serve.start("send", request=str(uuid.uuid4()), partner=BOB, phone=self.phone)
        self.serve.wait(id)
        events = [n["params"] for n in self.serve.notifications if n["method"] == "$/progress"]
        self.assertTrue(events and all(e["id"] == id for e in events), events)
        self.assertEqual({"start", "item", "done"} - {e["event"] for e in events}, set())

    def test_a_request_id_is_carried_out_once(self):
        self.say("my number is 13800001234")
        request = str(uuid.uuid4())
        first = self.send(request=request)
        self.say("my mail is bob@example.com")
        second = self.send(request=request)
        self.assertEqual(first, second)
        self.assertNotIn(b"bob@example.com", read(self.world.cards()[0]))
        self.assertEqual(self.serve.call("send/status", request=request)["state"], "done")
        self.assertEqual(self.serve.call("send/status", request="never")["state"], "unknown")

    def test_a_child_killed_in_the_middle_of_a_send_is_told_as_interrupted_and_never_repeats_it(self):
        # The phone's folder holds a card that differs, so that the child waits for our answer in mid-send.
        self.say("my number is 13800001234")
        self.send(name="Bob Builder")
        path = self.world.cards()[0]
        card = read(path)
        write(path, card.replace(b"END:VCARD", b"BDAY:1980-05-06\r\nEND:VCARD"))
        uid = self.serve.call("list")["contacts"][0]["uid"]
        vcf = os.path.join(self.world.folder, "x.vcf")
        write(vcf, card.replace(b"END:VCARD", b"BDAY:1990-05-06\r\nEND:VCARD"))
        self.serve.call("import", path=vcf, accept=True)
        asked = threading.Event()
        go = threading.Event()

        def answer(params):
            asked.set()
            go.wait(30)
            return "keep"
        self.serve.answer_question = answer
        request = str(uuid.uuid4())
        self.serve.start("send", request=request, partner=BOB, phone=self.phone)
        self.assertTrue(asked.wait(30))
        os.kill(self.serve.child.pid, signal.SIGKILL)
        go.set()
        self.serve.child.wait(10)
        fresh = self.another()
        status = fresh.call("send/status", request=request)
        self.assertEqual(status["state"], "interrupted")
        self.assertIn("not known", status["sentence"])
        error = fresh.error("send", request=request, partner=BOB, phone=self.phone)
        self.assertEqual(error["data"]["code"], "conflict")
        self.assertEqual(len(self.world.cards()), 1)
        self.assertEqual(uid, fresh.call("list")["contacts"][0]["uid"])

    def test_a_conflict_is_asked_and_the_answer_counts(self):
        self.say("my number is 13800001234")
        self.send()
        path = self.world.cards()[0]
        card = read(path)
        write(path, card.replace(b"END:VCARD", b"BDAY:1980-05-06\r\nEND:VCARD"))
        vcf = os.path.join(self.world.folder, "x.vcf")
        write(vcf, card.replace(b"END:VCARD", b"BDAY:1990-05-06\r\nEND:VCARD"))
        self.serve.call("import", path=vcf, accept=True)
        left = self.send()
        self.assertEqual(left["items"][0]["outcome"], "skipped")
        seen = []
        self.serve.answer_question = lambda params: seen.append(params) or "overwrite"
        done = self.send()
        self.assertEqual(done["items"][0]["outcome"], "written", done)
        self.assertEqual(seen[0]["kind"], "conflict")
        self.assertEqual({a["answer"] for a in seen[0]["answers"]}, {"keep", "overwrite", "add", "merge", "cancel"})
        self.assertIn(b"1990", read(path))

    def test_cancel_ends_a_waiting_question(self):
        self.say("my number is 13800001234")
        self.send()
        path = self.world.cards()[0]
        card = read(path)
        write(path, card.replace(b"END:VCARD", b"BDAY:1980-05-06\r\nEND:VCARD"))
        changed = read(path)
        vcf = os.path.join(self.world.folder, "x.vcf")
        write(vcf, card.replace(b"END:VCARD", b"BDAY:1990-05-06\r\nEND:VCARD"))
        self.serve.call("import", path=vcf, accept=True)
        asked = threading.Event()
        self.serve.answer_question = lambda params: asked.set() or "cancel"
        id = self.serve.start("send", request=str(uuid.uuid4()), partner=BOB, phone=self.phone)
        answer = self.serve.wait(id)
        self.assertTrue(asked.is_set())
        self.assertNotEqual(answer.get("result", {}).get("items", [{}])[0].get("outcome"), "written")
        self.assertEqual(read(path), changed)

    def test_off_the_record_leaves_nothing_in_the_book(self):
        found = self.say("my number is 13800001234", off_record=True)
        self.assertEqual(found["pending"], 1)
        self.assertEqual(self.another().call("suggest", partner=BOB)["pending"], 0)
        sent = self.send()
        self.assertEqual(sent["items"][0]["outcome"], "written")

    def test_ignore_puts_aside_and_takes_back(self):
        id = self.say("my number is 13800001234")["findings"][0]["id"]
        self.assertEqual(self.serve.call("ignore", findings=[id], partner=BOB, **{"as": "not_a_number"})["pending"], 0)
        self.assertEqual(self.say("my number is 13800001234", time=5000)["findings"][0]["state"], "not_a_number")
        self.assertEqual(self.serve.call("ignore", findings=[id], partner=BOB, **{"as": "new"})["pending"], 1)

    def test_a_renamed_buddy_keeps_what_was_said(self):
        self.say("my number is 13800001234")
        robert = {**BOB, "name": "robert@localhost"}
        self.serve.call("rename", **{"from": BOB, "to": robert})
        self.assertEqual(self.serve.call("suggest", partner=robert)["pending"], 1)
        self.assertEqual(self.serve.call("suggest", partner=BOB)["pending"], 0)

    def test_forget_empties_a_partner(self):
        self.say("my number is 13800001234")
        self.assertIn("Bob Builder", self.serve.call("forget", partner=BOB)["sentence"])
        self.assertEqual(self.serve.call("suggest", partner=BOB)["pending"], 0)

    def test_no_phone_is_a_sentence_with_reasons_and_the_same_click_may_be_tried_again(self):
        self.say("my number is 13800001234")
        request = str(uuid.uuid4())
        nowhere = self.serve.call("send", request=request, partner=BOB)
        self.assertIsNone(nowhere["phone"])
        self.assertTrue(nowhere["passed_over"] and all(p["reason"] and p["cure"] for p in nowhere["passed_over"]))
        self.assertEqual(nowhere["pending"], 1)
        self.serve.call("phones/add", phone=self.phone, name="Card")
        self.assertEqual(self.serve.call("send", request=request, partner=BOB)["items"][0]["outcome"], "written")

    def test_phones_are_added_checked_and_removed(self):
        self.assertEqual(self.serve.error("phones/add", phone="folder:/does/not/exist")["code"], -32000)
        self.assertEqual(self.serve.call("phones/add", phone=self.phone, name="Card")["phone"]["state"], "ready")
        self.assertEqual(self.serve.call("phones")["chosen"], self.phone)
        self.serve.call("phones/remove", phone=self.phone)
        self.assertIsNone(self.serve.call("phones")["chosen"])

    def test_ways_are_named_as_one_phone_and_apart_again(self):
        self.serve.call("phones/add", phone=self.phone, name="Card")
        same = self.serve.call("phones/same", phones=[self.phone, "wap:+4915112345678"])["phones"]
        self.assertEqual([p["name"] for p in same], ["Card", "Card"])
        self.assertEqual(len({p["device"] for p in same} - {""}), 1)
        for wrong in ({}, {"phones": "x"}, {"phones": [1, 2]}, {"phones": [self.phone] * 101}):
            self.assertEqual(self.serve.error("phones/same", **wrong)["code"], -32602, wrong)
        self.assertEqual(self.serve.error("phones/same", phones=[self.phone])["data"]["code"], "invalid_input")
        self.serve.call("phones/apart", phone="wap:+4915112345678")
        self.assertEqual(self.serve.error("phones/apart", phone="folder:/never/set/up")["data"]["code"], "not_found")

    def test_another_process_changing_the_book_is_told(self):
        other = self.another()
        self.say("my number is 13800001234", serve=other)
        for _ in range(100):
            if any(n["method"] == "book/changed" for n in self.serve.notifications):
                break
            time.sleep(0.1)
        self.assertTrue(any(n["method"] == "book/changed" for n in self.serve.notifications))
        self.assertEqual(self.serve.call("suggest", partner=BOB)["pending"], 1)

    def test_handler_times_are_shown_by_doctor(self):
        self.serve.notify("host/handler_times", count=10000, p50_us=12.5, p99_us=99.0, max_us=800.0, mark_p50_ms=3.0, mark_p99_ms=9.0)
        checks = {c["name"]: c for c in self.serve.call("doctor")["checks"]}
        self.assertIn("99 µs", checks["handler"]["sentence"])
        self.assertIn("99 µs", self.world.run("doctor").out)

    def test_broken_lines_are_answered_and_the_next_one_is_read(self):
        for line in (b"not json", b"[1,2]", b"\xff\xfe{", b"{}", b'{"method":3,"id":1}', b'{"method":"find","id":{}}', b'{"id":"q9","result":{}}', b'{"method":"$/cancel","params":{"id":77}}',
                     b"\0", b'{"method":"x","params":[1]}', b"x" * (5 << 20), b"[" * 200000):
            self.serve.raw(line)
        self.assertEqual(self.say("my number is 13800001234")["pending"], 1)

    def test_wrong_params_say_which(self):
        cases = [("find", {}), ("find", {"text": 3, "partner": BOB}), ("find", {"text": "x", "partner": {"name": "x"}}), ("find", {"text": "x", "time": "now", "partner": BOB}),
                 ("ignore", {"findings": ["abc"], "partner": BOB}), ("ignore", {"findings": ["1"], "as": "kept"}), ("send", {"partner": BOB}), ("send", {"request": "r", "partner": BOB, "phone": "nonsense"}),
                 ("send", {"request": "r", "partner": BOB, "on_conflict": "maybe"}), ("export", {"path": "/tmp/x", "to": "exe"}), ("import", {"path": "-"}), ("show", {}), ("rename", {"from": BOB})]
        for method, params in cases:
            error = self.serve.error(method, **params)
            self.assertEqual(error["code"], -32602, (method, params, error))
            self.assertTrue(error["message"])
        self.assertEqual(self.serve.error("no/such")["code"], -32601)

    def test_a_huge_icon_or_one_that_is_no_picture_is_left_out(self):
        self.say("my number is 13800001234")
        for data in (base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * (1 << 20)).decode(), base64.b64encode(b"<svg onload=x>").decode(), "%%%"):
            self.assertFalse(self.serve.call("card", partner=BOB, icon={"type": "image/png", "data": data})["photo"])

    def test_hostile_names_never_become_paths(self):
        evil = {**BOB, "name": "../../etc/passwd", "shown": "../../../tmp/x\r\nBEGIN:VCARD\n$(touch /tmp/pwned)"}
        self.say("my number is 13800001234", partner=evil)
        sent = self.serve.call("send", request=str(uuid.uuid4()), partner=evil, phone=self.phone)
        self.assertEqual(sent["items"][0]["outcome"], "written", sent)
        self.assertEqual(len(self.world.cards()), 1)
        self.assertEqual(read(self.world.cards()[0]).count(b"BEGIN:VCARD"), 1 + read(self.world.cards()[0]).count(b"nBEGIN:VCARD"))
        self.assertEqual([p for p in glob.glob(self.world.folder + "/**", recursive=True) if "passwd" in p or "pwned" in p], [])

    def test_requests_before_initialize_are_refused(self):
        serve = self.another(initialize=False)
        self.assertEqual(serve.error("suggest", partner=BOB)["code"], -32600)

    def test_shutdown_and_the_end_of_input_end_the_child_after_what_was_asked(self):
        self.say("my number is 13800001234")
        self.serve.start("send", request=str(uuid.uuid4()), partner=BOB, phone=self.phone)
        self.assertEqual(self.serve.close(), 0)
        self.assertEqual(len(self.world.cards()), 1)
        serve = self.another()
        serve.call("shutdown")
        self.assertEqual(serve.child.wait(10), 0)

    def test_a_second_initialize_is_refused_and_the_session_goes_on(self):
        self.assertEqual(self.serve.error("initialize", host="test 1", protocol=1)["code"], -32600)
        self.assertEqual(self.say("my number is 13800001234")["pending"], 1)

    def test_while_a_shutdown_waits_for_the_work_the_host_is_still_heard(self):
        self.say("my number is 13800001234")
        other = sqlite3.connect(self.serve.hello["book"], isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")  # the send waits for the book
        send = self.serve.start("send", request=str(uuid.uuid4()), partner=BOB, phone=self.phone)
        shutdown = self.serve.start("shutdown")
        self.serve.notify("$/cancel", id=send)
        self.assertEqual(self.serve.error("suggest", partner=BOB)["code"], -32600)
        other.execute("ROLLBACK")
        self.serve.wait(send)
        self.assertEqual(self.serve.wait(shutdown)["result"], {})
        self.assertEqual(self.serve.child.wait(10), 0)

    def test_deeply_nested_lines_are_refused_and_the_next_one_is_read(self):
        deep = b"[" * 900000 + b"]" * 900000
        for line in (deep, b"[" * 900000, b'{"jsonrpc":"2.0","id":1,"method":"find","params":{"text":' + deep + b"}}"):
            self.serve.raw(line)
            with self.serve.changed:
                self.assertTrue(self.serve.changed.wait_for(lambda: "null" in self.serve.answers, timeout=60))
                self.assertEqual(self.serve.answers.pop("null")["error"]["code"], -32700)
        self.assertEqual(self.say("my number is 13800001234 " + "[" * 100)["pending"], 1)
        done = self.world.run("extract", "--json", stdin=deep + b'\n{"text":' + deep + b'}\n{"id":3,"text":"[[ 13800001234"}\n')
        self.assertEqual((done.returncode, done.out.count("\n")), (1, 1), done.err[:300])

    def test_a_find_is_answered_while_a_send_waits_for_the_person(self):
        self.say("my number is 13800001234")
        self.send()
        path = self.world.cards()[0]
        card = read(path)
        write(path, card.replace(b"END:VCARD", b"BDAY:1980-05-06\r\nEND:VCARD"))
        vcf = os.path.join(self.world.folder, "x.vcf")
        write(vcf, card.replace(b"END:VCARD", b"BDAY:1990-05-06\r\nEND:VCARD"))
        self.serve.call("import", path=vcf, accept=True)
        # No answer is written by the reader thread until we set one: the question stays open.
        self.serve.answer_question = None
        asked = []
        original = self.serve._write
        self.serve._write = lambda m: asked.append(m) if str(m.get("id", "")).startswith("q") else original(m)
        id = self.serve.start("send", request=str(uuid.uuid4()), partner=BOB, phone=self.phone)
        for _ in range(100):
            if asked:
                break
            time.sleep(0.05)
        self.assertTrue(asked)
        self.assertEqual(self.say("my mail is bob@example.com", time=2000)["pending"], 1)
        self.serve._write = original
        self.serve.notify("$/cancel", id=id)
        self.serve.wait(id)

    def test_a_thousand_messages_at_once_are_all_answered(self):
        ids = [self.serve.start("find", text="my number is 1380000%04d" % i, html=True, sent=False, time=i, partner=BOB) for i in range(1000)]
        values = {self.serve.wait(i)["result"]["findings"][0]["value"] for i in ids}
        self.assertEqual(len(values), 1000)


if __name__ == "__main__":
    unittest.main()
