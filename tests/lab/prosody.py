"""A private Prosody on a free loopback port: accounts and rosters are plain files, so nobody has to sign up.

    server = Prosody(world)
    alice = server.add_user('alice'); bob = server.add_user('bob', name='Bob Builder')
    server.befriend(alice, bob)
    server.start()                      # server.port is known now
"""
import socket
from dataclasses import dataclass

HOST = 'localhost'

CONFIGURATION = '''
run_as_root = true -- only where the tests themselves are root
data_path = {data}
pidfile = {pidfile}
certificates = {data}
interfaces = {{ "127.0.0.1" }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{}}
s2s_ports = {{}}
s2s_direct_tls_ports = {{}}
http_ports = {{}}
https_ports = {{}}
modules_enabled = {{
  "roster"; "saslauth"; "disco"; "presence"; "message"; "iq"; "offline"; "ping"; "private"; "blocklist";
  "carbons"; "pep"; "vcard4"; "vcard_legacy"; "time"; "version"; "posix";
}}
modules_disabled = {{ "s2s"; "tls"; "limits" }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
allow_registration = false
storage = "internal"
c2s_stanza_size_limit = 10485760
log = {{ info = "*console"; }}
VirtualHost "{host}"
'''


def lua(text):
    """A Lua string literal; byte escapes for whatever is not plain ASCII."""
    return '"' + ''.join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f'\\{byte:03d}'
                         for byte in str(text).encode()) + '"'


@dataclass(frozen=True)
class User:
    user: str
    password: str
    name: str  # as friends have it in their list

    @property
    def jid(self):
        return f'{self.user}@{HOST}'


class Prosody:
    def __init__(self, world):
        self.world = world
        self.folder = world.folder / 'prosody'
        self.data = self.folder / 'data' / HOST
        for folder in ('accounts', 'roster'):
            (self.data / folder).mkdir(parents=True)
        self.friends = {}
        self.port = None

    def add_user(self, user, name=''):
        made = User(user, f'{user}-secret', name or user.capitalize())
        (self.data / 'accounts' / f'{user}.dat').write_text(f'return {{ ["password"] = {lua(made.password)}; }};\n')
        self.friends[made] = []
        return made

    def befriend(self, one, other):
        for user, friend in ((one, other), (other, one)):
            self.friends[user].append(friend)
            items = ''.join(f'[{lua(f.jid)}] = {{ ["subscription"] = "both"; ["name"] = {lua(f.name)}; '
                            f'["groups"] = {{ ["Friends"] = true; }}; }}; ' for f in self.friends[user])
            (self.data / 'roster' / f'{user.user}.dat').write_text(
                f'return {{ [false] = {{ ["version"] = 1; ["pending"] = {{}}; }}; {items} }};\n')

    def start(self):
        for _ in range(5):  # another program may take the free port between our look and Prosody's
            self.port = free_port()
            configuration = self.folder / 'prosody.cfg.lua'
            configuration.write_text(CONFIGURATION.format(
                data=lua(self.folder / 'data'), pidfile=lua(self.folder / 'prosody.pid'), port=self.port, host=HOST))
            process = self.world.start('prosody', ['prosody', '--config', configuration, '-F'])
            self.world.wait('Prosody to listen', lambda: self.listens() or process.poll() is not None)
            if process.poll() is None and f'{self.port}' in self.world.log('prosody').read_text(errors='replace'):
                return self
            self.world.end(process)
            self.world.processes.pop()
        raise RuntimeError('Prosody did not start:\n' + self.world.tail('prosody'))

    def listens(self):
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(('127.0.0.1', self.port)) == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]
