"""Inside the small machine: our own command line sends to a phone through BlueZ, and the phone's side is looked at.

Every promise's outcome goes to /job/outcome.json: {"promises": {NAME: "" or what broke}}, or {"machine": what did not come up}.
"""
import json
import subprocess
import time
import traceback
from pathlib import Path

import vobject
from gi.repository import GLib

from lab import PC_BUS, Lab, start, tell, wait

PROGRAM = '/job/purple-phonebook'
COMPUTER = PC_BUS | {'PATH': '/usr/bin:/bin', 'LC_ALL': 'C.UTF-8', 'XDG_RUNTIME_DIR': '/run/pc/home', 'TZ': 'UTC'}


class Broken(Exception):
    """What was promised did not happen."""


def check(truth, sentence):
    if not truth:
        raise Broken(sentence)


def card(given, family, number, mail, note=''):
    return (f'BEGIN:VCARD\r\nVERSION:3.0\r\nN:{family};{given};;;\r\nFN:{given} {family}\r\nTEL;TYPE=CELL:{number}\r\n'
            f'EMAIL;TYPE=INTERNET:{mail}\r\n' + (f'NOTE:{note}\r\n' if note else '') + 'END:VCARD\r\n')


ANNA = card('Änne', 'Müller', '+493012345670', 'anna@example.org')
THREE = [card('Bob', 'Builder', '+493012345671', 'bob@example.org'), card('小明', '王', '+8613800138000', 'wang@example.org'),
         card('Zoë', 'O’Neil; Jr', '+12025550123', 'zoe@example.org').replace('; Jr', '\\; Jr')]


def told(text):
    """What python3-vobject reads in a file of cards: names, numbers, mails, in order."""
    return [(entry.fn.value, entry.n.value.family, entry.n.value.given, [line.value for line in entry.contents.get('tel', [])],
             [line.value for line in entry.contents.get('email', [])]) for entry in vobject.readComponents(text, allowQP=True)]


class Stage:
    def __init__(self):
        self.lab = Lab()
        tell('both adapters are on')
        start(['python3', '-B', '/job/phone.py'], '/job/phone.log')
        wait('the phone’s owner', lambda: 'ready' in Path('/job/phone.log').read_text())
        self.lab.pair()
        tell(f'paired with {self.lab.phone_address}')
        self.address = f'bluetooth:{self.lab.phone_address}'

    def command(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], env=COMPUTER, cwd='/run/pc/home', text=True, capture_output=True, timeout=180,
                              stdin=subprocess.DEVNULL)
        tell(f'{" ".join(arguments)} → {done.returncode}: {done.stdout}{done.stderr}'.strip())
        return done

    def start_sending(self, *cards):
        Path('/run/pc/home/card.vcf').write_text(''.join(cards), newline='')
        return subprocess.Popen([PROGRAM, 'send', '--phone', self.address, 'card.vcf'], env=COMPUTER, cwd='/run/pc/home', text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def send(self, *cards):
        for _ in range(3):
            code, said = self.send_once(*cards)
            if code != 3:  # 3: bluetoothd did not answer in time, so nothing was begun
                break
        return code, said

    def send_once(self, *cards):
        process = self.start_sending(*cards)
        said, _ = process.communicate(timeout=180)
        tell(f'send → {process.returncode}: {said.strip()}')
        return process.returncode, said

    def arrived(self):
        files = self.lab.inbox()
        return files, [entry for file in files for entry in told(file.read_text(encoding='utf-8'))]

    # --- the promises ---
    def the_paired_phone_is_seen(self):
        # The first times everything comes from the host's disk, and bluetoothd's answer may come too late.
        for _ in range(5):
            done = self.command('phones')
            if self.address in done.stdout and 'does not answer' not in done.stdout:
                return
        raise Broken(f'phones does not list it: {done.stdout}{done.stderr}')

    def one_card_arrives(self):
        code, said = self.send(ANNA)
        check(code == 0, f'{code}: {said}')
        files, entries = self.arrived()
        check(len(files) == 1 and entries == told(ANNA), f'the phone got {files}: {entries}')

    def three_cards_arrive_in_one_file(self):
        self.lab.empty_inbox()
        code, said = self.send(*THREE)
        check(code == 0, f'{code}: {said}')
        files, entries = self.arrived()
        check(len(files) == 1 and entries == told(''.join(THREE)), f'the phone got {files}: {entries}')

    def a_no_is_told_and_nothing_arrives(self):
        self.lab.empty_inbox()
        self.lab.mode('refuse')
        code, said = self.send(card('No', 'Thanks', '+493012345672', 'no@example.org'))
        self.lab.mode('accept')
        check(code == 1 and 'did not accept' in said, f'{code}: {said}')
        check(not self.lab.inbox(), f'the phone got {self.lab.inbox()}')

    def a_phone_that_dies_midway_leaves_it_uncertain(self):
        big = [card('Big', f'Number{i}', f'+4930123{i:05d}', f'big{i}@example.org', 'x' * 2000) for i in range(300)]
        process = self.until_under_way(*big)
        self.lab.kill_phone()
        begun = time.monotonic()
        said, _ = process.communicate(timeout=180)
        tell(f'send → {process.returncode} after {time.monotonic() - begun:.1f} s: {said.strip()[-600:]}')
        check(process.returncode == 1 and 'broke' in said, f'{process.returncode}: {said[-600:]}')

    def until_under_way(self, *cards):
        """A send that the phone has begun to take. The emulated air drops a connection now and then before it stands."""
        for _ in range(3):
            self.lab.empty_inbox()
            process = self.start_sending(*cards)
            try:
                wait('the phone to take something', lambda: process.poll() is not None or any(file.stat().st_size for file in self.lab.inbox()))
            except RuntimeError as error:
                tell(f'{error}; the send is begun anew')
                process.kill()
                process.wait()
            if process.poll() is None:
                return process
            tell(f'send → {process.wait()}, before anything was under way: {process.stdout.read().strip()[-600:]}')
        raise Broken('no send came under way')

    def a_phone_far_away_gets_nothing_and_is_called_unreachable(self):
        """The last: in 6.1.192 the kernel itself stumbles when a call is not answered, and obexd dies of it."""
        self.lab.empty_inbox()
        self.lab.reachable(False)
        code, said = self.send(card('Far', 'Away', '+493012345673', 'far@example.org'))
        check(code in (1, 3) and ('cannot be reached' in said or 'before anything was sent' in said), f'{code}: {said}')
        check(not self.lab.inbox(), f'the phone got {self.lab.inbox()}')


def main():
    outcome = {'machine': 'the phone could not be paired'}
    try:
        stage = Stage()
        outcome = {'promises': {}}
        for promise in (stage.the_paired_phone_is_seen, stage.one_card_arrives, stage.three_cards_arrive_in_one_file,
                        stage.a_no_is_told_and_nothing_arrives, stage.a_phone_that_dies_midway_leaves_it_uncertain,
                        stage.a_phone_far_away_gets_nothing_and_is_called_unreachable):
            try:
                promise()
                outcome['promises'][promise.__name__] = ''
            except (Broken, RuntimeError, OSError, GLib.Error, subprocess.SubprocessError, vobject.base.VObjectError) as error:
                outcome['promises'][promise.__name__] = f'{type(error).__name__}: {error}'
    except Exception:
        outcome['trace'] = traceback.format_exc()
    finally:
        Path('/job/outcome.json').write_text(json.dumps(outcome))
        tell('written down')


main()
