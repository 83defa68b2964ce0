"""adbd's side of adb's protocol over TCP, for the stand-in for an Android phone: the real adb program and its real server
stand on the other side.

    Adbd(phone, port=0).start()

Spoken: CNXN with banner and features, AUTH (a token of 20 octets, RSA signatures of it checked against the keys that the
person allowed, a new public key that waits for the person), OPEN/OKAY/WRTE/CLSE, shell v1 and v2, exec, and sync with STAT,
its second version, LIST, SEND and RECV.
"""
import base64
import os
import socket
import struct
import threading

CNXN, AUTH, OPEN, OKAY, CLSE, WRTE = (int.from_bytes(name, 'little') for name in (b'CNXN', b'AUTH', b'OPEN', b'OKAY', b'CLSE', b'WRTE'))
TOKEN, SIGNATURE, PUBLIC_KEY = 1, 2, 3
VERSION = 0x01000001
MAX_DATA = 256 * 1024
SHA1_INFO = bytes.fromhex('3021300906052b0e03021a05000414')


class Gone(Exception):
    """The connection is over."""


def key_of(public_key):
    """(modulus, exponent) of a public key as adb sends it: base64 of a struct of 32-bit words, little-endian."""
    raw = base64.b64decode(public_key.split()[0].rstrip(b'\0'))
    words, = struct.unpack_from('<I', raw)
    modulus = int.from_bytes(raw[8:8 + 4 * words], 'little')
    exponent, = struct.unpack_from('<I', raw, 8 + 2 * 4 * words)
    return modulus, exponent


def is_signed(token, signature, key):
    """PKCS #1 v1.5 over the token, which is taken for a SHA-1 digest."""
    modulus, exponent = key
    size = (modulus.bit_length() + 7) // 8
    block = pow(int.from_bytes(signature, 'big'), exponent, modulus).to_bytes(size, 'big')
    tail = b'\0' + SHA1_INFO + token
    return block == b'\0\1' + b'\xff' * (size - 2 - len(tail)) + tail


class Adbd:
    def __init__(self, phone, port=0):
        self.phone = phone
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(('127.0.0.1', port))
        self.port = self.socket.getsockname()[1]
        self.connections, self.lock = set(), threading.Lock()
        self.listening = False

    def start(self):
        self.socket.listen(8)
        self.listening = True
        threading.Thread(target=self.accept, args=(self.socket,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                connected, _ = listener.accept()
            except OSError:
                return
            connection = Connection(self.phone, connected, self)
            with self.lock:
                self.connections.add(connection)
            threading.Thread(target=connection.serve, daemon=True).start()

    def drop(self):
        """Every connection breaks, as when a cable is pulled."""
        with self.lock:
            connections = list(self.connections)
        for connection in connections:
            connection.close()

    def leave(self):
        self.listening = False
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        self.drop()

    def come_back(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(('127.0.0.1', self.port))
        self.start()


class Connection:
    def __init__(self, phone, connected, adbd):
        self.phone, self.socket, self.adbd = phone, connected, adbd
        self.lock, self.streams, self.last_id = threading.Lock(), {}, 0
        self.version, self.max_data = 0x01000000, 4096
        self.token, self.trusted, self.offered = b'', False, None

    def close(self):
        for end in (lambda: self.socket.shutdown(socket.SHUT_RDWR), self.socket.close):
            try:
                end()
            except OSError:
                pass

    def send(self, command, first, second, data=b''):
        checksum = sum(data) & 0xffffffff if self.version < VERSION else 0
        with self.lock:
            try:
                self.socket.sendall(struct.pack('<6I', command, first, second, len(data), checksum, command ^ 0xffffffff) + data)
            except OSError as error:
                raise Gone from error

    def receive(self, size):
        data = bytearray()
        while len(data) < size:
            try:
                more = self.socket.recv(size - len(data))
            except OSError as error:
                raise Gone from error
            if not more:
                raise Gone
            data += more
        return bytes(data)

    def serve(self):
        try:
            while True:
                command, first, second, size, _, magic = struct.unpack('<6I', self.receive(24))
                if magic != command ^ 0xffffffff or size > 16 << 20:
                    raise Gone
                self.take(command, first, second, self.receive(size))
        except Gone:
            pass
        finally:
            self.close()
            for stream in list(self.streams.values()):
                stream.feed(None)
            with self.adbd.lock:
                self.adbd.connections.discard(self)

    def take(self, command, first, second, data):
        if self.phone.offline:
            return  # takes what it gets and says nothing
        if command == CNXN:
            self.version, self.max_data = min(first, VERSION), min(second, MAX_DATA)
            if self.phone.needs_key:
                self.ask_for_key()
            else:
                self.welcome()
        elif command == AUTH:
            self.check(first, data)
        elif not self.trusted:
            return
        elif command == OPEN:
            self.last_id += 1
            stream = Stream(self, self.last_id, first, data.rstrip(b'\0'))
            self.streams[self.last_id] = stream
            threading.Thread(target=stream.serve, daemon=True).start()
        elif command in (OKAY, WRTE, CLSE) and second in self.streams:
            stream = self.streams[second]
            if command == OKAY:
                stream.acknowledged.release()
            elif command == WRTE:
                stream.feed(data)
                if not self.phone.silent:
                    self.send(OKAY, stream.id, stream.remote)
            else:
                del self.streams[second]
                stream.feed(None)

    def ask_for_key(self):
        self.token = os.urandom(20)
        self.send(AUTH, TOKEN, 0, self.token)

    def check(self, kind, data):
        if kind == SIGNATURE and any(is_signed(self.token, data, key) for key in self.phone.allowed_keys):
            self.welcome()
        elif kind == SIGNATURE:
            self.ask_for_key()
        elif kind == PUBLIC_KEY:
            self.offered = key_of(data)
            if self.phone.asks_for_debugging(self):
                self.allow()

    def allow(self):
        self.phone.allowed_keys.add(self.offered)
        self.welcome()

    def welcome(self):
        self.trusted = True
        self.send(CNXN, VERSION, MAX_DATA, self.phone.banner().encode())


class Stream:
    """One OPEN: a shell, an exec or a sync, in a thread of its own."""

    def __init__(self, connection, stream_id, remote, service):
        self.connection, self.id, self.remote, self.service = connection, stream_id, remote, service
        self.phone = connection.phone
        self.arrived, self.ended, self.condition = bytearray(), False, threading.Condition()
        self.acknowledged = threading.Semaphore(0)
        self.closed = False

    def feed(self, data):
        with self.condition:
            if data is None:
                self.ended = True
                self.acknowledged.release()
            else:
                self.arrived += data
            self.condition.notify_all()

    def read(self, size):
        with self.condition:
            while len(self.arrived) < size:
                if self.ended:
                    raise Gone
                self.condition.wait()
            data = bytes(self.arrived[:size])
            del self.arrived[:size]
            return data

    def write(self, data):
        step = self.connection.max_data
        for begin in range(0, len(data), step):
            if self.ended:
                raise Gone
            self.connection.send(WRTE, self.id, self.remote, data[begin:begin + step])
            self.acknowledged.acquire()

    def serve(self):
        if self.phone.silent:
            return
        service = self.service.decode('utf-8', 'surrogateescape')
        try:
            kind, _, rest = service.partition(':')
            words = kind.split(',')
            if words[0] not in ('shell', 'exec', 'sync') or ('v2' in words and not self.phone.shell_v2):
                self.connection.send(CLSE, 0, self.remote)
                return
            self.connection.send(OKAY, self.id, self.remote)
            if words[0] == 'sync':
                Sync(self).serve()
            elif 'v2' in words:
                self.shell_v2(rest)
            else:
                self.shell_v1(rest, terminal=words[0] == 'shell')
            self.connection.send(CLSE, self.id, self.remote)
        except Gone:
            pass

    def shell_v2(self, command):
        def packet(kind, text):
            data = text if isinstance(text, bytes) else text.encode('utf-8', 'surrogateescape')
            for begin in range(0, len(data), 4096):
                piece = data[begin:begin + 4096]
                self.write(struct.pack('<BI', kind, len(piece)) + piece)
        status = self.phone.shell(command, lambda text: packet(1, text), lambda text: packet(2, text))
        self.write(struct.pack('<BIB', 3, 1, status & 0xff))

    def shell_v1(self, command, terminal):
        def put(text):
            data = text if isinstance(text, bytes) else text.encode('utf-8', 'surrogateescape')
            # Before Android 7 a command ran on a terminal, which ends lines with CR and LF.
            self.write(data.replace(b'\n', b'\r\n') if terminal and not self.phone.shell_v2 else data)
        self.phone.shell(command, put, put)


class Sync:
    def __init__(self, stream):
        self.stream, self.phone = stream, stream.phone

    def serve(self):
        while True:
            request = self.stream.read(4)
            size, = struct.unpack('<I', self.stream.read(4))
            if request == b'QUIT':
                return
            path = self.stream.read(size).decode('utf-8', 'surrogateescape')
            {b'STAT': self.stat, b'STA2': self.stat_2, b'LST2': self.stat_2, b'LIST': self.list, b'SEND': self.receive_file,
             b'RECV': self.send_file}.get(request, self.unknown)(request, path)

    def fail(self, sentence):
        data = sentence.encode()
        self.stream.write(b'FAIL' + struct.pack('<I', len(data)) + data)

    def unknown(self, request, _):
        self.fail(f'unknown command {request!r}')

    def stat(self, _, path):
        mode, size, time = self.phone.stat(path) or (0, 0, 0)
        self.stream.write(b'STAT' + struct.pack('<3I', mode, size, time))

    def stat_2(self, request, path):
        found = self.phone.stat(path)
        mode, size, time = found or (0, 0, 0)
        self.stream.write(request + struct.pack('<IQQIIIIQqqq', 0 if found else 2, 1, 1, mode, 1, 2000, 1015, size, time, time, time))

    def list(self, _, path):
        for name in self.phone.names_in(path):
            mode, size, time = self.phone.stat(f'{path.rstrip("/")}/{name}')
            data = name.encode('utf-8', 'surrogateescape')
            self.stream.write(b'DENT' + struct.pack('<4I', mode, size, time, len(data)) + data)
        self.stream.write(b'DONE' + struct.pack('<4I', 0, 0, 0, 0))

    def receive_file(self, _, path_and_mode):
        path = path_and_mode.rpartition(',')[0]
        content = bytearray()
        while True:
            request = self.stream.read(4)
            size, = struct.unpack('<I', self.stream.read(4))
            if request == b'DONE':
                break
            if request != b'DATA' or size > 64 * 1024:
                return self.fail('invalid data message')
            content += self.stream.read(size)
            self.phone.passes('push')
        refusal = self.phone.write(path, bytes(content), time=size)
        if refusal:
            self.fail(refusal)
        else:
            self.stream.write(b'OKAY' + struct.pack('<I', 0))

    def send_file(self, _, path):
        content = self.phone.content(path)
        if content is None:
            return self.fail('No such file or directory')
        for begin in range(0, len(content), 64 * 1024):
            piece = content[begin:begin + 64 * 1024]
            self.stream.write(b'DATA' + struct.pack('<I', len(piece)) + piece)
        self.stream.write(b'DONE' + struct.pack('<I', 0))
