"""A world of its own: a scratch folder, an environment, processes that are all gone at the end.

    with World() as world:
        world.start('server', ['server', '--port', '0'])
        world.wait('the server to answer', lambda: answers())

Nothing here touches the person's files: HOME and every XDG folder lie inside the scratch folder. Processes are ended by
their own ids, last started first, whether the test passed, failed, was interrupted, or was killed outright (then the
kernel tells them, through setpriv).
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PASSED_ON = ('PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS', 'LSAN_OPTIONS', 'LD_PRELOAD')


class Failed(Exception):
    """What was promised did not happen; the sentence says what."""


def check(truth, sentence):
    if not truth:
        raise Failed(sentence)


class World:
    def __init__(self, keep=False):
        self.folder = Path(tempfile.mkdtemp(prefix='phonebook-world-'))
        self.keep = keep
        self.processes = []  # (name, Popen)
        self.home = self.folder / 'home'
        runtime = self.folder / 'runtime'
        for folder in (self.home, runtime):
            folder.mkdir(mode=0o700)
        self.environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.environment |= {
            'HOME': str(self.home), 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
            'XDG_RUNTIME_DIR': str(runtime),
            'XDG_CONFIG_HOME': str(self.home / '.config'), 'XDG_DATA_HOME': str(self.home / '.local/share'),
            'XDG_CACHE_HOME': str(self.home / '.cache'), 'XDG_STATE_HOME': str(self.home / '.local/state'),
            # Nobody's paired telephone is part of a test.
            'DBUS_SYSTEM_BUS_ADDRESS': f'unix:path={self.folder}/no-system-bus',
            # No adb server and no phone at a cable but those that a test makes.
            'ADB_SERVER_SOCKET': f'localfilesystem:{self.folder}/adb.socket', 'PURPLE_PHONEBOOK_USB': str(self.folder / 'usb'),
            'NO_AT_BRIDGE': '1', 'GTK_MODULES': '', 'GTK2_RC_FILES': '', 'PYTHONDONTWRITEBYTECODE': '1',
        }

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda got, _: sys.exit(128 + got))
        return self

    def __exit__(self, kind, *_):
        for name, process in reversed(self.processes):
            self.end(process)
        if self.keep:
            print(f'Kept: {self.folder}')
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def log(self, name):
        return self.folder / f'{name}.log'

    def start(self, name, command, environment=None, **more):
        """Starts a process; what it writes goes to log(name) unless `more` says otherwise."""
        with open(self.log(name), 'ab') as log:
            more.setdefault('stdout', log)
            more.setdefault('stderr', log)
            more.setdefault('stdin', subprocess.DEVNULL)
            process = subprocess.Popen(['setpriv', '--pdeathsig', 'TERM', '--', *map(str, command)],
                                       env=self.environment | (environment or {}), cwd=self.folder, **more)
        self.processes.append((name, process))
        return process

    def end(self, process, number=signal.SIGTERM, patience_seconds=5):
        """Ends one process and waits for it; SIGKILL when it does not listen."""
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(patience_seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return process.returncode

    def run(self, command, seconds=30, **more):
        """Runs a program to its end in this world; its CompletedProcess, output as text."""
        return subprocess.run(list(map(str, command)), env=self.environment, cwd=self.folder, text=True,
                              capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL, **more)

    def wait(self, what, predicate, seconds=20, pause_seconds=0.05):
        """Waits until predicate() gives something true, and hands it out. The limit is only there to end a broken run."""
        end = time.monotonic() + seconds * float(os.environ.get('PHONEBOOK_PATIENCE', '1'))
        while True:
            got = predicate()
            if got:
                return got
            for name, process in self.processes:
                if process.poll() not in (None, 0):
                    raise Failed(f'{name} ended ({process.returncode}) while waiting for {what}:\n{self.tail(name)}')
            if time.monotonic() > end:
                raise Failed(f'waited {seconds} s in vain for {what}')
            time.sleep(pause_seconds)

    def tail(self, name, lines=15):
        try:
            return '\n'.join(self.log(name).read_text(errors='replace').splitlines()[-lines:])
        except OSError:
            return ''
