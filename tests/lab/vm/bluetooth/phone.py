"""The emulated phone's owner, and whoever confirms the pairing: says yes, no or nothing, as /run/phone/mode says.

accept, refuse: the answer to “Accept incoming file?”; silent: nobody looks at the phone.
"""
import sys
from pathlib import Path

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

MODE = Path('/run/phone/mode')


def tell(sentence):
    print(sentence, flush=True)


class Pairing(dbus.service.Object):
    @dbus.service.method('org.bluez.Agent1', in_signature='os')
    def AuthorizeService(self, device, uuid):
        tell(f'service {uuid}')

    @dbus.service.method('org.bluez.Agent1', in_signature='ou')
    def RequestConfirmation(self, device, passkey):
        tell('confirm pairing')

    @dbus.service.method('org.bluez.Agent1', in_signature='o')
    def RequestAuthorization(self, device):
        tell('authorise pairing')

    @dbus.service.method('org.bluez.Agent1')
    def Cancel(self):
        tell('pairing cancelled')


class Owner(dbus.service.Object):
    @dbus.service.method('org.bluez.obex.Agent1', in_signature='o', out_signature='s', async_callbacks=('answer', 'fail'))
    def AuthorizePush(self, transfer, answer, fail):
        properties = dbus.Interface(self.bus.get_object('org.bluez.obex', transfer), 'org.freedesktop.DBus.Properties')
        told = properties.GetAll('org.bluez.obex.Transfer1')
        mode = MODE.read_text().strip()
        tell(f"incoming {told.get('Name')} of type {told.get('Type', 'unsaid')}, {told.get('Size')} bytes: {mode}")
        if mode == 'accept':
            answer(str(told['Name']))
        elif mode == 'refuse':
            fail(dbus.DBusException('no', name='org.bluez.obex.Error.Rejected'))

    @dbus.service.method('org.bluez.obex.Agent1')
    def Cancel(self):
        tell('incoming file cancelled')


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    system, own = dbus.SystemBus(), dbus.bus.BusConnection('unix:path=/run/phone/bus')
    pairing, owner = Pairing(system, '/agent'), Owner(own, '/agent')
    owner.bus = own
    manager = dbus.Interface(system.get_object('org.bluez', '/org/bluez'), 'org.bluez.AgentManager1')
    manager.RegisterAgent('/agent', 'DisplayYesNo')
    manager.RequestDefaultAgent('/agent')

    def register():  # again whenever the phone's obexd comes anew
        try:
            dbus.Interface(own.get_object('org.bluez.obex', '/org/bluez/obex'), 'org.bluez.obex.AgentManager1').RegisterAgent('/agent')
            tell('ready')
        except dbus.DBusException as error:
            tell(f'not yet: {error.get_dbus_name()}')
    own.watch_name_owner('org.bluez.obex', lambda owner: owner and register())
    GLib.MainLoop().run()


main()
sys.exit(0)
