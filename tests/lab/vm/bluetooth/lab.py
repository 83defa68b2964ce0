"""Inside the small machine: the two linked controllers as a computer and a phone, paired.

    lab = Lab()                 # after up.sh
    lab.pair()
    lab.mode('accept')          # what the phone's owner does next
    lab.inbox()                 # the files on the phone
"""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from gi.repository import Gio, GLib

INBOX = Path('/run/phone/inbox')
PC, PHONE = '/org/bluez/hci0', '/org/bluez/hci1'


def tell(sentence):
    print(f'[{time.clock_gettime(time.CLOCK_BOOTTIME):7.2f}] {sentence}', flush=True)


def wait(what, predicate, seconds=60):
    end = time.monotonic() + seconds
    while True:
        got = predicate()
        if got:
            return got
        if time.monotonic() > end:
            raise RuntimeError(f'waited {seconds} s in vain for {what}')
        time.sleep(0.1)


class Lab:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None)
        wait('both adapters', lambda: all('org.bluez.Adapter1' in self.objects().get(path, {}) for path in (PC, PHONE)))
        for path, alias in ((PC, 'Computer'), (PHONE, 'Emulated “Phone”')):
            # A machine under load may miss the first time.
            wait(f'{path} to be switched on', lambda: self.switch(path, True), 120)
            self.set(path, 'org.bluez.Adapter1', 'Alias', GLib.Variant('s', alias))
        self.pc_address, self.phone_address = (self.get(path, 'org.bluez.Adapter1', 'Address') for path in (PC, PHONE))
        self.device = f'{PC}/dev_' + self.phone_address.replace(':', '_')
        self.mode('accept')

    def call(self, path, interface, method, arguments=None, seconds=60):
        return self.bus.call_sync('org.bluez', path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                  seconds * 1000, None).unpack()

    def objects(self):
        return self.call('/', 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]

    def get(self, path, interface, name):
        return self.call(path, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (interface, name)))[0]

    def set(self, path, interface, name, value):
        self.call(path, 'org.freedesktop.DBus.Properties', 'Set', GLib.Variant('(ssv)', (interface, name, value)))

    def switch(self, path, on):
        try:
            self.set(path, 'org.bluez.Adapter1', 'Powered', GLib.Variant('b', on))
        except GLib.Error as error:
            tell(f'{path}: {error.message}')
        return self.get(path, 'org.bluez.Adapter1', 'Powered') == on

    def discover(self):
        if self.device in self.objects():
            return True
        self.call(PC, 'org.bluez.Adapter1', 'SetDiscoveryFilter', GLib.Variant('(a{sv})', ({'Transport': GLib.Variant('s', 'bredr')},)))
        self.call(PC, 'org.bluez.Adapter1', 'StartDiscovery')
        try:
            wait('the computer to see the phone', lambda: self.device in self.objects(), 20)
        except RuntimeError:
            return False
        finally:
            self.call(PC, 'org.bluez.Adapter1', 'StopDiscovery')
        return True

    def pair(self):
        """Once, as a person does it; again when the emulated air loses something."""
        self.set(PHONE, 'org.bluez.Adapter1', 'DiscoverableTimeout', GLib.Variant('u', 0))
        self.set(PHONE, 'org.bluez.Adapter1', 'Discoverable', GLib.Variant('b', True))
        for _ in range(6):
            if not self.discover():
                continue
            try:
                self.call(self.device, 'org.bluez.Device1', 'Pair')
                break
            except GLib.Error as error:
                tell(f'pairing: {error.message}')
                if 'AlreadyExists' in error.message:
                    break
        wait('the pairing', lambda: self.get(self.device, 'org.bluez.Device1', 'Paired'))
        self.set(self.device, 'org.bluez.Device1', 'Trusted', GLib.Variant('b', True))
        wait('the phone’s services', lambda: any(uuid.startswith('00001105') for uuid in self.get(self.device, 'org.bluez.Device1', 'UUIDs')))

    def mode(self, mode):
        Path('/run/phone/mode').write_text(mode)

    def inbox(self):
        return sorted(INBOX.iterdir())

    def empty_inbox(self):
        for file in self.inbox():
            file.unlink()

    def reachable(self, yes):
        """Does the phone answer a call? Its controller just stops listening, as when it is far away."""
        if not yes:
            wait('the last connection to end', lambda: not self.get(self.device, 'org.bluez.Device1', 'Connected'))
        subprocess.run(['hciconfig', 'hci1', 'pscan' if yes else 'noscan'], check=True)

    def kill_phone(self):
        """The phone's end of the transfer dies, as when it is switched off."""
        os.kill(int(Path('/run/phone/obexd.pid').read_text()), signal.SIGKILL)


def start(command, log, environment=None):
    return subprocess.Popen(command, stdout=open(log, 'ab'), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                            env=os.environ | (environment or {}))


PC_BUS = {'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/run/pc/bus', 'HOME': '/run/pc/home'}
sys.dont_write_bytecode = True
