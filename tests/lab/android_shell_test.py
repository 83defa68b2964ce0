#!/usr/bin/python3
"""The stand-in's shell beside the real mksh, which is Android's: both make the same words of the same text."""
import random
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from android_shell import Shell  # noqa: E402

TEXTS = [
    "show a b  c", "show 'a b' \"c d\" e\\ f", "show ''", "show \"\" x", "show 'it'\\''s'", "show \"a'b\" 'c\"d'", "show a\"b\"'c'd",
    "show $HOME \"$HOME\" '$HOME' \\$HOME", "show ${HOME}x", "show $NOTHING", "show \"$NOTHING\"", "show a$NOTHING", "show $?", "show x; show $?",
    "missing; show $?", "missing 2>/dev/null; show $?", "show a && show b", "missing && show b", "missing || show b", "show a # comment",
    "show a#b", "show \"a\\\"b\\$c\\`d\\\\e\\f\"", "show a\nshow b", "show 'a\nb'", "show a\\\nb", "show $(show 1 2)", "show \"$(show 1 2)\"",
    "show `show x`", "show '$(show 1)' '`show 2`'", "show 'unclosed", "show \"unclosed", "show a ; ; show b", "show a )", "show (a)", "show ; show b",
    "show a; show $(missing)b", "show a 2>&1; show b", "show ! x", "show '*' \"?\" \\[a]", "show -e -n --", "show \"a\tb\" c\td", "show =x y=z",
]
PIECES = ["'", '"', '\\', '$HOME', '$?', ' ', ';', '\n', 'a', 'b', 'ä', '#', '-', '=', '\\\'', "'a b'", '"c $HOME"', '&&', '||', ',', '%', '@']


def ours(text):
    out = []

    def show(words, put, _):
        put(''.join(f'<{word}>' for word in words[1:]) + '\n')
        return 0
    status = Shell({'show': show}, lambda _: [], {'HOME': '/'}).run(text, out.append, lambda _: None)
    return ''.join(out), status != 0


def mksh(text):
    done = subprocess.run(['mksh', '-c', 'show() { typeset w; for w; do print -rn -- "<$w>"; done; print; }\n' + text],
                          capture_output=True, text=True, env={'HOME': '/', 'PATH': '/nowhere', 'LC_ALL': 'C.UTF-8'}, executable=shutil.which('mksh'))
    return done.stdout, done.returncode != 0


def main():
    if not shutil.which('mksh'):
        sys.exit('mksh is not installed; ./test installs it')
    chance = random.Random(20261125)
    # '\\' before '&&' leaves a bare '&', which the stand-in refuses to know.
    texts = TEXTS + [text for text in ('show ' + ''.join(chance.choice(PIECES) for _ in range(chance.randrange(1, 10))) for _ in range(400))
                     if '\\&' not in text]
    wrong = 0
    for text in texts:
        here, there = ours(text), mksh(text)
        if here != there:
            wrong += 1
            print(f'{text!r}: the stand-in says {here}, mksh {there}')
    print(f'{len(texts)} texts, {wrong} of them otherwise than mksh')
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
