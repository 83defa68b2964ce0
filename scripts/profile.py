#!/usr/bin/python3
"""profile.py: puts the plugins and the program into a person's own Pidgin profile, and takes them out again.

    profile.py add --program build/release/…/purple-phonebook core.so pidgin.so [--locale FOLDER] [--yes] [--no-open]
    profile.py remove [--yes]

Called by ./run. The profile is ~/.purple ($PURPLEHOME/.purple where that is set), as in libpurple. What it promises:
- a file is replaced by renaming a new one over it, so a Pidgin that has the old one loaded keeps the old one;
- prefs.xml is never touched while a client that uses this profile runs (it would write its own over it): the person is
  asked whether Pidgin may be closed and started again;
- nothing is enabled in a profile that was there before without a yes; without a terminal that means --yes;
- the book, the key and the list of phones are never touched.
Exit codes: 0 done; 1 failed; 2 wrong use; 4 a person's decision is left.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

DONE, FAILED, DECISION_LEFT = 0, 1, 4
PROGRAM = 'purple-phonebook'
PDF_READER = 'purple-phonebook-read-pdf'  # the program looks for it beside itself
LOCALE = 'purple-phonebook-locale'  # the plugins and the program look for a folder of this name beside themselves
HEADING = "<?xml version='1.0' encoding='UTF-8' ?>\n\n"


def say(sentence):
    print(sentence, flush=True)


def ask(question, yes):
    """True for a yes. Without a terminal only --yes is one."""
    if yes:
        return True
    if not sys.stdin.isatty():
        return False
    try:
        return input(f'{question} [y/N] ').strip().lower() in ('y', 'yes')
    except EOFError:
        return False


class Preferences:
    """prefs.xml, as far as the list of enabled plugins and our own settings go."""

    def __init__(self, path):
        self.path = path
        self.existed = path.exists()
        self.root = ElementTree.parse(path).getroot() if self.existed else ElementTree.Element('pref', version='1', name='/')

    def _loaded(self, client, make=False):
        node = self.root
        for name in (client, 'plugins', 'loaded'):
            child = next((pref for pref in node.findall('pref') if pref.get('name') == name), None)
            if child is None:
                if not make:
                    return None
                child = ElementTree.SubElement(node, 'pref', name=name)
            node = child
        node.set('type', 'pathlist')
        return node

    def enabled(self, client):
        loaded = self._loaded(client)
        return [] if loaded is None else [item.get('value', '') for item in loaded.findall('item')]

    def enable(self, client, paths):
        """Adds the paths, in their order; an entry for the same file name elsewhere is replaced."""
        self.disable(client, paths)
        loaded = self._loaded(client, make=True)
        for path in paths:
            ElementTree.SubElement(loaded, 'item', value=str(path))

    def disable(self, client, paths):
        """Takes every entry of these file names out; True when there was one."""
        loaded = self._loaded(client)
        names = {Path(path).name for path in paths}
        gone = [] if loaded is None else [item for item in loaded.findall('item') if Path(item.get('value', '')).name in names]
        for item in gone:
            loaded.remove(item)
        return bool(gone)

    def _our_nodes(self):
        """[(parent, node)] of the plugin's own preferences, /plugins/core/purple-phonebook."""
        return [(core, node) for plugins in self.root.findall("pref[@name='plugins']") for core in plugins.findall("pref[@name='core']")
                for node in core.findall(f"pref[@name='{PROGRAM}']")]

    def has_settings(self):
        return bool(self._our_nodes())

    def remove_settings(self):
        for parent, node in self._our_nodes():
            parent.remove(node)

    @property
    def kept(self):
        return self.path.with_name(f'prefs.xml.before-{PROGRAM}')

    def save(self, keep=True):
        """Written beside and renamed. The file as it was before our first change is kept next to it."""
        if keep and self.existed and not self.kept.exists():
            shutil.copy2(self.path, self.kept)
        write_beside(self.path, (HEADING + ElementTree.tostring(self.root, encoding='unicode') + '\n').encode(), 0o600)


def write_beside(path, data, mode):
    descriptor, beside = tempfile.mkstemp(prefix=f'.{path.name}.', dir=path.parent)
    try:
        with os.fdopen(descriptor, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def running_clients(profile):
    """[(pid, 'pidgin' or 'finch')] of this person's clients that use this profile."""
    found = []
    for process in Path('/proc').glob('[0-9]*'):
        try:
            name = (process / 'comm').read_text().strip()
            if name not in ('pidgin', 'finch') or process.stat().st_uid != os.getuid():
                continue
            words = (process / 'cmdline').read_bytes().decode(errors='replace').split('\0')
            variables = dict(word.split('=', 1) for word in
                             (process / 'environ').read_bytes().decode(errors='replace').split('\0') if '=' in word)
            working_folder = os.readlink(process / 'cwd')
        except OSError:
            continue  # gone in between
        folder = Path(variables.get('PURPLEHOME') or variables.get('HOME', '/')) / '.purple'
        for at, word in enumerate(words):
            if word in ('-c', '--config') and at + 1 < len(words):
                folder = Path(words[at + 1])
            elif word.startswith('--config='):
                folder = Path(word.partition('=')[2])
        if os.path.realpath(os.path.join(working_folder, folder)) == os.path.realpath(profile):
            found.append((int(process.name), name))
    return found


def mapped_files(pid):
    """What the process has mapped, as the kernel names it: resolved, with " (deleted)" behind what was replaced since."""
    try:
        lines = Path(f'/proc/{pid}/maps').read_text().splitlines()
    except OSError:
        return set()
    return {fields[5] for line in lines if len(fields := line.split(None, 5)) == 6}


def has_older_copy(pid, plugins):
    """Does the process have a plugin open that has been replaced on the disk since?"""
    mapped = mapped_files(pid)
    return any(f'{os.path.realpath(plugin)} (deleted)' in mapped for plugin in plugins)


def has_open(pid, plugins):
    mapped = mapped_files(pid)
    return all(os.path.realpath(plugin) in mapped for plugin in plugins)


def close_client(pid, patience_seconds=20):
    """Asks it to leave, as its own Quit does; True once it is gone."""
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + patience_seconds
    while time.monotonic() < end:
        try:
            state = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0]
        except OSError:
            return True
        if state == 'Z':
            return True
        time.sleep(0.1)
    return False


def open_pidgin(sentence):
    say(sentence)
    subprocess.Popen(['pidgin'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                     start_new_session=True)


class Profile:
    def __init__(self, open_client=open_pidgin):
        self.open_client = open_client
        self.folder = Path(os.environ.get('PURPLEHOME') or Path.home()) / '.purple'
        self.plugins = self.folder / 'plugins'
        self.preferences_path = self.folder / 'prefs.xml'

    def add(self, program, plugins, locale, yes):
        had_profile = self.preferences_path.exists()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.plugins.mkdir(mode=0o700, exist_ok=True)
        paths = [self.plugins / Path(plugin).name for plugin in plugins]
        catalogues = sorted(Path(locale).glob(f'*/LC_MESSAGES/{PROGRAM}.mo')) if locale else []
        places = [(program, self.plugins / PROGRAM, 0o755)]
        if (reader := Path(program).parent / PDF_READER).exists():
            places.append((reader, self.plugins / PDF_READER, 0o755))
        places += [(source, target, 0o644) for source, target in zip(plugins, paths)]
        for catalogue in catalogues:
            target = self.plugins / LOCALE / catalogue.relative_to(locale)
            target.parent.mkdir(parents=True, exist_ok=True)
            places.append((catalogue, target, 0o644))
        for source, target, mode in places:
            data = Path(source).read_bytes()
            if target.exists() and target.read_bytes() == data and target.stat().st_mode & 0o777 == mode:
                say(f'In place already: {target}')
            else:
                write_beside(target, data, mode)
                say(f'Put there: {target}')

        clients = running_clients(self.folder)
        enabled = all(str(path) in Preferences(self.preferences_path).enabled('pidgin') for path in paths)
        if clients and enabled and all(has_open(pid, paths) for pid, _ in clients):
            say('Pidgin is running with this very plugin.')
            return DONE
        if clients:
            return self._add_to_running(clients, paths, enabled, yes)
        if not enabled:
            if had_profile and not ask(f'Enable the plugin in your profile {self.folder}?', yes):
                self._say_how()
                return DECISION_LEFT
            self._enable(paths)
        self.open_client('Opening Pidgin.')
        return DONE

    def _add_to_running(self, clients, paths, enabled, yes):
        if any(has_older_copy(pid, paths) for pid, _ in clients):
            say('The running Pidgin still has an older copy of the plugin loaded; it takes the new one when it is started again.')
        elif not enabled:
            say('Pidgin is running, and the plugin is not enabled in its profile yet.')
        if any(name == 'finch' for _, name in clients):
            say('Finch is running on this profile. Please close it, then run this again.')
            return DECISION_LEFT
        if not ask('Close Pidgin now and start it again with the plugin enabled?', yes):
            self._say_how()
            return DECISION_LEFT
        if not self._close(clients):
            return FAILED
        if not enabled:
            self._enable(paths)
        self.open_client('Opening Pidgin again.')
        return DONE

    def remove(self, yes):
        paths = [self.plugins / name for name in OUR_PLUGINS]
        for path in [*paths, self.plugins / PROGRAM, self.plugins / PDF_READER, self.plugins / LOCALE]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif os.path.lexists(path):  # a link that leads nowhere is ours too
                path.unlink()
            else:
                continue
            say(f'Removed: {path}')
        clients = running_clients(self.folder)
        preferences = Preferences(self.preferences_path)
        to_edit = preferences.has_settings() or any(
            Path(entry).name in OUR_PLUGINS for client in ('pidgin', 'finch') for entry in preferences.enabled(client))
        # What was ticked a moment ago is not in the file yet; the client writes it when it leaves.
        to_edit = to_edit or any(has_older_copy(pid, paths) for pid, _ in clients)
        if clients and to_edit:
            if any(name == 'finch' for _, name in clients) or not ask(
                    'Close Pidgin now, take the plugin out of its preferences, and start it again?', yes):
                say('The plugin’s files are gone; its entries stay in the preferences while the client runs.\n'
                    'Close it, then run ./run --remove once more.')
                return DECISION_LEFT
            if not self._close(clients):
                return FAILED
        if to_edit:
            preferences = Preferences(self.preferences_path)  # as the client that was closed has left it
            for client in ('pidgin', 'finch'):
                preferences.disable(client, paths)
            preferences.remove_settings()
            preferences.save(keep=False)
            say(f'Taken out of the preferences: {self.preferences_path}')
        if preferences.kept.exists():
            preferences.kept.unlink()
            say(f'Removed: {preferences.kept}')
        if to_edit and clients:
            self.open_client('Opening Pidgin again.')
        if self.plugins.is_dir() and not any(self.plugins.iterdir()):
            self.plugins.rmdir()
        config = Path(os.environ.get('XDG_CONFIG_HOME') or Path.home() / '.config') / PROGRAM
        data = Path(os.environ.get('XDG_DATA_HOME') or Path.home() / '.local/share') / PROGRAM
        kept = [str(folder) for folder in (data, config) if folder.exists()]
        say('Your book, its key and your list of phones are yours and stay: ' + (' and '.join(kept) if kept else 'there are none yet') + '.')
        return DONE

    def _close(self, clients):
        for pid, _ in clients:
            say('Closing Pidgin.')
            if not close_client(pid):
                say('Pidgin does not close; nothing was changed in its preferences. Close it yourself, then run this again.')
                return False
        return True

    def _enable(self, paths):
        preferences = Preferences(self.preferences_path)
        preferences.enable('pidgin', paths)
        preferences.save()
        say(f'Enabled in {self.preferences_path}' + (f' (as it was before: {preferences.kept.name})' if preferences.existed else '') + '.')

    def _say_how(self):
        say('The plugin is in place and not enabled. To enable it: in Pidgin, Tools, Plugins (Ctrl+U), tick “Phone book”\n'
            'and “Phone book: marks and button”; or run ./run --yes.')


OUR_PLUGINS = ('purple-phonebook.so', 'pidgin-phonebook.so')


def main():
    parser = argparse.ArgumentParser(description='Puts the plugins into your Pidgin profile, or takes them out.')
    commands = parser.add_subparsers(dest='command', required=True)
    add = commands.add_parser('add')
    add.add_argument('--program', required=True)
    add.add_argument('plugins', nargs='+')
    add.add_argument('--locale', help='the folder of catalogues, LANGUAGE/LC_MESSAGES/purple-phonebook.mo')
    add.add_argument('--no-open', dest='open', action='store_false', help='leave opening Pidgin to the caller')
    remove = commands.add_parser('remove')
    for command in (add, remove):
        command.add_argument('--yes', action='store_true')
    arguments = parser.parse_args()
    profile = Profile(open_pidgin if getattr(arguments, 'open', True) else lambda _: None)
    try:
        if arguments.command == 'add':
            return profile.add(arguments.program, arguments.plugins, arguments.locale, arguments.yes)
        return profile.remove(arguments.yes)
    except ElementTree.ParseError as error:
        say(f'{profile.preferences_path} cannot be read ({error}); it was left as it is.')
    except OSError as error:
        say(f'{error.filename or profile.folder}: {error.strerror}.')
    return FAILED


if __name__ == '__main__':
    sys.exit(main())
