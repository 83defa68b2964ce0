"""Writes down what travels between a program and obexd on a session bus, in order, one line a message: recorder.py BUS FILE

Method calls to obexd, its answers and errors, its signals, and the coming and going of its name. Numbers that differ from
run to run are left out, so that recordings can be compared.
"""
import re
import sys

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
from gi.repository import GLib

NAME = 'org.bluez.obex'


def steady(text):
    text = re.sub(r'(session|transfer)\d+', r'\1N', text)
    text = re.sub(r"'(Transferred|Size|Time)': \d+", r"'\1': N", text)
    text = re.sub(r"'Name': '[^']*'", "'Name': 'NAME'", text)
    text = re.sub(r':1\.\d+', ':1.N', text)
    return re.sub(r"/[^',\s]*\.vcf", 'FILE', text)


def plain(value):
    """A D-Bus value as Python shows it, without its wrapping."""
    if isinstance(value, dict):
        return {plain(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, dbus.Boolean):
        return bool(value)
    return int(value) if isinstance(value, int) else str(value)


class Recorder:
    def __init__(self, address, path):
        self.out = open(path, 'a', encoding='utf-8', buffering=1)
        self.calls = {}   # (caller, serial) → member
        self.owners = set()
        self.bus = dbus.bus.BusConnection(address)
        if self.bus.name_has_owner(NAME):
            self.owners.add(self.bus.get_name_owner(NAME))
        self.bus.add_message_filter(self.hear)
        self.bus.call_blocking('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.Monitoring', 'BecomeMonitor',
                               'asu', (dbus.Array([], signature='s'), 0))

    def write(self, line):
        self.out.write(steady(line) + '\n')

    def hear(self, _, message):
        try:
            self.look(message)
        except Exception as error:  # a recorder that dies says nothing
            self.write(f'recorder: {error!r}')
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    def look(self, message):
        sender, arguments = message.get_sender(), [plain(value) for value in message.get_args_list()]
        told = ', '.join(map(str, arguments))
        if isinstance(message, dbus.lowlevel.SignalMessage):
            if message.get_member() == 'NameOwnerChanged' and arguments[0] == NAME:
                self.owners.discard(arguments[1])
                if arguments[2]:
                    self.owners.add(arguments[2])
                self.write('obexd is there' if arguments[2] else 'obexd is gone')
            elif sender in self.owners:
                self.write(f'signal {message.get_path()} {message.get_interface()}.{message.get_member()}: {told}')
        elif isinstance(message, dbus.lowlevel.MethodCallMessage):
            if message.get_destination() in self.owners | {NAME} and sender not in self.owners:
                self.calls[(sender, message.get_serial())] = message.get_member()
                self.write(f'call {message.get_path()} {message.get_interface()}.{message.get_member()}: {told}')
        elif sender in self.owners:
            member = self.calls.pop((message.get_destination(), message.get_reply_serial()), None)
            if member and isinstance(message, dbus.lowlevel.ErrorMessage):
                self.write(f'error {member}: {message.get_error_name()}: {told}')
            elif member:
                self.write(f'answer {member}: {told}')


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    recorder = Recorder(sys.argv[1], sys.argv[2])
    print('ready', flush=True)
    GLib.MainLoop().run()
    return recorder


main()
