"""A home of its own for one test, and the program in it."""
import json, os, shutil, subprocess, tempfile, threading, queue, itertools

PROGRAM = os.environ["PHONEBOOK_PROGRAM"]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


class World:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="phonebook-test-")
        self.phone = os.path.join(self.folder, "phone")
        os.makedirs(self.phone)
        os.makedirs(os.path.join(self.folder, "run"), mode=0o700)
        self.env = {
            "HOME": self.folder, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
            "XDG_DATA_HOME": os.path.join(self.folder, "data"), "XDG_CONFIG_HOME": os.path.join(self.folder, "config"),
            "XDG_STATE_HOME": os.path.join(self.folder, "state"), "XDG_RUNTIME_DIR": os.path.join(self.folder, "run"),
            # Nobody's paired telephone is part of a test.
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + os.path.join(self.folder, "no-system-bus"),
            # No adb server, and no phone at a cable of this machine.
            "ADB_SERVER_SOCKET": "localfilesystem:" + os.path.join(self.folder, "adb.socket"),
            "PURPLE_PHONEBOOK_USB": os.path.join(self.folder, "usb"),
        }

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *args, stdin="", env=None):
        done = subprocess.run([PROGRAM, *args], input=stdin.encode() if isinstance(stdin, str) else stdin, env={**self.env, **(env or {})},
                              capture_output=True, timeout=120)
        done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        return done

    def cards(self):
        return sorted(os.path.join(self.phone, f) for f in os.listdir(self.phone) if f.lower().endswith(".vcf"))


class Serve:
    """The host's side of `purple-phonebook serve`."""

    def __init__(self, world, *args, initialize=True, region="CN"):
        self.child = subprocess.Popen([PROGRAM, "serve", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=world.env)
        self.ids = itertools.count(1)
        self.notifications, self.questions, self.answers = [], queue.Queue(), {}
        self.answer_question = None
        self.changed = threading.Condition()
        self.ended = False
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        if initialize:
            self.hello = self.call("initialize", host="test 1", protocol=1, region=region)

    def _read(self):
        for line in self.child.stdout:
            message = json.loads(line)
            with self.changed:
                if "method" in message and "id" in message:
                    if self.answer_question is None:
                        reply = {"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "nobody here"}}
                    else:
                        reply = {"jsonrpc": "2.0", "id": message["id"], "result": {"answer": self.answer_question(message["params"])}}
                    self._write(reply)
                elif "method" in message:
                    self.notifications.append(message)
                else:
                    self.answers[json.dumps(message["id"])] = message
                self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def _write(self, message):
        self.raw(json.dumps(message))

    def raw(self, line):
        self.child.stdin.write((line if isinstance(line, bytes) else line.encode()) + b"\n")
        self.child.stdin.flush()

    def start(self, method, **params):
        id = next(self.ids)
        self._write({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
        return id

    def notify(self, method, **params):
        self._write({"jsonrpc": "2.0", "method": method, "params": params})

    def wait(self, id):
        key = json.dumps(id)
        with self.changed:
            if not self.changed.wait_for(lambda: key in self.answers or self.ended, timeout=60) or key not in self.answers:
                raise AssertionError("no answer to %s; stderr: %s" % (id, self.child.stderr.read() if self.ended else "still running"))
            return self.answers.pop(key)

    def ask(self, method, **params):
        return self.wait(self.start(method, **params))

    def call(self, method, **params):
        answer = self.ask(method, **params)
        if "result" not in answer:
            raise AssertionError("%s: %s" % (method, answer))
        return answer["result"]

    def error(self, method, **params):
        answer = self.ask(method, **params)
        if "error" not in answer:
            raise AssertionError("%s succeeded: %s" % (method, answer))
        return answer["error"]

    def close(self):
        if self.child.poll() is None:
            try:
                self.child.stdin.close()
            except BrokenPipeError:
                pass
            try:
                self.child.wait(30)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
                raise
        self.reader.join(10)
        self.child.stdout.close()
        self.child.stderr.close()
        try:
            self.child.stdin.close()
        except BrokenPipeError:
            pass
        return self.child.returncode


BOB = {"protocol": "prpl-jabber", "account": "alice@localhost", "name": "bob@localhost", "shown": "Bob Builder"}
