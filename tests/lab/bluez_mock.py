"""BlueZ without Bluetooth: a bus of its own with bluetoothd and obexd on it, and a paired phone behind them.

    bluez_mock.py serve FOLDER       # prints the bus's address once it is up; ends with its standard input
    FOLDER/state.json                # what is there and how the phone behaves; read anew at every question
    FOLDER/inbox/N.vcf               # what the phone has taken, in order; the name that was sent stands in N.name

The bus knows no services but this file's obexd, which it starts when it is asked for, as on a desktop: so obexd can die and
come again. Names, errors and the order of signals are the real daemons' (obexd_signals.txt, recorded in the small machine of
vm/; bluez_mock_test.py compares). state.json:

    {"adapters": [{"name": "hci7", "address": "00:AA:…", "powered": true}],
     "devices":  [{"address": "…", "alias": "…", "adapter": "hci7", "paired": true, "uuids": ["00001105-…", …]}],
     "bluetoothd": true, "phone": "accept"}

How the phone behaves: accept; refuse; silent (nobody taps); slow (many steps); away; deaf (not even a connection comes about);
no-service (takes no files just now); forbidden (refuses the connection); vanish (the link breaks in the middle); vanish-after
(it has got the file, but the link breaks before it says so); obexd-dies, obexd-dies-connecting (the computer's obexd crashes
in the middle, or before); removed (the transfer disappears without a last word).

FOLDER/sessions holds how many sessions obexd has open; FOLDER/obexd-died is there once it was cancelled to death.
"""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
from gi.repository import GLib

BLUEZ, OBEX = 'org.bluez', 'org.bluez.obex'
OBJECTS, PROPERTIES = 'org.freedesktop.DBus.ObjectManager', 'org.freedesktop.DBus.Properties'
ALWAYS_THERE = ['org.freedesktop.DBus.Properties', 'org.freedesktop.DBus.Introspectable']
STEP_BYTES = 20_000  # of a transfer that is told in steps
STEP_MS = 30         # between them; the real obexd tells one a second

OBJECT_PUSH = '00001105-0000-1000-8000-00805f9b34fb'
START = {
    'adapters': [{'name': 'hci7', 'address': '00:AA:01:00:00:00', 'powered': True}],
    'devices': [{'address': '00:AA:01:01:00:01', 'alias': 'Emulated “Phone”', 'adapter': 'hci7', 'paired': True,
                 'uuids': [OBJECT_PUSH, '0000112f-0000-1000-8000-00805f9b34fb']}],
    'bluetoothd': True, 'phone': 'accept',
}


class Folder:
    def __init__(self, path):
        self.path = Path(path)
        self.inbox = self.path / 'inbox'

    def state(self):
        return START | json.loads((self.path / 'state.json').read_text())

    def take(self, file, name):
        number = len(list(self.inbox.glob('*.vcf'))) + 1
        (self.inbox / f'{number}.name').write_text(name)
        beside = self.inbox / f'{number}.part'
        beside.write_bytes(Path(file).read_bytes())
        beside.rename(self.inbox / f'{number}.vcf')


class Daemon:
    """Answers the calls to one name; `self.methods` maps a member to a function of the message's path and arguments."""

    def __init__(self, name, methods):
        self.methods = methods
        self.bus = dbus.bus.BusConnection(os.environ['DBUS_SESSION_BUS_ADDRESS'])
        self.bus.add_message_filter(self.hear)
        self.bus.request_name(name)

    def hear(self, _, message):
        if not isinstance(message, dbus.lowlevel.MethodCallMessage) or message.get_member() not in self.methods:
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        self.methods[message.get_member()](message, message.get_path(), message.get_args_list())
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    def answer(self, message, signature='', *values):
        answer = dbus.lowlevel.MethodReturnMessage(message)
        if signature:
            answer.append(*values, signature=signature)
        self.bus.send_message(answer)

    def fail(self, message, name, text=''):
        failure = dbus.lowlevel.ErrorMessage(message, name, text)
        self.bus.send_message(failure)

    def tell(self, path, interface, member, signature, *values):
        told = dbus.lowlevel.SignalMessage(path, interface, member)
        told.append(*values, signature=signature)
        self.bus.send_message(told)
        self.bus.flush()


class Bluetoothd(Daemon):
    def __init__(self, folder):
        self.folder = folder
        super().__init__(BLUEZ, {'GetManagedObjects': self.objects})

    def objects(self, message, path, arguments):
        state = self.folder.state()
        objects = {'/org/bluez': {'org.bluez.AgentManager1': {}}}
        for adapter in state['adapters']:
            objects['/org/bluez/' + adapter['name']] = {'org.bluez.Adapter1': {
                'Address': adapter['address'], 'AddressType': 'public', 'Name': 'computer', 'Alias': 'computer',
                'Powered': dbus.Boolean(adapter.get('powered', True)), 'Discovering': dbus.Boolean(False)}}
        for device in state['devices']:
            place = '/org/bluez/' + device['adapter']
            objects[f"{place}/dev_{device['address'].replace(':', '_')}"] = {'org.bluez.Device1': {
                'Address': device['address'], 'AddressType': 'public', 'Name': device['alias'], 'Alias': device['alias'],
                'Adapter': dbus.ObjectPath(place), 'Paired': dbus.Boolean(device['paired']),
                'Blocked': dbus.Boolean(device.get('blocked', False)), 'Connected': dbus.Boolean(False),
                'UUIDs': dbus.Array(device['uuids'], signature='s')}}
        self.answer(message, 'a{oa{sa{sv}}}', objects)


class Obexd(Daemon):
    def __init__(self, folder):
        self.folder, self.sessions, self.transfers, self.count = folder, {}, {}, [0, 0]
        super().__init__(OBEX, {'CreateSession': self.create_session, 'RemoveSession': self.remove_session,
                                'SendFile': self.send_file, 'Cancel': self.cancel})
        self.tell('/', OBJECTS, 'InterfacesAdded', 'oa{sa{sv}}', '/org/bluez/obex',
                  {'org.freedesktop.DBus.Introspectable': dbus.Dictionary(signature='sv'),
                   'org.bluez.obex.AgentManager1': dbus.Dictionary(signature='sv'),
                   'org.bluez.obex.Client1': dbus.Dictionary(signature='sv')})

    def phone(self):
        return self.folder.state()['phone']

    # --- sessions ---
    def create_session(self, message, path, arguments):
        device, options = arguments
        device_is_known = any(known['address'] == device and known['paired'] for known in self.folder.state()['devices'])
        adapter_is_known = any(adapter['address'] == options.get('Source', adapter['address']) for adapter in self.folder.state()['adapters'])
        phone = self.phone()
        if options.get('Target') != 'opp':
            return self.fail(message, f'{OBEX}.Error.InvalidArguments')
        if phone == 'deaf':
            return None
        if phone == 'obexd-dies-connecting':
            os._exit(1)
        refusal = {'away': 'Host is down (112)', 'no-service': 'Unable to find service record',
                   'forbidden': 'OBEX Connect failed with 0x43'}.get(phone)
        if not device_is_known or not adapter_is_known:
            refusal = 'Host is down (112)'
        if refusal:
            return self.fail(message, f'{OBEX}.Error.Failed', refusal)
        session = f'/org/bluez/obex/client/session{self.count[0]}'
        self.count[0] += 1
        self.sessions[session] = message.get_sender()
        self.count_sessions()
        self.tell('/', OBJECTS, 'InterfacesAdded', 'oa{sa{sv}}', session, {
            'org.freedesktop.DBus.Introspectable': dbus.Dictionary(signature='sv'),
            'org.bluez.obex.Session1': {'Source': options.get('Source', ''), 'Destination': device, 'Channel': dbus.Byte(0),
                                        'Target': OBJECT_PUSH},
            'org.freedesktop.DBus.Properties': dbus.Dictionary(signature='sv'),
            'org.bluez.obex.ObjectPush1': dbus.Dictionary(signature='sv')})
        return self.answer(message, 'o', session)

    def remove_session(self, message, path, arguments):
        if self.sessions.get(arguments[0]) != message.get_sender():
            return self.fail(message, f'{OBEX}.Error.InvalidArguments')
        for transfer in [transfer for transfer in self.transfers if transfer.startswith(arguments[0] + '/')]:
            self.transfer_goes(transfer)
        self.session_goes(arguments[0])
        return self.answer(message)

    def session_goes(self, session):
        del self.sessions[session]
        self.count_sessions()
        self.tell('/', OBJECTS, 'InterfacesRemoved', 'oas', session,
                  ALWAYS_THERE + ['org.bluez.obex.Session1', 'org.bluez.obex.ObjectPush1'])

    def count_sessions(self):
        (self.folder.path / 'sessions').write_text(str(len(self.sessions)))

    # --- transfers ---
    def send_file(self, message, session, arguments):
        if session not in self.sessions:
            return self.fail(message, 'org.freedesktop.DBus.Error.UnknownObject', f'Method "SendFile" doesn\'t exist at {session}')
        file = Path(str(arguments[0]))
        if not file.is_file():
            return self.fail(message, f'{OBEX}.Error.Failed', 'Unable to open file')
        transfer = f'{session}/transfer{self.count[1]}'
        self.count[1] += 1
        size = file.stat().st_size
        self.transfers[transfer] = (file, size)
        told = {'Status': 'queued', 'Name': file.name, 'Size': dbus.UInt64(size), 'Filename': str(file), 'Session': dbus.ObjectPath(session)}
        self.tell('/', OBJECTS, 'InterfacesAdded', 'oa{sa{sv}}', transfer, {
            'org.freedesktop.DBus.Introspectable': dbus.Dictionary(signature='sv'), 'org.bluez.obex.Transfer1': told,
            'org.freedesktop.DBus.Properties': dbus.Dictionary(signature='sv')})
        self.answer(message, 'oa{sv}', transfer, told)
        phone = self.phone()
        steps = 5 if phone in ('slow', 'vanish', 'vanish-after', 'obexd-dies') else size // STEP_BYTES
        if phone == 'refuse' or not file.name.endswith('.vcf'):  # what is no card by its ending, Android does not take
            GLib.timeout_add(STEP_MS, self.end, transfer, 'error')
        elif phone == 'removed':
            GLib.timeout_add(STEP_MS, self.transfer_goes, transfer)
        elif phone != 'silent':
            GLib.timeout_add(STEP_MS, self.step, transfer, phone, 1, steps)
        return None

    def step(self, transfer, phone, number, steps):
        if transfer not in self.transfers:
            return False
        file, size = self.transfers[transfer]
        if number <= steps:
            told = {'Status': 'active'} if number == 1 else {}
            self.changed(transfer, told | {'Transferred': dbus.UInt64(size * number // (steps + 1))})
            if number == 3 and phone == 'obexd-dies':
                os._exit(1)
            if number == 3 and phone.startswith('vanish'):
                if phone == 'vanish-after':
                    self.folder.take(file, file.name)
                self.end(transfer, 'error')
                self.session_goes(transfer.rpartition('/')[0])
                return False
            GLib.timeout_add(STEP_MS, self.step, transfer, phone, number + 1, steps)
            return False
        self.folder.take(file, file.name)
        self.end(transfer, 'complete')
        return False

    def end(self, transfer, status):
        if transfer in self.transfers:
            self.changed(transfer, {'Status': status})
            self.transfer_goes(transfer)
        return False

    def changed(self, transfer, properties):
        self.tell(transfer, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', 'org.bluez.obex.Transfer1', properties, [])

    def transfer_goes(self, transfer):
        if self.transfers.pop(transfer, None):
            self.tell('/', OBJECTS, 'InterfacesRemoved', 'oas', transfer, ALWAYS_THERE + ['org.bluez.obex.Transfer1'])
        return False

    def cancel(self, message, transfer, arguments):
        if transfer not in self.transfers:
            return self.fail(message, 'org.freedesktop.DBus.Error.UnknownObject', f'Method "Cancel" doesn\'t exist at {transfer}')
        if self.phone() == 'silent':  # obexd 5.66 does not survive it
            (self.folder.path / 'obexd-died').touch()
            os._exit(1)
        self.answer(message)
        return self.transfer_goes(transfer)


# --- the bus ---
CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={folder}/bus</listen>{services}
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
'''


def orphaned_too():
    """The kernel tells the child when we are gone, however we went."""
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def serve(folder):
    folder.inbox.mkdir(parents=True, exist_ok=True)
    if not (folder.path / 'state.json').exists():
        (folder.path / 'state.json').write_text('{}')
    state, services = folder.state(), ''
    if state.get('obexd', True):
        (folder.path / 'services').mkdir(exist_ok=True)
        (folder.path / f'services/{OBEX}.service').write_text(
            f'[D-BUS Service]\nName={OBEX}\nExec={sys.executable} -B {Path(__file__).resolve()} obexd {folder.path}\n')
        services = f'<servicedir>{folder.path}/services</servicedir>'
    (folder.path / 'bus.conf').write_text(CONFIGURATION.format(folder=folder.path, services=services))
    address = f'unix:path={folder.path}/bus'
    environment = os.environ | {'DBUS_SESSION_BUS_ADDRESS': address, 'DBUS_SYSTEM_BUS_ADDRESS': address}
    children = [subprocess.Popen(['dbus-daemon', f'--config-file={folder.path}/bus.conf', '--nofork', '--nopidfile'],
                                 env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=open(folder.path / 'bus.log', 'ab'), preexec_fn=orphaned_too)]
    try:
        while not (folder.path / 'bus').exists():
            if children[0].poll() is not None:
                raise RuntimeError((folder.path / 'bus.log').read_text())
            time.sleep(0.005)
        if state['bluetoothd']:
            children.append(subprocess.Popen([sys.executable, '-B', __file__, 'bluetoothd', str(folder.path)], env=environment,
                                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=orphaned_too))
            children[1].stdout.readline()
        print(address, flush=True)
        sys.stdin.read()
    finally:
        for child in reversed(children):
            child.kill()
            child.wait()


def main():
    what, folder = sys.argv[1], Folder(sys.argv[2])
    if what == 'serve':
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        serve(folder)
        return
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    loop = GLib.MainLoop()
    daemon = {'bluetoothd': Bluetoothd, 'obexd': Obexd}[what](folder)
    daemon.bus.set_exit_on_disconnect(True)
    print('ready', flush=True)
    loop.run()


if __name__ == '__main__':
    main()
