"""The whole stage for one test: server, screen, profile with our plugins, a phone, and on demand Pidgin and buddies.

    with Scene(build, 'Bob Builder') as scene:
        scene.add_folder_phone()
        scene.start_pidgin(); bob = scene.start_buddy()
        bob.say('call me on +86 138 0013 8000')
        scene.wait_marked(1)
        scene.add_to_phone()
        scene.cards()
"""
import html
import os
import re
import subprocess
import sys
from pathlib import Path

import vobject

from lab.buddy import Buddy
from lab.display import Display
from lab.observer import Observer
from lab.pidgin import Account, Pidgin, Profile
from lab.prosody import Prosody
from lab.world import Failed, World, check

ROOT = Path(__file__).resolve().parents[2]


def built(build):
    """The program and the two plugins of a build folder."""
    build = Path(build).resolve()
    files = (build / 'command/purple-phonebook', build / 'plugin/purple-phonebook.so',
             build / 'plugin/pidgin-phonebook.so')
    for file in files:
        check(file.exists(), f'{file} has not been built.')
    return files


def observer_plugin(build):
    places = (Path(build).resolve() / 'tests/lab/lab_observer.so', ROOT / 'build/lab/lab_observer.so')
    found = next((place for place in places if place.exists()), None)
    check(found, f'{places[0]} has not been built.')
    return found


class Scene:
    def __init__(self, build, buddy_name='Bob Builder', region='', keep=False, picture=b''):
        self.build, self.buddy_name, self.region, self.picture = build, buddy_name, region, picture
        self.world = World(keep)
        self.pidgin = None

    def __enter__(self):
        self.world.__enter__()
        try:
            self.server = Prosody(self.world)
            self.alice = self.server.add_user('alice', 'Alice')
            self.bob = self.server.add_user('bob', self.buddy_name)
            self.server.befriend(self.alice, self.bob)
            self.server.start()
        except BaseException:
            self.world.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, *what):
        if what[0] is not None and issubclass(what[0], Exception):
            self.tell_state()
        self.world.__exit__(*what)

    def tell_state(self):
        """What helps to understand a failure: the screen and the ends of the logs."""
        pictures = os.environ.get('PHONEBOOK_PICTURES')
        if pictures and getattr(self, 'display', None):
            Path(pictures).mkdir(parents=True, exist_ok=True)
            try:
                self.display.shot(Path(pictures) / f'{Path(sys.argv[0]).stem}-failed.png')
            except (OSError, subprocess.SubprocessError):
                pass
        if self.pidgin:
            print(f'The client’s last words:\n{self.pidgin.last_words()}', file=sys.stderr)

    # --- setting up ---
    def open_display(self, *size):
        self.display = Display(self.world, *size)
        return self.display

    def make_profile(self, accounts=None, enabled=True):
        """A profile with our files put and enabled as ./run does it. enabled=False: put, not enabled."""
        self.profile = Profile(self.world, accounts or [Account(self.alice, self.server, [self.bob])])
        self.observer = Observer(self.world, self.profile, observer_plugin(self.build))
        command, *plugins = built(self.build)
        done = self.world.run([sys.executable, '-B', ROOT / 'scripts/profile.py', 'add', '--no-open', *(['--yes'] if enabled else []),
                               '--program', command, *plugins])
        check(done.returncode == (0 if enabled else 4), f'scripts/profile.py add: {done.returncode}\n{done.stdout}{done.stderr}')
        self.command = self.profile.plugins / 'purple-phonebook'
        self.core, self.gtk = (self.profile.plugins / plugin.name for plugin in plugins)
        if self.region:
            self.set_preference('region', 'string', self.region)
        return self.profile

    def set_preference(self, name, kind, value):
        """/plugins/core/purple-phonebook/NAME, before the client starts."""
        text = self.profile.preferences.read_text()
        head, _, tail = text.rpartition('</pref>')
        self.profile.preferences.write_text(
            f"{head}<pref name='plugins'><pref name='core'><pref name='purple-phonebook'>"
            f"<pref name='{name}' type='{kind}' value='{value}'/></pref></pref></pref></pref>{tail}")

    def phonebook(self, *arguments):
        """Runs the command line; its CompletedProcess."""
        return self.world.run([self.command, *arguments])

    def add_folder_phone(self):
        self.phone = self.world.folder / 'phone'
        self.phone.mkdir()
        done = self.phonebook('phones', '--add', f'folder:{self.phone}', '--name', 'The demonstration’s phone')
        check(done.returncode == 0, f'The phone could not be added: {done.stderr}')

    def start_pidgin(self, environment=None):
        self.pidgin = Pidgin(self.world, self.profile, environment)
        self.pidgin.wait_online(self.alice)
        return self.pidgin

    def start_buddy(self, user=None):
        buddy = Buddy(self.world, self.server, user or self.bob, self.alice)
        self.pidgin.wait_buddy(self.alice, user or self.bob)
        return buddy

    # --- what can be seen ---
    def marks(self):
        """Every piece of text that is marked in Pidgin's windows now."""
        return self.observer.marks()

    def wait_marked(self, count, seconds=20):
        return self.world.wait(f'{count} marks in the conversation', lambda: len(marks := self.marks()) >= count and marks, seconds)

    def wait_mark(self, text, seconds=20):
        """Waits until this very text is marked."""
        self.world.wait(f'“{text}” to be marked', lambda: text in self.marks(), seconds)

    def card_files(self):
        return sorted(path for path in self.phone.rglob('*') if path.suffix.lower() == '.vcf')

    def cards(self):
        """Every card on the folder phone, as python3-vobject reads it."""
        return [card for file in self.card_files() for card in vobject.readComponents(file.read_text(encoding='utf-8'))]

    # --- what a person does ---
    def conversation_window(self, name=None):
        return self.display.wait_window(re.escape(name or self.buddy_name))

    def press_add_to_phone(self, window=None):
        """Alt+P in the conversation's window."""
        window = window or self.conversation_window()
        self.display.focus(window)
        self.display.keys('alt+p')
        return window

    def add_to_phone(self, window=None):
        """Alt+P, and a yes to the look at a person's first card."""
        window = self.press_add_to_phone(window)
        self.display.wait_dialog(window)
        self.display.keys('Return')
        return window

    def wait_told(self, buddy=None, more_than=0):
        """The system messages of a conversation once there are more than so many, as plain text."""
        def told():
            conversation = self.pidgin.conversation(self.alice, buddy or self.bob)
            messages = self.pidgin.messages(conversation, system_only=True) if conversation else []
            return [plain(message) for message in messages] if len(messages) > more_than else None
        return self.world.wait('a sentence in the conversation', told)

    # --- the program behind the plugin ---
    def child(self):
        """The process id of the running `purple-phonebook serve` of this world's client; None without one."""
        for process in Path('/proc').glob('[0-9]*'):
            try:
                words = (process / 'cmdline').read_bytes().split(b'\0')
                parent = int((process / 'stat').read_text().rpartition(')')[2].split()[1])
            except OSError:
                continue
            if parent == self.pidgin.process.pid and words[0].endswith(b'purple-phonebook') and b'serve' in words:
                return int(process.name)
        return None


def plain(markup):
    """What a message in a conversation says, without its markup."""
    return html.unescape(re.sub(r'<[^>]*>', '', re.sub(r'(?i)<br ?/?>', '\n', markup)))


__all__ = ['Scene', 'Failed', 'check', 'built', 'plain', 'ROOT']
