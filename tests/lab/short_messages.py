"""Short messages with a user data header put together again, by the rules of 3GPP TS 23.040 (9.2.3.24) and nothing of ours.

    for card in cards(messages): card.number, card.data
"""
from dataclasses import dataclass

PORTS_16, CONCATENATION_8 = 0x05, 0x00
BUSINESS_CARD = 9204
OCTETS = 140  # of user data in one short message


@dataclass(frozen=True)
class Card:
    number: str
    data: bytes
    parts: int


def split_header(data):
    """{element: octets}, and what follows the header."""
    length = data[0]
    header, rest = data[1:1 + length], data[1 + length:]
    if len(header) != length:
        raise ValueError('the header is longer than the message')
    elements = {}
    while header:
        element, size, header = header[0], header[1], header[2:]
        if len(header) < size:
            raise ValueError('an element is longer than the header')
        elements[element], header = header[:size], header[size:]
    return elements, rest


def cards(messages):
    """The business cards among the messages, in the order in which they became whole. What is no card, or not as a phone
    would take it, is a ValueError."""
    whole, waiting = [], {}
    for message in messages:
        if not message.has_header or message.coding != 4:
            raise ValueError('a message without a header, or not 8-bit')
        if len(message.data) > OCTETS:
            raise ValueError(f'a message of {len(message.data)} octets')
        elements, data = split_header(message.data)
        if int.from_bytes(elements[PORTS_16][:2], 'big') != BUSINESS_CARD:
            raise ValueError('not the port of business cards')
        if CONCATENATION_8 not in elements:
            whole.append(Card(message.number, data, 1))
            continue
        reference, total, part = elements[CONCATENATION_8]
        parts = waiting.setdefault((message.number, reference, total), {})
        if not 1 <= part <= total or part in parts:
            raise ValueError(f'part {part} of {total}')
        parts[part] = data
        if len(parts) == total:
            del waiting[message.number, reference, total]
            whole.append(Card(message.number, b''.join(parts[n] for n in sorted(parts)), total))
    return whole
