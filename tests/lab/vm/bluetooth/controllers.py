"""Prints the address of every controller that the kernel has set up, one a line: the management interface's own list."""
import socket
import struct

HCI_CHANNEL_CONTROL, HCI_DEV_NONE = 3, 0xFFFF
READ_INDEX_LIST, READ_INFO = 0x0003, 0x0004


def ask(control, command, index=HCI_DEV_NONE):
    control.send(struct.pack('<HHH', command, index, 0))
    while True:
        answer = control.recv(1024)
        event, _, _ = struct.unpack_from('<HHH', answer)
        if event in (0x0001, 0x0002) and struct.unpack_from('<H', answer, 6)[0] == command:
            return answer[9:] if event == 0x0001 else b''


def main():
    control = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_RAW, socket.BTPROTO_HCI)
    # Python cannot name a channel when it binds, so libc does.
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    address = struct.pack('<HHH', socket.AF_BLUETOOTH, HCI_DEV_NONE, HCI_CHANNEL_CONTROL)
    if libc.bind(control.fileno(), address, len(address)) != 0:
        raise OSError(ctypes.get_errno(), 'bind')
    control.settimeout(3)
    indices = ask(control, READ_INDEX_LIST)
    count = struct.unpack_from('<H', indices)[0] if indices else 0
    for number in range(count):
        information = ask(control, READ_INFO, struct.unpack_from('<H', indices, 2 + 2 * number)[0])
        if information:
            print(':'.join(f'{byte:02X}' for byte in reversed(information[:6])))


main()
