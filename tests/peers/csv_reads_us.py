"""Python's csv against our tables: every row has the columns of the dialect, in their order, and says its number."""
import csv
import io
import pathlib
import subprocess
import sys

PROGRAM, DIALECTS = sys.argv[1], pathlib.Path(sys.argv[2])


def columns(path):
    lines = path.read_text(encoding="utf-8").split("[columns]\n")[1].strip().split("\n")
    return ["" if line == "(empty)" else line.split(" = ")[0] for line in lines]


by_name = {}
for path in DIALECTS.glob("*.txt"):
    name = next(line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith("name = "))
    by_name[name[len("name = "):]] = columns(path)

listed = subprocess.run([PROGRAM], capture_output=True, text=True, check=True).stdout.split("\n")
names = dict(line.split(" ") for line in listed if line)
assert sorted(names) == sorted(by_name) and len(names) >= 9, (names, sorted(by_name))
for name, charset in names.items():
    done = subprocess.run([PROGRAM, name], capture_output=True, check=True)
    text = done.stdout.decode(charset.lower()).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    numbers = done.stderr.decode().split()
    assert rows[0] == by_name[name], "%s: other columns: %r" % (name, rows[0])
    assert len(rows) == len(numbers) + 1 == 101, "%s: %d rows" % (name, len(rows))
    for row, number in zip(rows[1:], numbers):
        assert len(row) == len(rows[0]), "%s: a row of %d cells" % (name, len(row))
        assert any(number in cell for cell in row), "%s: %s is not in its row" % (name, number)
    print("%s: %d rows of %d columns" % (name, len(rows) - 1, len(rows[0])))
