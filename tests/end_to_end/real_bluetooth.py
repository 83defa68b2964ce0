"""Real Bluetooth: bluetoothd, obexd and the kernel's stack on both sides of an emulated air, in a small machine.

    real_bluetooth.py --build build/dev [--keep]

The machine (tests/lab/vm) is qemu without KVM with Debian's stock kernel, its root this machine's own, read-only. In it our
command line sends one card and three to a phone that accepts, refuses, is far away, dies in the middle; python3-vobject
reads what the phone got. 77, with the reason, where such a machine cannot be had.
"""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT / 'tests/lab/vm'
SKIPPED = 77
TRIES = 2  # a machine whose emulated controllers do not come up is started anew; a broken promise is not
LIMIT_SECONDS = 500


def what_is_missing(machine):
    """Why there is no such machine here, one sentence; '' when there is."""
    for program, package in (('qemu-system-x86_64', 'qemu-system-x86'), ('btvirt', 'bluez-test-tools'), ('busybox', 'busybox-static'),
                             ('hciconfig', 'bluez'), ('/usr/libexec/bluetooth/obexd', 'bluez-obexd'), ('dbus-daemon', 'dbus')):
        if not shutil.which(program):
            return f'{program} is not installed (package {package}).'
    if not (machine / 'vmlinuz').exists() or not (machine / 'initrd.gz').exists():
        return f'there is no kernel in {machine}; ./test fetches it (tests/lab/vm/prepare).'
    return ''


def run(machine, job):
    with open(job / 'console.log', 'wb') as console:
        process = subprocess.Popen(['setpriv', '--pdeathsig', 'TERM', '--', LAB / 'boot', machine, job], stdout=console, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            process.wait(LIMIT_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    try:
        return json.loads((job / 'outcome.json').read_text())
    except (OSError, ValueError):
        return {'machine': 'it ended without an outcome'}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', required=True, type=Path)
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    machine = ROOT / 'build/vm'
    missing = what_is_missing(machine)
    if missing:
        print(f'Skipped: {missing}')
        return SKIPPED
    for number in range(1, TRIES + 1):
        job = Path(tempfile.mkdtemp(prefix='phonebook-vm-'))
        for file in (*(LAB / 'bluetooth').iterdir(), arguments.build / 'command/purple-phonebook'):
            if file.is_file():
                shutil.copy(file, job)
        outcome = run(machine, job)
        print((job / 'console.log').read_text(errors='replace'))
        print(f'The job’s folder: {job}') if arguments.keep else shutil.rmtree(job, ignore_errors=True)
        if 'promises' in outcome:
            break
        print(f'Try {number}: {outcome["machine"]}.\n{outcome.get("trace", "")}')
    else:
        return 1
    for name, broken in outcome['promises'].items():
        print(f'{name.replace("_", " ")}: {broken or "ok"}')
    return 1 if len(outcome['promises']) < 6 or any(outcome['promises'].values()) else 0


if __name__ == '__main__':
    sys.exit(main())
