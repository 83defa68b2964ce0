"""A short message centre for the tests, spoken to in SMPP 3.4 by the real bearerbox: it keeps what arrives and answers as told.

    centre = SmppCentre()               # listens on a free loopback port
    centre.mode = 'deliver'             # see MODES
    centre.messages                     # [Message…] in the order of arrival
    centre.release(stat)                # with 'hold': the receipts that were held back, the last message's first

SMPP 3.4: 4.1 bind, 4.4 submit_sm, 4.6 deliver_sm, 4.11 enquire_link; receipts as in appendix B.
"""
import socket
import struct
import threading
from dataclasses import dataclass

BIND_RECEIVER, BIND_TRANSMITTER, SUBMIT, DELIVER, UNBIND, BIND_TRANSCEIVER, ENQUIRE = 0x1, 0x2, 0x4, 0x5, 0x6, 0x9, 0x15
RESPONSE = 0x80000000
INVALID_ADDRESS = 0x0B  # ESME_RINVDSTADR: bearerbox gives up at once

MODES = {
    'deliver': 'taken, and the phone has it',
    'fail': 'taken, and given up later (UNDELIV)',
    'reject': 'taken, and thrown away later (REJECTD)',
    'refuse': 'not taken at all',
    'buffer': 'taken, and kept for a phone that is off (ENROUTE)',
    'silent': 'taken, and never a word of it again',
    'hold': 'taken; receipts when release() is called, last message first',
    'mute': 'kept, but not even the taking is confirmed',
    'vanish': 'kept; then the gateway before it dies (vanish())',
}


@dataclass(frozen=True)
class Message:
    number: str       # whom it is for
    sender: str
    coding: int       # data_coding: 4 is 8-bit
    has_header: bool  # esm_class, bit 6: the data begins with a user data header
    data: bytes


class SmppCentre:
    def __init__(self):
        self.mode = 'deliver'
        self.messages = []
        self.held = []
        self.vanish = lambda: None
        self.lock = threading.Lock()
        self.server = socket.create_server(('127.0.0.1', 0))
        self.port = self.server.getsockname()[1]
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        for connection in [self.server, *self.connections]:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    @staticmethod
    def known(mode):
        if mode not in MODES:
            raise ValueError(f'no such mode: {mode}')
        return mode

    def release(self, stat='DELIVRD', count=None):
        with self.lock:
            held, self.held = self.held[:count], self.held[count:] if count else []
        for connection, identifier, message in reversed(held):
            connection.receipt(identifier, message, stat)

    def _accept(self):
        while True:
            try:
                stream, _ = self.server.accept()
            except OSError:
                return
            self.connections.append(stream)
            threading.Thread(target=Connection(self, stream).serve, daemon=True).start()


class Connection:
    def __init__(self, centre, stream):
        self.centre, self.stream = centre, stream
        self.sequence = 0
        self.writing = threading.Lock()

    def serve(self):
        try:
            while True:
                length, command, _, sequence = struct.unpack('>IIII', self._read(16))
                body = self._read(length - 16)
                if command in (BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER):
                    self._write(command | RESPONSE, sequence, b'centre\0')
                elif command in (ENQUIRE, UNBIND):
                    self._write(command | RESPONSE, sequence)
                elif command == SUBMIT:
                    self._submitted(sequence, body)
        except (OSError, EOFError):
            pass

    def _submitted(self, sequence, body):
        message = read_submission(body)
        mode = self.centre.mode
        if mode == 'refuse':
            self._write(SUBMIT | RESPONSE, sequence, b'\0', INVALID_ADDRESS)
            return
        with self.centre.lock:
            self.centre.messages.append(message)
            identifier = f'{len(self.centre.messages):08x}'
            if mode == 'hold':
                self.centre.held.append((self, identifier, message))
        if mode == 'vanish':
            self.centre.vanish()
        if mode in ('mute', 'vanish'):
            return
        self._write(SUBMIT | RESPONSE, sequence, identifier.encode() + b'\0')
        stat = {'deliver': 'DELIVRD', 'fail': 'UNDELIV', 'reject': 'REJECTD', 'buffer': 'ENROUTE'}.get(mode)
        if stat:
            self.receipt(identifier, message, stat)

    def receipt(self, identifier, message, stat):
        text = (f'id:{identifier} sub:001 dlvrd:{"001" if stat == "DELIVRD" else "000"} submit date:2601010000 '
                f'done date:2601010001 stat:{stat} err:{"000" if stat in ("DELIVRD", "ENROUTE") else "027"} text:').encode()
        self.sequence += 1
        from_phone = b'\x01\x01' + message.number.lstrip('+').encode() + b'\0'
        to_us = b'\x00\x01' + message.sender.encode() + b'\0'
        self._write(DELIVER, self.sequence, b'\0' + from_phone + to_us + b'\x04\0\0\0\0\0\0\0\0' + bytes([len(text)]) + text)

    def _write(self, command, sequence, body=b'', status=0):
        with self.writing:
            self.stream.sendall(struct.pack('>IIII', 16 + len(body), command, status, sequence) + body)

    def _read(self, count):
        data = b''
        while len(data) < count:
            more = self.stream.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data


def read_submission(body):
    def text():
        nonlocal body
        value, _, body = body.partition(b'\0')
        return value.decode('latin-1')

    def octets(count):
        nonlocal body
        value, body = body[:count], body[count:]
        return value

    text()                                    # service_type
    octets(2)
    sender = text()
    kind, _ = octets(2)
    number = ('+' if kind == 1 else '') + text()
    esm_class, _, _ = octets(3)
    text(), text()                            # schedule_delivery_time, validity_period
    _, _, coding, _, length = octets(5)
    return Message(number=number, sender=sender, coding=coding, has_header=bool(esm_class & 0x40), data=octets(length))
