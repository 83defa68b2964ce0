"""QR codes read by a program that is not ours: zbarimg, from pictures and from what a terminal would show."""
import os, re, subprocess, tempfile

END = b"END:VCARD\r\n"


def grey_picture(rows, pixels=5):
    """A PGM of rows of grey values, one a module."""
    lines = b"".join(b"".join(bytes([v]) * pixels for v in row) * pixels for row in rows)
    return b"P5\n%d %d\n255\n" % (len(rows[0]) * pixels, len(rows) * pixels) + lines


def read_pictures(*paths):
    """The cards in the codes of all pictures, in their order, as octets; no charset is guessed. [] where none is seen."""
    done = subprocess.run(["zbarimg", "--nodbus", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-Sbinary", *map(str, paths)],
                          capture_output=True, timeout=120)
    if done.returncode not in (0, 4):  # 4: no code in one of them
        raise AssertionError("zbarimg: %r" % done.stderr)
    *cards, rest = done.stdout.split(END)
    if rest:
        raise AssertionError("no card: %r" % rest)
    return [card + END for card in cards]


def read_rows(rows, pixels=5):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "code.pgm")
        with open(path, "wb") as file:
            file.write(grey_picture(rows, pixels))
        return read_pictures(path)


BASIC = {0: 0, 7: 200}  # what the theme makes of the eight colours; enough for black and white


def screen_rows(text, letters, ground):
    """What a terminal with these colours (grey values) shows of a text with half blocks and colours: two rows a line,
    as wide as the widest. Cells that nothing was written to have the ground's colour."""
    lines = []
    front, back = letters, ground
    for line in text.split("\n"):
        upper, lower = [], []
        for sequence, character in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b])", line):
            if character:
                upper.append(front if character in "█▀#" else back)
                lower.append(front if character in "█▄#" else back)
                continue
            codes = [int(code or 0) for code in sequence.split(";")]
            while codes:
                code = codes.pop(0)
                if code == 0:
                    front, back = letters, ground
                elif code in (38, 48) and codes[:1] == [5]:
                    value = {16: 0, 231: 255}[codes[1]]
                    codes = codes[2:]
                    front, back = (value, back) if code == 38 else (front, value)
                elif 30 <= code <= 37:
                    front = BASIC[code - 30]
                elif 40 <= code <= 47:
                    back = BASIC[code - 40]
                elif code != 1:
                    raise AssertionError("a sequence that no terminal was told of: %r" % sequence)
        lines += [upper, lower]
    width = max(map(len, lines))
    return [[ground] * 6 + row + [ground] * (width - len(row) + 6) for row in lines]
