"""A plain client of obexd, to record with: obexd_client.py BUS DEVICE ADAPTER FILE [cancel]

Makes a session, sends the file, waits for the end (cancel: until the phone has taken something), removes the session.
"""
import sys
import time

from gi.repository import Gio, GLib

OBEX, OBJECTS = 'org.bluez.obex', 'org.freedesktop.DBus.ObjectManager'
PATIENCE_SECONDS = 90  # obexd itself gives up after 60


class Client:
    def __init__(self, address):
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.heard = []  # the texts of all signals
        for interface, member in (('org.freedesktop.DBus.Properties', 'PropertiesChanged'), (OBJECTS, 'InterfacesRemoved')):
            self.bus.signal_subscribe(OBEX, interface, member, None, None, Gio.DBusSignalFlags.NONE,
                                      lambda _c, _s, _p, _i, _m, arguments: self.heard.append(arguments.print_(False)))
        self.bus.signal_subscribe('org.freedesktop.DBus', 'org.freedesktop.DBus', 'NameOwnerChanged', None, OBEX, Gio.DBusSignalFlags.NONE,
                                  lambda _c, _s, _p, _i, _m, arguments: self.heard.append('' if arguments.unpack()[2] else 'gone'))

    def call(self, path, interface, method, arguments=None):
        return self.bus.call_sync(OBEX, path, f'{OBEX}.{interface}', method, arguments, None, Gio.DBusCallFlags.NONE,
                                  PATIENCE_SECONDS * 1000, None).unpack()

    def wait(self, *words):
        end = time.monotonic() + PATIENCE_SECONDS
        while not any(word in text for text in self.heard for word in words):
            if time.monotonic() > end:
                raise RuntimeError(f'obexd said none of {words}: {self.heard}')
            if not GLib.MainContext.default().iteration(False):
                time.sleep(0.005)

    def push(self, device, adapter, file, cancel):
        options = {'Target': GLib.Variant('s', 'opp'), 'Source': GLib.Variant('s', adapter)}
        session, = self.call('/org/bluez/obex', 'Client1', 'CreateSession', GLib.Variant('(sa{sv})', (device, options)))
        transfer, _ = self.call(session, 'ObjectPush1', 'SendFile', GLib.Variant('(s)', (file,)))
        if cancel:
            self.wait("'Transferred'")
            self.call(transfer, 'Transfer1', 'Cancel')
        self.wait(f"'{transfer}'", 'gone')
        if 'gone' not in self.heard:
            self.call('/org/bluez/obex', 'Client1', 'RemoveSession', GLib.Variant('(o)', (session,)))


def main():
    address, device, adapter, file = sys.argv[1:5]
    try:
        Client(address).push(device, adapter, file, 'cancel' in sys.argv[5:])
    except GLib.Error as error:
        print(error.message)


main()
