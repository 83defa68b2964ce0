"""python3-vobject, which knows nothing of us, reads our vCard 3.0 and finds what we put in.

usage: vobject_reads_us.py PROGRAM_THAT_WRITES_CARDS
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import vobject


def whole(value):
    """vobject gives a list for what had unescaped commas; ours never has any."""
    assert isinstance(value, str), value
    return value


def check(card, expected):
    """Compares one card; the AssertionError says where they differ."""
    def same(what, found, wanted):
        assert found == wanted, f"{expected['uid']}: {what}: {found!r} is not {wanted!r}"

    same("uid", card.uid.value, expected["uid"])
    same("fn", whole(card.fn.value), expected["fn"])
    name = card.n.value
    if not expected["derived"]:
        same("n", [name.family, name.given, name.additional, name.prefix, name.suffix], expected["n"])
    same("numbers", [whole(tel.value) for tel in card.contents.get("tel", [])], expected["numbers"])
    same("mails", [whole(mail.value) for mail in card.contents.get("email", [])], expected["mails"])
    same("note", "".join(whole(n.value) for n in card.contents.get("note", [])), expected["note"])
    same("org", card.org.value if "org" in card.contents else [], expected["org"])
    photos = [p.value for p in card.contents.get("photo", []) if isinstance(p.value, bytes)]
    same("photo", sum(map(len, photos)), expected["photo"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        expected = json.loads(Path(folder, "cards.json").read_text(encoding="utf-8"))
        with open(Path(folder, "cards.vcf"), encoding="utf-8", newline="") as file:
            cards = list(vobject.readComponents(file))
    assert len(cards) == len(expected) > 1, (len(cards), len(expected))
    for card, wanted in zip(cards, expected):
        check(card, wanted)
    print(f"{len(cards)} cards read as written")


if __name__ == "__main__":
    main()
