"""What a buddy could write today: made afresh from a seed, with what is to be found in it known beforehand.

    talk = Talk(seed)
    talk.messages                       # the texts, in order
    talk.number, talk.mail, talk.name   # to be found: "+8613800138000", "bob.74@example.org"
    talk.order, talk.date               # to be left alone

Nothing of the project is asked: the numbers come from data/demo/regions.json.
"""
import json
import random
import struct
import unicodedata
import zlib
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / 'data' / 'demo'
FULL_WIDTH = str.maketrans('0123456789+', '０１２３４５６７８９＋')


class Talk:
    def __init__(self, seed):
        dice = random.Random(seed)
        regions = json.loads((DATA / 'regions.json').read_text())
        sayings = json.loads((DATA / 'sayings.json').read_text())
        self.region = dice.choice(sorted(name for name in regions if len(name) == 2))
        plan = regions[self.region]
        self.locale = plan['locale'] + '.UTF-8'
        self.name = dice.choice(sayings['names'])
        self.number, self.written = _number(dice, plan)
        self.mail = f'{dice.choice(["bob", "zoe", "ana.lopez", "w_chen", "x"])}.{dice.randrange(10, 9999)}@{dice.choice(["example.org", "mail.example.com", "example.net"])}'
        self.order = _order(dice)
        self.date = _date(dice)
        self.messages = [dice.choice(sayings['greetings'])]
        self.messages.append(dice.choice(sayings['numbers']).format(number=self.written))
        mail = dice.choice(sayings['mails']).format(mail=self.mail)
        other = dice.choice(sayings['others']).format(order=self.order, date=self.date)
        rest = [mail, other]
        dice.shuffle(rest)
        if dice.random() < 0.4:  # all in one message, as some people write
            self.messages[-1] += ' ' + ' '.join(rest)
        elif rest[-1] is mail:
            self.messages += rest
        else:  # the number then: the last message always holds something to be found
            self.messages[1:1] = rest
        self.picture = picture(dice)


def _number(dice, plan):
    """(E.164, as a person would write it)."""
    start = dice.choice(plan['starts'])
    national = start + ''.join(str(dice.randrange(10)) for _ in range(plan['digits'] - len(start)))
    e164 = f"+{plan['country_code']}{national}"
    groups, at = [], 0
    for length in plan['groups']:
        groups.append(national[at:at + length])
        at += length
    separator = dice.choice([' ', '-', '.' if len(groups) > 2 else '-', ' - ' if dice.random() < 0.1 else ' ', ''])
    style = dice.choice(['international', 'international', 'national', 'parentheses', 'zeros', 'full width'])
    trunk = plan['trunk']
    if style == 'parentheses' and not plan['parentheses']:
        style = 'national'
    if style == 'zeros' and not plan['international_prefix']:
        style = 'international'
    match style:
        case 'national':
            written = separator.join([trunk + groups[0], *groups[1:]])
        case 'parentheses':
            written = f'({trunk}{groups[0]}) ' + separator.join(groups[1:])
        case 'zeros':
            written = f"{plan['international_prefix']}{plan['country_code']} " + separator.join(groups)
        case _:
            written = f"+{plan['country_code']}{separator}" + separator.join(groups)
    if style == 'full width':
        written = written.translate(FULL_WIDTH)
    return e164, written


def _order(dice):
    digits = ''.join(str(dice.randrange(10)) for _ in range(8))
    return dice.choice([f'A-{digits}', digits, f'{digits[:4]}-{digits[4:]}', f'#{digits[:6]}'])


def _date(dice):
    year, month, day = dice.randrange(2024, 2030), dice.randrange(1, 13), dice.randrange(1, 29)
    return dice.choice([f'{year}-{month:02}-{day:02}', f'{day:02}.{month:02}.{year}', f'{month}/{day}/{year}', f'{day}/{month}/{year}'])


def digits_of(text):
    """Only the digits, whatever script they are written in."""
    return ''.join(str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None)


def picture(dice, size=96):
    """A PNG nobody has seen before: a mirrored pattern of squares in two colours."""
    colour, ground = [bytes(dice.randrange(*span) for _ in range(3)) for span in ((20, 160), (200, 256))]
    cells = [[dice.random() < 0.5 for _ in range(3)] for _ in range(6)]
    cell = size // 6
    rows = b''
    for y in range(size):
        half = [cells[y // cell][x] for x in range(3)]
        rows += b'\0' + b''.join((colour if on else ground) * cell for on in half + half[::-1])

    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', size, size, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))
