"""bluez_mock.py speaks as the real obexd did when it was recorded: the same messages in the same order (obexd_signals.txt)."""
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LAB = Path(__file__).resolve().parent
PHONE, COMPUTER = '00:AA:01:01:00:01', '00:AA:01:00:00:00'
# As the recording calls it: how the mock's phone behaves, the file's size, and what the client does besides.
SCENES = {
    'accept': ('accept', 100, []),
    'accept, in steps': ('accept', 300_000, []),
    'refuse': ('refuse', 100, []),
    'cancel': ('slow', 300_000, ['cancel']),
    'the link breaks': ('vanish', 300_000, []),
    'takes no files': ('no-service', 100, []),
    'the computer’s obexd dies': ('obexd-dies', 300_000, []),
}


def scenes(text):
    """Title → lines. Repeated steps count once; where somebody died, only what came before."""
    told = {}
    for part in re.split(r'^# ', text, flags=re.M)[1:]:
        title, _, body = part.partition('\n')
        lines = []
        for line in body.splitlines():
            if line and not (lines and lines[-1] == line and "{'Transferred': N}" in line):
                lines.append(line)
        # A session that follows another finds obexd there already.
        told[title] = [line for line in lines if line != 'obexd is there' and not re.search(r'InterfacesAdded: /org/bluez/obex,', line)]
    return told


def up_to_the_death(lines):
    return lines[:lines.index('obexd is gone') + 1] if 'obexd is gone' in lines else lines


def what_obexd_said(lines):
    """How many steps a transfer takes depends on its size and on the second; when the client asks, on the client."""
    return [line for line in lines if "{'Transferred': N}" not in line and not line.startswith('call ')]


def record(folder):
    recording = folder / 'recording.txt'
    mock = subprocess.Popen([sys.executable, '-B', LAB / 'bluez_mock.py', 'serve', folder / 'bluez'], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    recorder = None
    try:
        address = mock.stdout.readline().strip()
        recorder = subprocess.Popen([sys.executable, '-B', LAB / 'obexd_recorder.py', address, recording], stdout=subprocess.PIPE, text=True)
        recorder.stdout.readline()
        for title, (behaviour, size, more) in SCENES.items():
            (folder / 'bluez/state.json').write_text(json.dumps({'phone': behaviour}))
            file = folder / 'card.vcf'
            file.write_text('x' * size)
            with open(recording, 'a', encoding='utf-8') as out:
                out.write(f'# {title}\n')
            subprocess.run([sys.executable, '-B', LAB / 'obexd_client.py', address, PHONE, COMPUTER, file, *more], check=True,
                           stdout=subprocess.DEVNULL, timeout=60)
            # The recorder hears a moment later: until nothing more comes.
            before = -1
            while before != (before := recording.stat().st_size):
                time.sleep(0.3)
    finally:
        if recorder:
            recorder.kill()
            recorder.wait()
        mock.stdin.close()
        mock.wait()
    return recording.read_text(encoding='utf-8')


def main():
    real = scenes((LAB / 'obexd_signals.txt').read_text(encoding='utf-8'))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / 'bluez').mkdir()
        ours = scenes(record(Path(folder)))
    different = 0
    for title in SCENES:
        expected, got = (what_obexd_said(up_to_the_death(told[title])) for told in (real, ours))
        if not expected or expected != got:
            different += 1
            print(f'“{title}”: the real obexd said\n  ' + '\n  '.join(expected) + '\nand the mock\n  ' + '\n  '.join(got))
    print(f'{len(SCENES) - different} of {len(SCENES)} scenes are as recorded')
    sys.exit(1 if different else 0)


main()
