#!/usr/bin/python3
"""A stand-in for an Android phone with USB debugging, behind the real adb program and its real server.

    android.py --control SOCKET [--android 14] [--port 0] [--person taps] [--model 'Pixel 7']   # one phone; prints its port
    android.py tell SOCKET tap                 # the person taps Import or Save on what the phone shows
    android.py tell SOCKET export              # the phone's contacts as the vCards of its own provider

The other words to tell: rows, state, decline, allow, `set NAME VALUE` (see SETTINGS), vanish push|open|opened|any, away,
back, put.
`adb connect 127.0.0.1:PORT` reaches it. Use a server of your own (ANDROID_ADB_SERVER_PORT), a HOME of your own, and
ADB_LOCAL_TRANSPORT_MAX_PORT=5554, or the server looks for emulators of others.

It behaves as Android 10 to 16 do towards `adb shell`, as far as sources and documentation tell: its shell splits words
(android_shell), `content` reads and writes a media store and a contacts provider with tables behind them
(android_contacts), `am start` opens an importer of vCards or a form. Under scoped storage the importer reads no path
(file://) and no content URI without a grant, and am says nothing of it; an unknown id with a grant is a SecurityException;
scan_file takes its argument from Android 11 on. A contact is on the phone only once its person has tapped.
"""
import argparse
import fnmatch
import json
import os
import re
import socket
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # also when it is lab.android
from android_contacts import Contacts, Refused  # noqa: E402
from android_shell import Shell  # noqa: E402
from android_wire import Adbd  # noqa: E402

SDK = {10: 29, 11: 30, 12: 31, 13: 33, 14: 34, 15: 35, 16: 36}
STORED = '/storage/emulated/0'
LINKS = ('/sdcard', '/storage/self/primary', '/mnt/sdcard')
CARD_TYPES = ('text/x-vcard', 'text/vcard', 'text/directory')
FORM_TYPES = ('vnd.android.cursor.dir/contact', 'vnd.android.cursor.dir/person', 'vnd.android.cursor.dir/raw_contact')
IMPORTER = 'com.google.android.contacts/com.android.contacts.vcard.ImportVCardActivity'
EDITOR = 'com.google.android.contacts/com.android.contacts.activities.ContactEditorActivity'
GRANT_READ, MULTIPLE_TASK = 0x1, 0x08000000

# name: what it is at first; told by `set NAME VALUE`
SETTINGS = {
    'authorized': 'yes',    # no: the person has not allowed this computer; asks for it
    'offline': 'no',        # yes: takes connections and says nothing
    'silent': 'no',         # yes: connected, and answers nothing any more
    'refuse': 'no',         # yes: am start is a SecurityException, as where the maker allows USB debugging little
    'importer': 'yes',      # no: no app opens vCards
    'editor': 'yes',        # no: no app has a form
    'insert': 'yes',        # no: the media store takes no rows from the shell
    'scanner': 'yes',       # no: the media store scans nothing
    'full': 'no',           # yes: no space left
    'readonly': 'no',       # yes: Download cannot be written
    'keeps_screen': 'no',   # yes: the present screen is being kept for the user
    'mode': 'device',       # recovery, sideload
    'shell': 'v2',          # v1: an adbd of before Android 7
}


class Phone:
    def __init__(self, android=14, model='Pixel 7', person='waits', settings=None):
        self.android, self.model, self.person = android, model, person
        self.settings = SETTINGS | (settings or {})
        self.lock = threading.RLock()
        self.files = {f'{STORED}/Download/holiday.txt': (b'not yours\n', 1700000000)}
        self.folders = {STORED, f'{STORED}/Download', f'{STORED}/DCIM'}
        self.contacts = Contacts(android)
        self.media = sqlite3.connect(':memory:', check_same_thread=False)
        self.media.execute('CREATE TABLE files (_id INTEGER PRIMARY KEY AUTOINCREMENT, _data TEXT UNIQUE, _display_name TEXT, mime_type TEXT,'
                           ' _size INTEGER, owner_package_name TEXT)')
        self.media.execute("INSERT INTO files (_id, _data, _display_name, mime_type, _size) VALUES (41, ?, 'holiday.txt', 'text/plain', 10)",
                           (f'{STORED}/Download/holiday.txt',))
        self.screens, self.handovers, self.failures, self.commands = [], 0, [], []
        self.vanish_at, self.allowed_keys, self.asking = None, set(), []
        self.adbd = None

    # --- what adbd asks ---
    needs_key = property(lambda self: self.settings['authorized'] == 'no' or bool(self.allowed_keys))
    offline = property(lambda self: self.settings['offline'] == 'yes')
    silent = property(lambda self: self.settings['silent'] == 'yes')
    shell_v2 = property(lambda self: self.settings['shell'] == 'v2')

    def banner(self):
        features = 'cmd,stat_v2,ls_v2,fixed_push_mkdir' + (',shell_v2' if self.shell_v2 else '')
        return (f'{self.settings["mode"]}::ro.product.name=panther;ro.product.model={self.model};ro.product.device=panther;features={features}')

    def asks_for_debugging(self, connection):
        """“Allow USB debugging?”; False: the person has not answered yet."""
        self.asking.append(connection)
        return False

    def passes(self, point):
        """Leaves at a point that was named before."""
        if self.vanish_at == point or (self.vanish_at == 'any' and point != 'opened'):
            self.vanish_at = None
            self.adbd.leave()

    def shell(self, command, out, err):
        with self.lock:
            self.commands.append(command)
        commands = {name.removeprefix('do_'): getattr(self, name) for name in dir(self) if name.startswith('do_')}
        return Shell(commands, self.glob).run(command, out, err)

    # --- files ---
    def real(self, path):
        for link in LINKS:
            if path == link or path.startswith(link + '/'):
                path = STORED + path[len(link):]
        return os.path.normpath(path) if path else path

    def stat(self, path):
        path = self.real(path)
        with self.lock:
            if path in self.files:
                content, changed = self.files[path]
                return 0o100660, len(content), changed
            return (0o40770, 4096, 1700000000) if path in self.folders else None

    def content(self, path):
        return self.files.get(self.real(path), (None, 0))[0]

    def names_in(self, path):
        path = self.real(path)
        return sorted(os.path.basename(name) for name in [*self.files, *self.folders] if os.path.dirname(name) == path)

    def write(self, path, content, time):
        path = self.real(path)
        if not path.startswith(STORED + '/') or self.settings['readonly'] == 'yes':
            return "couldn't create file: Permission denied"
        if self.settings['full'] == 'yes':
            return 'write failed: No space left on device'
        with self.lock:
            self.folders.add(os.path.dirname(path))
            self.files[path] = (content, time)
        return None

    def glob(self, pattern):
        folder, name = os.path.split(pattern)
        return [f'{folder}/{found}' for found in self.names_in(folder) if fnmatch.fnmatchcase(found, name)]

    # --- small commands ---
    def do_echo(self, words, out, err):
        out(' '.join(words[1:]) + '\n')
        return 0

    def do_getprop(self, words, out, err):
        properties = {'ro.build.version.sdk': str(SDK[self.android]), 'ro.build.version.release': str(self.android), 'ro.product.model': self.model}
        out(properties.get(words[1] if len(words) > 1 else '', '') + '\n')
        return 0

    def do_id(self, words, out, err):
        out('uid=2000(shell) gid=2000(shell) groups=2000(shell),1015(sdcard_rw) context=u:r:shell:s0\n')
        return 0

    def do_touch(self, words, out, err):
        for word in words[1:]:
            self.write(word if word.startswith('/') else f'{STORED}/{word}', b'', int(time.time()))
        return 0

    def do_ls(self, words, out, err):
        status = 0
        for path in [word for word in words[1:] if not word.startswith('-')] or ['/']:
            if self.real(path) in self.files:
                out(path + '\n')
            elif self.real(path) in self.folders:
                out(''.join(name + '\n' for name in self.names_in(path)))
            else:
                err(f'ls: {path}: No such file or directory\n')
                status = 1
        return status

    def do_find(self, words, out, err):
        path, rest = words[1], dict(zip(words[2::2], words[3::2]))
        if set(rest) - {'-maxdepth', '-name'} or self.real(path) not in self.folders:
            err(f'find: {path}: No such file or directory\n')
            return 1
        for name in self.names_in(path):
            if fnmatch.fnmatchcase(name, rest.get('-name', '*')):
                out(f'{path}/{name}\n')
        return 0

    def do_readlink(self, words, out, err):
        out(self.real(words[-1]) + '\n')
        return 0

    def do_cat(self, words, out, err):
        for word in words[1:]:
            if self.content(word) is None:
                err(f'cat: {word}: No such file or directory\n')
                return 1
            out(self.content(word))
        return 0

    def do_rm(self, words, out, err):
        status = 0
        for word in words[1:]:
            if word.startswith('-'):
                continue
            with self.lock:
                gone = self.files.pop(self.real(word), None)
                if gone is None and '-f' not in words:
                    err(f'rm: {word}: No such file or directory\n')
                    status = 1
                if gone is not None and self.android >= 11:  # from there on the media store sees it go
                    self.media.execute('DELETE FROM files WHERE _data = ?', (self.real(word),))
        return status

    # --- content ---
    def do_content(self, words, out, err):
        try:
            verb, options, binds = words[1], {}, {}
            at = 2
            while at < len(words):
                name, value = words[at], words[at + 1] if at + 1 < len(words) else ''
                if name not in ('--uri', '--projection', '--where', '--sort', '--method', '--arg', '--bind', '--user', '--extra'):
                    raise ValueError(f'Unsupported argument: {name}')
                if not value or value.startswith('--'):
                    raise ValueError(f'No value for argument: {name}')
                if name == '--bind':
                    column, kind, text = value.split(':', 2)
                    binds[column] = {'s': str, 'i': int, 'l': int, 'b': lambda word: word == 'true', 'n': lambda _: None}[kind](text)
                else:
                    options[name] = value
                at += 2
            address = re.fullmatch(r'content://([^/?]+)/?([^?]*)', options['--uri'])
        except (IndexError, KeyError, ValueError) as error:
            err(f'[ERROR] {error}\n\nusage: adb shell content [subcommand] [options]\n')
            return 0
        provider = {'media': self.media_call, 'com.android.contacts': self.contacts_call}.get(address[1] if address else '')
        if provider is None:
            err(f'Error while accessing provider:{address and address[1]}\njava.lang.IllegalStateException: Could not find provider: {address and address[1]}\n')
            return 0
        try:
            with self.lock:
                provider(verb, address[2], options, binds, out)
        except Refused as error:
            err(f'Error while accessing provider:{address[1]}\n{error}\n\tat android.os.Parcel.createExceptionOrNull(Parcel.java:2425)\n')
        return 0

    @staticmethod
    def print_rows(names, rows, out):
        if not rows:
            out('No result found.\n')
        for number, row in enumerate(rows):
            shown = ', '.join(f'{name}={"NULL" if value is None else "BLOB" if isinstance(value, bytes) else value}' for name, value in zip(names, row))
            out(f'Row: {number} {shown}\n')

    def scan(self, path):
        path = self.real(path)
        if path not in self.files or self.settings['scanner'] == 'no':
            return None
        kind = 'text/x-vcard' if path.endswith('.vcf') else 'application/octet-stream'
        self.media.execute('INSERT OR IGNORE INTO files (_data, _display_name, mime_type, _size) VALUES (?, ?, ?, ?)',
                           (path, os.path.basename(path), kind, len(self.files[path][0])))
        return self.media.execute('SELECT _id FROM files WHERE _data = ?', (path,)).fetchone()[0]

    def media_call(self, verb, path, options, binds, out):
        if verb == 'call' and options.get('--method') == 'scan_file':
            if self.android < 11:  # it looks for a Parcelable in the extras, which no command can put there
                raise Refused("java.lang.NullPointerException: Attempt to invoke virtual method 'android.os.Parcelable android.os.Bundle.getParcelable("
                              "java.lang.String)' on a null object reference")
            found = self.scan(options.get('--arg', ''))
            uri = 'null' if found is None else f'content://media/external_primary/file/{found}'
            out(f'Result: Bundle[{{android.intent.extra.STREAM={uri}}}]\n')
            return
        one = re.fullmatch(r'external(?:_primary)?/(?:file|downloads)(?:/(\d+))?', path)
        if not one or verb not in ('query', 'insert', 'delete', 'read'):
            raise Refused(f'java.lang.UnsupportedOperationException: Unknown or unsupported URL: content://media/{path}')
        where = ' AND '.join(f'({part})' for part in (options.get('--where'), one[1] and f'_id = {one[1]}') if part)
        try:
            if verb == 'query':
                found = self.media.execute('SELECT ' + ', '.join((options.get('--projection') or '*').split(':')) + ' FROM files'
                                           + (f' WHERE {where}' if where else ''))
                self.print_rows([column[0] for column in found.description], found.fetchall(), out)
            elif verb == 'delete':
                for data, in self.media.execute('SELECT _data FROM files' + (f' WHERE {where}' if where else '')).fetchall():
                    self.files.pop(data, None)
                    self.media.execute('DELETE FROM files WHERE _data = ?', (data,))
            elif verb == 'insert' and self.settings['insert'] == 'yes':
                path = self.real(binds.get('_data') or '')
                if not path.startswith(STORED + '/'):
                    raise Refused(f'java.lang.IllegalArgumentException: Invalid path {path}')
                self.media.execute('INSERT INTO files (_data, _display_name, mime_type, owner_package_name) VALUES (?, ?, ?, ?)',
                                   (path, os.path.basename(path), binds.get('mime_type'), 'com.android.shell'))
        except sqlite3.Error as error:
            raise Refused(f'android.database.sqlite.SQLiteException: {error}') from error

    def contacts_call(self, verb, path, options, binds, out):
        if verb == 'query' and path in ('raw_contacts', 'data', 'data/phones', 'contacts'):
            projection = options['--projection'].split(':') if '--projection' in options else None
            self.print_rows(*self.contacts.query(path.rpartition('/')[2], projection, options.get('--where'), options.get('--sort')), out)
        elif verb == 'insert' and path == 'raw_contacts':
            self.contacts.insert_raw(binds)
        elif verb == 'insert' and path == 'data':
            self.contacts.insert_data(binds)
        elif verb == 'read' and path.startswith(('contacts/as_vcard/', 'contacts/as_multi_vcard/')):
            out(self.contacts.as_vcard(path.split('/', 2)[2].replace('%3A', ':').split(':')))
        else:
            raise Refused(f'java.lang.UnsupportedOperationException: Unknown URI: content://com.android.contacts/{path}')

    # --- activities ---
    @staticmethod
    def intent(words):
        """An Intent as Intent.parseCommandArgs() makes it: -f sets all flags at once. None: an option that it does not know."""
        intent = {'action': None, 'data': None, 'type': None, 'flags': 0, 'extras': {}}
        words = list(words)
        while words:
            word = words.pop(0)
            if word in ('-a', '-d', '-t', '-f', '-c', '-n', '-p', '--user') and words:
                value = words.pop(0)
                if word == '-f':
                    intent['flags'] = int(value, 0)
                else:
                    intent |= {'-a': {'action': value}, '-d': {'data': value}, '-t': {'type': value}}.get(word, {})
            elif word in ('-e', '--es', '--ei', '--ez') and len(words) >= 2:
                name, value = words.pop(0), words.pop(0)
                intent['extras'][name] = {'--ei': lambda text: int(text, 0), '--ez': lambda text: text == 'true'}.get(word, str)(value)
            elif word == '--grant-read-uri-permission':
                intent['flags'] |= GRANT_READ
            elif word == '--grant-write-uri-permission':
                intent['flags'] |= 2
            elif word in ('-W', '-S', '-R', '--brief', '--components'):
                continue
            elif word.startswith('-') or intent['data']:
                return None
            else:
                intent['data'] = word
        return intent

    def handler(self, intent):
        if intent['action'] == 'android.intent.action.VIEW' and intent['type'] in CARD_TYPES and self.settings['importer'] == 'yes' \
                and (intent['data'] or '').split(':')[0] in ('content', 'file'):
            return IMPORTER
        if intent['action'] == 'android.intent.action.INSERT' and intent['type'] in FORM_TYPES and self.settings['editor'] == 'yes' \
                and not intent['data']:
            return EDITOR
        return None

    @staticmethod
    def shown(intent):
        parts = [f'act={intent["action"]}', intent['data'] and f'dat={intent["data"]}', intent['type'] and f'typ={intent["type"]}',
                 intent['flags'] and f'flg=0x{intent["flags"]:x}', intent['extras'] and '(has extras)']
        return 'Intent { ' + ' '.join(part for part in parts if part) + ' }'

    def do_cmd(self, words, out, err):
        if words[1:3] == ['package', 'query-activities']:
            intent = self.intent(words[3:])
            found = intent and self.handler(intent)
            if not found:
                out('No activities found\n')
            else:
                out(f'1 activities found:\n  Activity #0:\n    priority=0 preferredOrder=0 match=0x608000 specificIndex=-1 isDefault=true\n    {found}\n')
            return 0
        if words[1:2] == ['activity']:
            return self.do_am(['am', *words[2:]], out, err)
        err(f"cmd: Can't find service: {words[1] if len(words) > 1 else ''}\n")
        return 20

    def do_am(self, words, out, err):
        verb = words[1] if len(words) > 1 else ''
        intent = self.intent(words[2:])
        if verb not in ('start', 'start-activity', 'broadcast') or intent is None:
            err(f"\nException occurred while executing '{verb}':\njava.lang.IllegalArgumentException: Unknown option: {' '.join(words[2:])}\n")
            return 255
        if verb == 'broadcast':
            out(f'Broadcasting: {self.shown(intent)}\nBroadcast completed: result=0\n')
            if intent['action'] == 'android.intent.action.MEDIA_SCANNER_SCAN_FILE' and (intent['data'] or '').startswith('file://'):
                threading.Timer(0.4, self.scan_later, [intent['data'][len('file://'):]]).start()
            return 0
        return self.start(intent, out, err)

    def scan_later(self, path):
        with self.lock:
            self.scan(path)

    def throw(self, exception, err):
        verb = 'Exception occurred while executing:' if self.android < 11 else "Exception occurred while executing 'start':"
        err(f'\n{verb}\n{exception}\n\tat com.android.server.am.ActivityManagerShellCommand.runStartActivity(ActivityManagerShellCommand.java:600)\n')
        return 255

    def start(self, intent, out, err):
        self.passes('open')
        out(f'Starting: {self.shown(intent)}\n')
        if self.settings['refuse'] == 'yes':
            return self.throw(f'java.lang.SecurityException: Permission Denial: starting {self.shown(intent)} from null (pid=4711, uid=2000)'
                              ' requires android.permission.WRITE_CONTACTS', err)
        found = self.handler(intent)
        if not found:
            err(f'Error: Activity not started, unable to resolve {self.shown(intent)}\n')
            return 0
        if self.settings['keeps_screen'] == 'yes':
            err('Warning: Activity not started because the  current activity is being kept for the user.\n')
            return 0
        with self.lock:
            file = self.file_behind(intent['data'])
            if intent['flags'] & GRANT_READ and (intent['data'] or '').startswith('content:') and file is None:
                return self.throw(f'java.lang.SecurityException: UID 2000 does not have permission to {intent["data"]} [user 0]; you could obtain'
                                  ' access using ACTION_OPEN_DOCUMENT or related APIs', err)
            same = any((screen['action'], screen['data'], screen['type']) == (intent['action'], intent['data'], intent['type']) for screen in self.screens)
            if same and not intent['flags'] & MULTIPLE_TASK:
                err('Warning: Activity not started, its current task has been brought to the front\n')
                return 0
            self.show(found, intent, file)
        self.passes('opened')
        return 0

    def file_behind(self, uri):
        one = re.fullmatch(r'content://media/external(?:_primary)?/file/(\d+)', uri or '')
        row = one and self.media.execute('SELECT _data FROM files WHERE _id = ?', (int(one[1]),)).fetchone()
        return row[0] if row and row[0] in self.files else None

    def show(self, component, intent, file):
        """The screen comes up. What the importer may not read never becomes a question to the person; am is not told."""
        screen = dict(intent, component=component)
        if component == IMPORTER:
            if not (intent['data'] or '').startswith('content:'):
                self.failures.append('scoped storage: the importer may not read a path')
                return
            if not intent['flags'] & GRANT_READ or file is None:
                self.failures.append('the importer may not read the content URI')
                return
            screen['cards'] = self.files[file][0]
        self.screens.append(screen)
        self.handovers += 1
        if self.person == 'taps':
            threading.Timer(0.1, self.tap).start()

    # --- what the person does ---
    def tap(self):
        with self.lock:
            if not self.screens:
                return False
            screen = self.screens.pop()
            if screen['component'] == IMPORTER:
                self.contacts.import_cards(screen['cards'])
            else:
                self.contacts.save_form(screen['extras'])
            return True

    def tell(self, words):
        """One order of whoever plays the world around the phone; the answer, for json."""
        order = words[0]
        if order == 'tap':
            taps = 0
            while self.tap():
                taps += 1
            return taps
        if order == 'decline':
            with self.lock:
                count, self.screens = len(self.screens), []
            return count
        if order == 'export':
            with self.lock:
                _, rows = self.contacts.query('contacts', ['lookup'], None, None)
                return self.contacts.as_vcard([lookup for lookup, in rows])
        if order == 'rows':
            return [{name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()} for row in self.contacts.rows()]
        if order == 'state':
            with self.lock:
                return {'handovers': self.handovers, 'screens': len(self.screens), 'failures': self.failures, 'asking': len(self.asking),
                        'files': {path: content.decode('utf-8', 'replace') for path, (content, _) in sorted(self.files.items())},
                        'commands': self.commands}
        if order == 'put':
            self.write(words[1], ' '.join(words[2:]).encode(), int(time.time()))
            return None
        if order == 'allow':
            asking, self.asking = self.asking, []
            self.settings['authorized'] = 'yes'
            for connection in asking:
                connection.allow()
            return len(asking)
        if order == 'set':
            if words[1] not in self.settings:
                raise ValueError(f'no setting {words[1]}')
            self.settings[words[1]] = words[2]
            if words[1] in ('authorized', 'offline', 'mode', 'shell'):
                self.allowed_keys.clear()
                self.adbd.drop()
            return None
        if order == 'vanish':
            self.vanish_at = words[1]
            return None
        if order == 'away':
            return self.adbd.leave()
        if order == 'back':
            return self.adbd.come_back()
        raise ValueError(f'no order {order}')


def serve(arguments):
    settings = dict(pair.split('=', 1) for pair in arguments.set)
    phone = Phone(arguments.android, arguments.model, arguments.person, settings)
    phone.adbd = Adbd(phone, arguments.port)
    control = socket.socket(socket.AF_UNIX)
    control.bind(arguments.control)
    control.listen(8)
    phone.adbd.start()
    print(phone.adbd.port, flush=True)
    while True:
        asked, _ = control.accept()
        with asked, asked.makefile('rw', encoding='utf-8', errors='surrogateescape') as stream:
            try:
                words = json.loads(stream.readline())
                if words == ['stop']:
                    return
                answer = {'ok': phone.tell(words)}
            except (ValueError, IndexError, OSError) as error:
                answer = {'error': str(error)}
            try:
                stream.write(json.dumps(answer) + '\n')
                stream.flush()
            except OSError:
                pass


def tell(control, *words):
    """Orders from outside; what the phone answered."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(control))
        with asking.makefile('rw', encoding='utf-8') as stream:
            stream.write(json.dumps(list(words)) + '\n')
            stream.flush()
            answer = json.loads(stream.readline())
    if 'error' in answer:
        raise RuntimeError(answer['error'])
    return answer['ok']


def main():
    if sys.argv[1:2] == ['tell']:
        answer = tell(sys.argv[2], *sys.argv[3:])
        sys.stdout.write(answer if isinstance(answer, str) else json.dumps(answer) + '\n')
        return
    parser = argparse.ArgumentParser(description='A stand-in for an Android phone.')
    parser.add_argument('--control', required=True)
    parser.add_argument('--android', type=int, choices=sorted(SDK), default=14)
    parser.add_argument('--model', default='Pixel 7')
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--person', choices=('waits', 'taps'), default='waits')
    parser.add_argument('--set', action='append', default=[], metavar='NAME=VALUE')
    serve(parser.parse_args())


if __name__ == '__main__':
    main()
