"""The demonstration's phones, looked at from outside: by python3-vobject, which knows nothing of us.

    phone = FolderPhone(scene)          # made, and made known to the program (or found by it)
    phone.cards()                       # [Card…] as they are on the phone now
    phone.state()                       # compares equal as long as not a byte has changed
"""
import base64
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import vobject

from lab import android
from lab.kannel import Kannel
from lab.short_messages import cards as cards_of
from lab.world import check


@dataclass
class Card:
    name: str
    numbers: list
    mails: list
    photo: bytes
    text_values: list        # every value, as text
    text_without_photo: str  # the same in one


def read_card(card):
    values = [str(line.value) for line in card.lines() if line.name not in ('PHOTO', 'UID', 'REV', 'VERSION', 'PRODID')]
    return Card(
        name=card.fn.value if hasattr(card, 'fn') else '',
        numbers=[line.value for line in card.contents.get('tel', [])],
        mails=[line.value for line in card.contents.get('email', [])],
        photo=next((line.value for line in card.contents.get('photo', [])), b''),
        text_values=values, text_without_photo='\n'.join(values))


class FolderPhone:
    """A phone book of .vcf files, as on a memory card."""
    reader = 'python3-vobject'
    keeps_photos = True

    def __init__(self, scene):
        scene.add_folder_phone()
        self.folder = scene.phone
        self.sentence = f'the folder {self.folder}'

    def files(self):
        return sorted(path for path in self.folder.rglob('*') if path.suffix.lower() == '.vcf')

    def text(self):
        return '\n'.join(file.read_text(encoding='utf-8') for file in self.files())

    def cards(self):
        return [read_card(card) for card in vobject.readComponents(self.text())]

    def state(self):
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(self.folder.rglob('*')) if path.is_file()}


class GammuPhone:
    """gammu's dummy phone: a stranger's driver with a folder behind it. It keeps names, numbers and mails, no photos."""
    reader = 'python3-vobject, through gammu’s own backup,'
    keeps_photos = False

    def __init__(self, scene):
        self.world = scene.world
        self.folder = scene.world.folder / 'gammu-phone'
        for memory in ('ME', 'SM'):
            (self.folder / 'pbk' / memory).mkdir(parents=True)
        self.configuration = scene.world.folder / 'gammurc'
        self.configuration.write_text(
            f'[gammu]\nmodel = dummy\nconnection = none\ndevice = {self.folder}\nsynchronizetime = no\n')
        done = scene.phonebook('phones', '--add', f'gammu:{self.configuration}', '--name', 'gammu’s dummy phone')
        check(done.returncode == 0, f'The phone could not be added: {done.stderr}')
        self.sentence = f'gammu’s dummy phone in {self.folder}'

    def text(self):
        backup = self.world.folder / 'backup.vcf'
        backup.unlink(missing_ok=True)
        self.world.run(['gammu', '-c', self.configuration, 'backup', backup, '-yes'])
        return backup.read_text(encoding='utf-8') if backup.exists() else ''

    def cards(self):
        cards = [read_card(card) for card in vobject.readComponents(self.text())]
        for card in cards:  # gammu puts a blank between the parts of a name, also where there is one only
            card.name = card.name.strip()
        return cards

    def state(self):
        return {str(path): path.read_bytes() for path in sorted((self.folder / 'pbk').rglob('*')) if path.is_file()}


class WapPhone:
    """A phone that knows business cards by SMS, behind a real Kannel. What the messages cost was agreed to when the gateway
    was set up, so it is told and not asked."""
    reader = 'python3-vobject, from the short messages put together again,'
    keeps_photos = False
    number = '+4915112345678'

    def __init__(self, scene):
        self.gateway = Kannel(scene.world).start()
        password = scene.world.folder / 'gateway-password'
        password.write_text(self.gateway.password)
        for words in (('gateway', '--set', self.gateway.url, '--user', self.gateway.user, '--password-file', password, '--ask', 'once'),
                      ('phones', '--add', f'wap:{self.number}', '--name', 'The old phone')):
            done = scene.phonebook(*words)
            check(done.returncode == 0, f'{words[0]}: {done.stderr}')
        self.sentence = f'the number {self.number}, through a private Kannel on 127.0.0.1:{self.gateway.port}'

    def text(self):
        return ''.join(card.data.decode('ascii') for card in cards_of(self.gateway.messages()))

    def cards(self):
        cards = []
        for parsed in vobject.readComponents(self.text(), allowQP=True):
            card = read_card(parsed)
            card.name = card.name or name_shown(parsed.n.value)
            cards.append(card)
        return cards

    def state(self):
        return self.gateway.messages()


class BluetoothPhone:
    """A paired phone that takes files over Bluetooth: BlueZ's daemons on a bus of their own (bluez_mock.py), which becomes the
    session's; make it before the chat client is started."""
    reader = 'python3-vobject'
    keeps_photos = True

    def __init__(self, scene):
        folder = scene.world.folder / 'bluez'
        folder.mkdir()
        self.inbox = folder / 'inbox'
        mock = Path(__file__).with_name('bluez_mock.py')
        process = scene.world.start('bluez', ['/usr/bin/python3', '-B', mock, 'serve', folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        address = process.stdout.readline().decode().strip()
        check(address, f'BlueZ’s stand-in did not start: {scene.world.tail("bluez")}')
        scene.world.environment |= {'DBUS_SESSION_BUS_ADDRESS': address, 'DBUS_SYSTEM_BUS_ADDRESS': address}
        self.sentence = 'a phone that is paired over Bluetooth, as BlueZ’s stand-in plays it'

    def text(self):
        return ''.join(file.read_text(encoding='utf-8') for file in sorted(self.inbox.glob('*.vcf'), key=lambda file: int(file.stem)))

    def cards(self):
        cards = [read_card(card) for card in vobject.readComponents(self.text(), allowQP=True)]
        for card in cards:  # of vCard 2.1, vobject leaves a photo's base64 as it stands
            if isinstance(card.photo, str):
                card.photo = base64.b64decode(card.photo)
        return cards

    def state(self):
        return {file.name: file.read_bytes() for file in self.inbox.iterdir()}


def name_shown(name):
    """What a phone makes of N alone."""
    parts = [part for part in (name.given, name.additional, name.family) if part]
    cjk = any('\u2e80' <= letter <= '\u9fff' or '\uac00' <= letter <= '\ud7af' for part in parts for letter in part)
    return ''.join(reversed(parts)) if cjk else ' '.join(parts)


class AdbPhone:
    """An Android phone behind the real adb and its real server; the phone is a stand-in (android.py) whose person taps at once.

    The program finds it by itself, as it finds a phone at a cable. It is read as a real one would be: by adb, from the phone's
    own contacts provider, as its vCards.
    """
    reader = 'python3-vobject, through adb from the phone’s own provider,'
    keeps_photos = True

    def __init__(self, scene, android_version=14, person='taps'):
        self.world = scene.world
        self.control = self.world.folder / 'android'
        # Without the variables it would look for emulators of others, and write its log into /tmp.
        self.world.start('adb-server', ['adb', 'server', 'nodaemon'],
                         environment={'ADB_LOCAL_TRANSPORT_MAX_PORT': '5554', 'TMPDIR': str(self.world.folder)})
        self.world.start('android-phone', [sys.executable, '-B', Path(android.__file__).resolve(), '--control', self.control,
                                           '--android', android_version, '--person', person])
        port = self.world.wait('the phone to come up', lambda: self.world.log('android-phone').read_text().strip())
        self.serial = f'127.0.0.1:{port}'
        # A client that comes before the server listens would start another one, which nobody ends.
        self.world.wait('adb’s server', (self.world.folder / 'adb.socket').exists)
        self.world.wait('adb to reach the phone', lambda: 'connected to' in self.adb('connect', self.serial).stdout)
        self.sentence = f'an Android {android_version} behind adb ({self.serial})'

    def adb(self, *words):
        return self.world.run(['adb', *words])

    def tell(self, *words):
        """What its person or fate does: tell('tap'), tell('away')."""
        return android.tell(self.control, *words)

    def text(self):
        rows = self.adb('-s', self.serial, 'exec-out', 'content query --uri content://com.android.contacts/contacts --projection lookup').stdout
        lookups = [row.rpartition('lookup=')[2] for row in rows.splitlines() if row.startswith('Row:')]
        if not lookups:
            return ''
        uri = 'content://com.android.contacts/contacts/as_multi_vcard/' + '%3A'.join(lookups)
        return self.adb('-s', self.serial, 'exec-out', f'content read --uri {uri}').stdout

    def cards(self):
        cards = [read_card(card) for card in vobject.readComponents(self.text())]
        for card in cards:  # Android writes numbers of North America with dashes
            card.numbers = [number.replace('-', '') for number in card.numbers]
        return cards

    def state(self):
        state = self.tell('state')
        return {name: state[name] for name in ('handovers', 'screens', 'failures', 'files')} | {'rows': self.tell('rows')}


# What `demo.py --phone` and `./run --demo --phone` take.
PHONES = {'adb': AdbPhone, 'folder': FolderPhone, 'gammu': GammuPhone, 'bluetooth': BluetoothPhone, 'wap': WapPhone}
