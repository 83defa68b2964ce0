#!/usr/bin/python3
"""A stand-in for `purple-phonebook serve` that can misbehave.

It lives in the folder FAKE_SERVE_DIR: log.jsonl gets a line for each message it was sent; behaviour.json, read anew for
each request, says how to answer:
  {"find": {"do": "die"|"never"|"garbage"|"huge"|"wrong_id"|"close"|"answer", "times": n, "delay": s, "first": [lines],
            "result": {…}, "error": {…},
            "die_on": a text in the params}}
Without a word it finds +digits and mail addresses, and counts them for each partner."""
import json
import os
import re
import signal
import sys
import time

FOLDER = os.environ["FAKE_SERVE_DIR"]
LOG = open(os.path.join(FOLDER, "log.jsonl"), "a", encoding="utf-8", errors="backslashreplace")
counts = {}
ids = {}
waiting = {}
sent = {}


def note(what):
    LOG.write(json.dumps(what) + "\n")
    LOG.flush()


def write(message):
    sys.stdout.write(message if isinstance(message, str) else json.dumps(message))
    sys.stdout.write("\n")
    sys.stdout.flush()


def behaviour(method):
    try:
        with open(os.path.join(FOLDER, "behaviour.json"), encoding="utf-8") as file:
            rule = json.load(file).get(method)
    except (OSError, ValueError):
        return {}
    # "times" is counted over all children, so that a second child behaves
    if rule and "times" in rule:
        counter = os.path.join(FOLDER, "count-" + method.replace("/", "-"))
        done = int(open(counter).read()) if os.path.exists(counter) else 0
        if done >= rule["times"]:
            return {}
        with open(counter, "w") as file:
            file.write(str(done + 1))
    return rule or {}


def key(params):
    p = params["partner"]
    return (p["protocol"], p["account"], p["name"])


def find(params):
    findings = []
    for match in re.finditer(r"\+\d{8,15}|[\w.]+@[\w.]+\w", params["text"]):
        value = match.group()
        number = ids.setdefault((key(params), value), str(len(ids) + 1))
        if not params["delayed"] and not params["sent"]:
            waiting.setdefault(key(params), {})[number] = value
        findings.append({"id": number, "kind": "email" if "@" in value else "phone", "value": value, "display": value,
                         "shown": value, "nth_from_end": 0, "span": [match.start(), match.end()], "label": None,
                         "owner": "sender", "owner_name": None, "recipient": False, "change": None, "confidence": 0.9,
                         "state": "new", "mine": not params["sent"]})
    return {"findings": findings, "pending": len(waiting.get(key(params), {}))}


def card(params):
    mine = waiting.get(key(params), {})
    wanted = params.get("findings", list(mine))
    return {"uid": "u", "name": params["partner"]["shown"], "first": key(params) not in sent,
            "numbers": [{"finding": i, "value": mine.get(i, i), "display": mine.get(i, i), "label": None}
                        for i in wanted],
            "mails": [], "ims": [], "photo": "icon" in params, "linked": True,
            "phone": {"phone": "folder:/p", "name": "Folder", "route": "folder", "state": "ready"}, "passed_over": [],
            "sentence": ""}


def send(params):
    sent[key(params)] = True
    waiting.pop(key(params), None)
    return {"sentence": "It is on the phone.", "items": [], "phone": {"phone": "folder:/p"}, "passed_over": [],
            "pending": 0}


def answer(method, params):
    if method == "initialize":
        return {"name": "fake", "version": "0", "protocol": 1, "book": "", "key": "key-file"}
    if method == "find":
        return find(params)
    if method == "suggest":
        mine = waiting.get(key(params), {})
        return {"findings": [{"id": i, "kind": "phone", "value": v, "display": v, "shown": v, "state": "new",
                              "mine": True} for i, v in mine.items()], "pending": len(mine)}
    if method == "card":
        return card(params)
    if method == "send":
        return send(params)
    if method == "phones":
        return {"phones": [{"phone": "folder:/p", "name": "Folder", "route": "folder", "state": "ready"},
                           {"phone": "usb:1", "name": "Cable", "state": "passed_over", "reason": "It is locked.",
                            "cure": "Unlock it."}], "passed_over": []}
    if method == "send/status":
        return {"state": "interrupted", "sentence": "It was interrupted."}
    if method == "forget":
        return {"sentence": "Forgotten."}
    if method == "qr":
        return {"uid": "u", "name": params["partner"]["shown"], "size": 21, "quiet_zone": 4, "rows": ["10" * 10 + "1"] * 21,
                "left_out": ["the note"], "sentence": "Point it.", "remark": "Without the note.", "card": "",
                "text": "█▀▄ <\n" * 15, "columns": 29, "lines": 15}
    if method == "doctor":
        return {"checks": [{"name": "Book", "ok": True, "sentence": "It is there.", "cure": ""}]}
    return {}


note({"started": os.getpid(), "argv": sys.argv[1:]})
for line in sys.stdin:
    try:
        message = json.loads(line)
    except ValueError:
        note({"broken": line[:200]})
        continue
    note(message)
    method = message.get("method")
    if method is None or "id" not in message:
        continue
    rule = behaviour(method)
    for extra in rule.get("first", []):
        write(extra)
    time.sleep(rule.get("delay", 0))
    do = rule.get("do", "answer")
    if do == "die" or rule.get("die_on", "\0") in json.dumps(message["params"]):
        os.kill(os.getpid(), signal.SIGKILL)
    elif do == "close":
        os.close(1)
        time.sleep(60)
    elif do == "never":
        continue
    elif do == "garbage":
        write("}{ no JSON \x00 at all")
        write('{"jsonrpc":"2.0","id":[1,2],"result":7}')
        write('["a list"]')
    elif do == "huge":
        write('{"jsonrpc":"2.0","id":%d,"result":"%s"}' % (message["id"], "x" * (5 * 1024 * 1024)))
        write({"jsonrpc": "2.0", "id": message["id"], "result": answer(method, message["params"])})
    elif do == "wrong_id":
        write({"jsonrpc": "2.0", "id": 999999, "result": {}})
        write({"jsonrpc": "2.0", "id": str(message["id"]), "result": {}})
    elif "error" in rule:
        write({"jsonrpc": "2.0", "id": message["id"], "error": rule["error"]})
    else:
        write({"jsonrpc": "2.0", "id": message["id"], "result": rule.get("result") or answer(method, message["params"])})
    if method == "shutdown":
        break
note({"ended": os.getpid()})
