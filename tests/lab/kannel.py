"""A private Kannel on free loopback ports: the real bearerbox and smsbox, and a centre that takes the short messages.

    gateway = Kannel(world)             # the centre is ours, over SMPP: it delivers, refuses, falls silent as told
    gateway = Kannel(world, 'fake')     # Kannel's own fakesmsc: a stranger's centre, which only ever delivers
    gateway.start()
    gateway.url, gateway.user, gateway.password
    gateway.messages()                  # [smpp_centre.Message…]: what has arrived behind Kannel
    cards(gateway.messages())           # the business cards in them, put together again

As a program for tests in another language: `kannel.py` prints one JSON line when it is up, then obeys one command a line
(see obey) and prints one JSON line a command; it ends with its standard input.
"""
import json
import re
import signal
import socket
import sys
import urllib.parse
from pathlib import Path

if __name__ == '__main__':
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lab.prosody import free_port  # noqa: E402
from lab.short_messages import cards  # noqa: E402
from lab.smpp_centre import Message, SmppCentre  # noqa: E402
from lab.world import World  # noqa: E402

FAKESMSC = '/usr/lib/kannel/test/fakesmsc'

# smsbox listens nowhere but where it is told, bearerbox too; a Kannel without an sms-service does not start.
CONFIGURATION = '''
group = core
admin-port = {admin_port}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {smsbox_port}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
log-file = "{folder}/bearerbox.log"
access-log = "{folder}/access.log"
log-level = 0

{centre}

group = smsbox
smsbox-id = box
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms_port}
sendsms-interface = 127.0.0.1
global-sender = 5551
log-file = "{folder}/smsbox.log"
log-level = 0

group = sendsms-user
username = {user}
password = {password}
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"
{account}

group = sms-service
keyword = default
max-messages = 0
text = "ok"
'''

SMPP_CENTRE = '''
group = smsc
smsc = smpp
smsc-id = CENTRE
host = 127.0.0.1
port = {port}
transceiver-mode = true
smsc-username = kannel
smsc-password = kannel
system-type = test
reconnect-delay = 1
denied-prefix = "+888"
'''

FAKE_CENTRE = '''
group = smsc
smsc = fake
smsc-id = CENTRE
port = {port}
our-host = 127.0.0.1
connect-allow-ip = 127.0.0.1
denied-prefix = "+888"
'''


class Kannel:
    user, password = 'pidgin', 'gate secret'

    def __init__(self, world, centre='smpp', account='max-messages = 1\nconcatenation = false'):
        """`account` are more lines for Kannel's sendsms-user group; the default is Kannel's own."""
        self.world, self.account = world, account
        self.centre = SmppCentre() if centre == 'smpp' else None
        if self.centre:
            self.centre.vanish = self.stop
        self.number = 0
        self.processes = []

    def start(self):
        for _ in range(5):  # another program may take a free port between our look and Kannel's
            if self._try():
                return self
            self.stop()
        raise RuntimeError('Kannel did not start:\n' + self.world.tail(self.names[-1]))

    def _try(self):
        self.number += 1
        self.folder = self.world.folder / f'kannel-{self.number}'
        self.folder.mkdir()
        self.names = []
        fake_port, smsbox_port, self.port = free_port(), free_port(), free_port()
        self.url = f'http://127.0.0.1:{self.port}/cgi-bin/sendsms'
        centre = SMPP_CENTRE.format(port=self.centre.port) if self.centre else FAKE_CENTRE.format(port=fake_port)
        configuration = self.folder / 'kannel.conf'
        configuration.write_text(CONFIGURATION.format(
            admin_port=free_port(), smsbox_port=smsbox_port, sendsms_port=self.port, folder=self.folder,
            user=self.user, password=self.password, centre=centre, account=self.account))
        bearerbox = self._run('bearerbox', ['bearerbox', '--', configuration])
        if not self._up(bearerbox, smsbox_port):
            return False
        if not self.centre:
            self._run('fakesmsc', [FAKESMSC, '-H', '127.0.0.1', '-r', fake_port, '-v', '0', '-m', '0', '0 0 text x'])
        smsbox = self._run('smsbox', ['smsbox', '--', configuration])
        if not self._up(smsbox, self.port):
            return False
        log = self.folder / 'bearerbox.log'
        self.world.wait('Kannel to reach its centre', lambda: re.search(
            r'Fakesmsc client connected|bind_transceiver_resp', log.read_text(errors='replace')))
        return True

    def _run(self, name, command):
        name = f'{name}-{self.number}'
        self.names.append(name)
        process = self.world.start(name, ['env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', *command])
        self.processes.append(process)
        return process

    def _up(self, process, port):
        self.world.wait('Kannel to listen', lambda: listens(port) or process.poll() is not None)
        return process.poll() is None

    def stop(self, number=signal.SIGKILL):
        """Ends Kannel, not the centre. bearerbox takes seconds to leave by itself."""
        for process in reversed(self.processes):
            self.world.end(process, number)
            self.world.processes = [(name, other) for name, other in self.world.processes if other is not process]
        self.processes = []

    def freeze(self):
        """smsbox goes on listening and says nothing any more."""
        self.processes[-1].send_signal(signal.SIGSTOP)

    def messages(self):
        if self.centre:
            return list(self.centre.messages)
        return [message for number in range(1, self.number + 1) for message in read_fakesmsc(self.world.log(f'fakesmsc-{number}'))]


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(('127.0.0.1', port)) == 0


def read_fakesmsc(log):
    """What Kannel's own fakesmsc says it was given."""
    messages = []
    for line in log.read_bytes().split(b'\n') if log.exists() else []:
        got = re.search(rb'Got message \d+: <(\S+) (\S+) udh (\S+) data (.*)>$', line)
        if got:
            sender, number, header, data = got.groups()
            octets = b''.join(urllib.parse.unquote_to_bytes(part.replace(b'+', b' ')) for part in (header, data))
            messages.append(Message(number=number.decode(), sender=sender.decode(), coding=4, has_header=True, data=octets))
    return messages


def obey(gateway, command, *words):
    """One command of another program's test; what to answer."""
    if command == 'mode':  # how the centre treats messages from now on
        gateway.centre.mode = gateway.centre.known(*words)
    elif command == 'release':  # the receipts that were held back
        gateway.centre.release(*words)
    elif command == 'release_one':  # the first of them
        gateway.centre.release(*words, count=1)
    elif command == 'stop':
        gateway.stop()
    elif command == 'freeze':
        gateway.freeze()
    elif command == 'messages':
        return [message.data.hex() for message in gateway.messages()]
    elif command == 'cards':
        return [card.data.decode('ascii') for card in cards(gateway.messages())]
    else:
        raise ValueError(f'no such command: {command}')
    return None


def main():
    with World() as world:
        gateway = Kannel(world, *sys.argv[1:]).start()
        print(json.dumps({'url': gateway.url, 'user': gateway.user, 'password': gateway.password}), flush=True)
        for line in sys.stdin:
            print(json.dumps({'result': obey(gateway, *line.split())}), flush=True)
        gateway.stop()


if __name__ == '__main__':
    main()
