#!/usr/bin/python3
"""What ./run does to a person's own profile, and that ./run --remove undoes it (scripts/profile.py with a real Pidgin)."""
import os
import pty
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.display import Display  # noqa: E402
from lab.pidgin import PREFERENCES, Pidgin  # noqa: E402
from lab.scene import ROOT, built, check  # noqa: E402
from lab.world import World  # noqa: E402

SCRIPT = ROOT / 'scripts/profile.py'
SETTINGS = """ <pref name='plugins'><pref name='core'><pref name='purple-phonebook'><pref name='look_always' type='bool' value='1'/></pref>
 <pref name='another' type='bool' value='1'/></pref></pref>
"""


class Person:
    """A home with or without a profile, and the script as ./run calls it."""

    def __init__(self, world, build, with_profile=True, linked=False):
        """`linked`: the profile is kept somewhere else, as by people who keep all such folders in one place."""
        self.world, self.files = world, built(build)
        self.locale = Path(build).resolve() / 'locale'
        self.folder = world.home / '.purple'
        if linked:
            (world.folder / 'kept-elsewhere').mkdir(mode=0o700)
            self.folder.symlink_to(world.folder / 'kept-elsewhere')
        self.preferences = self.folder / 'prefs.xml'
        self.plugins = self.folder / 'plugins'
        if with_profile:
            self.folder.mkdir(mode=0o700, exist_ok=linked)
            text = PREFERENCES.replace("<pref name='loaded' type='pathlist'/>",
                                       "<pref name='loaded' type='pathlist'><item value='/usr/lib/pidgin/history.so'/></pref>")
            self.preferences.write_text(text)

    def arguments(self, *words):
        command, *plugins = self.files
        more = ['--program', command, '--locale', self.locale, *plugins] if words[0] == 'add' else []
        return [sys.executable, '-B', SCRIPT, *words, *more]

    def script(self, *words):
        return self.world.run(self.arguments(*words))

    def script_at_terminal(self, answer, *words):
        """With a terminal, answering its question; (exit code, what it wrote)."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(list(map(str, self.arguments(*words))), env=self.world.environment, stdin=theirs,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        os.close(theirs)
        os.write(ours, (answer + '\n').encode())
        out, _ = process.communicate(timeout=60)
        os.close(ours)
        return process.returncode, out

    def enabled(self):
        text = self.preferences.read_text()
        found = re.search(r"<pref name=['\"]pidgin['\"].*?name=['\"]loaded['\"][^>]*>(.*?)</pref>", text, re.S)
        return re.findall(r"value=['\"]([^'\"]*)['\"]", found[1]) if found else []

    def is_enabled(self):
        return all(str(self.plugins / Path(file).name) in self.enabled() for file in self.files[1:])

    def pidgins(self):
        """The Pidgins of this home, however they were started."""
        found = []
        for process in Path('/proc').glob('[0-9]*'):
            try:
                if (process / 'comm').read_text().strip() == 'pidgin' and f'HOME={self.world.home}\0'.encode() in (process / 'environ').read_bytes():
                    if (process / 'stat').read_text().rpartition(')')[2].split()[0] != 'Z':
                        found.append(int(process.name))
            except OSError:
                pass
        return found


@contextmanager
def person_with_pidgin(build):
    """A person whose Pidgin runs without the plugin, on a screen. Pidgins that the script opened are ended as well."""
    with World() as world:
        person = Person(world, build, linked=True)
        Display(world)
        person.profile = None
        pidgin = Pidgin(world, None)
        try:
            yield person, pidgin
        finally:
            for pid in person.pidgins():
                os.kill(pid, 15)
            world.wait('every Pidgin to leave', lambda: not person.pidgins())


def new_profile(build):
    """A person without a profile gets one with the plugin enabled, unasked."""
    with World() as world:
        person = Person(world, build, with_profile=False)
        done = person.script('add', '--no-open')
        check(done.returncode == 0, f'{done.returncode}: {done.stdout}{done.stderr}')
        check(person.is_enabled(), f'not enabled: {person.enabled()}')
        program = person.plugins / 'purple-phonebook'
        check(os.access(program, os.X_OK) and program.stat().st_mode & 0o777 == 0o755, 'the program is not beside the plugins, 0755')
        check(person.preferences.stat().st_mode & 0o777 == 0o600, 'prefs.xml is not private')
        catalogues = {path.relative_to(person.locale) for path in person.locale.glob('*/LC_MESSAGES/*.mo')}
        there = {path.relative_to(person.plugins / 'purple-phonebook-locale') for path in person.plugins.rglob('*.mo')}
        check(catalogues and there == catalogues, f'the translations are not beside the plugins: {there}')
        again = person.script('add', '--no-open')
        check(again.returncode == 0 and 'In place already' in again.stdout, 'a second time is not a quiet one')
        gone = person.script('remove')
        check(gone.returncode == 0 and not person.plugins.exists() and not person.is_enabled(), f'not undone: {gone.stdout}')


def existing_profile(build):
    """A profile that was there is changed only after a yes, and keeps everything else."""
    with World() as world:
        person = Person(world, build)
        before = person.preferences.read_bytes()
        done = person.script('add', '--no-open')
        check(done.returncode == 4 and 'Ctrl+U' in done.stdout, f'without a terminal: {done.returncode}: {done.stdout}')
        check(person.preferences.read_bytes() == before, 'prefs.xml was touched without a yes')
        code, out = person.script_at_terminal('n', 'add', '--no-open')
        check(code == 4 and '[y/N]' in out and person.preferences.read_bytes() == before, f'after a no: {code}: {out}')
        code, out = person.script_at_terminal('y', 'add', '--no-open')
        check(code == 0 and person.is_enabled(), f'after a yes: {code}: {out}')
        check(person.enabled()[0] == '/usr/lib/pidgin/history.so', 'another plugin lost its entry')
        check("'show'" in before.decode() and 'name="show"' in person.preferences.read_text(), 'other preferences are gone')
        check((person.folder / 'prefs.xml.before-purple-phonebook').read_bytes() == before, 'the old prefs.xml was not kept')
        person.script('remove')
        person.script('add', '--no-open', '--yes')
        kept = (person.folder / 'prefs.xml.before-purple-phonebook').read_bytes()
        # As Pidgin leaves it once the plugin ran in it.
        person.preferences.write_text(person.preferences.read_text().replace('</pref>\n</pref>', f'</pref>\n{SETTINGS}</pref>'))
        check('purple-phonebook' in person.preferences.read_text() and 'look_always' in person.preferences.read_text(), 'the test is wrong')
        command = person.plugins / 'purple-phonebook'
        command.unlink()
        command.symlink_to('/nowhere/purple-phonebook')
        person.preferences.write_text(person.preferences.read_text().replace(f'{person.plugins}/pidgin-phonebook.so', '/else.so'))
        person.script('add', '--no-open', '--yes')
        check((person.folder / 'prefs.xml.before-purple-phonebook').read_bytes() == kept, 'the kept prefs.xml was written over')
        command.unlink()
        command.symlink_to('/nowhere/purple-phonebook')
        book = world.home / '.local/share/purple-phonebook/book'
        book.parent.mkdir(parents=True)
        book.write_text('a book')
        gone = person.script('remove')
        check(gone.returncode == 0 and person.enabled() == ['/usr/lib/pidgin/history.so', '/else.so'], f'not undone: {person.enabled()}')
        text = person.preferences.read_text()
        check('purple-phonebook' not in text and 'another' in text, f'its settings are left, or another’s are not: {text}')
        check(not person.plugins.exists(), f'left: {[str(path) for path in person.plugins.rglob("*")] if person.plugins.exists() else ""}')
        check([path.name for path in person.folder.iterdir()] == ['prefs.xml'], f'left: {list(person.folder.iterdir())}')
        check(book.read_text() == 'a book' and str(book.parent) in gone.stdout, f'the book is gone, or not said where: {gone.stdout}')


def broken_preferences(build):
    """A prefs.xml that cannot be read is left as it is, and said."""
    with World() as world:
        person = Person(world, build)
        person.preferences.write_text('<pref><broken')
        done = person.script('add', '--no-open', '--yes')
        check(done.returncode == 1 and 'cannot be read' in done.stdout, f'{done.returncode}: {done.stdout}{done.stderr}')
        check(person.preferences.read_text() == '<pref><broken', 'the file was changed')


def named_folder(build):
    """A client that was started with a folder named from where it stood is seen to run on this profile."""
    with World() as world:
        person = Person(world, build)
        stand_in = world.folder / 'pidgin'
        stand_in.write_text('#!/bin/sh\nread nothing\n')
        stand_in.chmod(0o755)
        client = world.start('client', [stand_in, '-c', 'home/.purple'], {'HOME': '/nonexistent'}, stdin=subprocess.PIPE)
        world.wait('the client', lambda: Path(f'/proc/{client.pid}/comm').read_text().strip() == 'pidgin')
        done = person.script('add', '--no-open')
        check(done.returncode == 4 and 'Pidgin is running' in done.stdout, f'{done.returncode}: {done.stdout}{done.stderr}')


def running_pidgin(build):
    """A running Pidgin is restarted only after a yes, and has the plugin loaded then."""
    with person_with_pidgin(build) as (person, pidgin):
        before = person.preferences.read_bytes()
        done = person.script('add')
        check(done.returncode == 4 and 'Pidgin is running' in done.stdout, f'{done.returncode}: {done.stdout}{done.stderr}')
        check(pidgin.process.poll() is None, 'Pidgin was closed without a yes')
        check(person.preferences.read_bytes() == before, 'prefs.xml was touched under a running Pidgin')
        done = person.script('add', '--yes')
        check(done.returncode == 0 and person.is_enabled(), f'{done.returncode}: {done.stdout}{done.stderr}')
        check(pidgin.process.poll() == 0, 'the old Pidgin did not leave cleanly')
        pids = person.world.wait('Pidgin to be opened again', person.pidgins)
        core = (person.plugins / Path(person.files[1]).name).resolve()
        person.world.wait('the new Pidgin to have the plugin', lambda: f'{core}\n' in Path(f'/proc/{pids[0]}/maps').read_text())
        pidgin.connect()
        loaded = person.world.wait('Pidgin to list the plugin', lambda: [str(p) for p in pidgin.call('PurplePrefsGetPathList', '/pidgin/plugins/loaded')])
        check(str(person.plugins / core.name) in loaded, f'Pidgin’s own list lacks it: {loaded}')

        again = person.script('add')
        check(again.returncode == 0 and 'with this very plugin' in again.stdout, f'again: {again.stdout}')

        # A newer build: the file is replaced, the running Pidgin keeps its copy until it is started again.
        core.unlink()
        done = person.script('add')
        check(done.returncode == 4 and 'older copy' in done.stdout, f'an older copy is loaded: {done.returncode}: {done.stdout}')
        check(person.pidgins() == pids, 'Pidgin did not survive the replacement')
        done = person.script('add', '--yes')
        new = person.world.wait('a new Pidgin', lambda: [p for p in person.pidgins() if p not in pids])
        person.world.wait('the new copy to be loaded', lambda: f'{core}\n' in Path(f'/proc/{new[0]}/maps').read_text())

        pidgin.connect()
        done = person.script('remove')
        check(done.returncode == 4 and not core.exists() and person.pidgins() == new, f'remove, unasked: {done.stdout}')
        done = person.script('remove', '--yes')
        check(done.returncode == 0 and not person.is_enabled(), f'remove: {done.returncode}: {done.stdout}{done.stderr}')
        last = person.world.wait('Pidgin without the plugin', lambda: [p for p in person.pidgins() if p not in new])
        check(not any(str(core) in Path(f'/proc/{pid}/maps').read_text() for pid in last), 'the plugin is still loaded')


if __name__ == '__main__':
    main(new_profile, existing_profile, broken_preferences, named_folder, running_pidgin)
