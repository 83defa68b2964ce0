#!/usr/bin/python3
"""Pulling the first phone away makes the second take over, by the same click and with a sentence that says why.

    take_over.py --build build/dev [--pictures FOLDER]

Pidgin with our plugins, an Android behind the real adb, and a second phone by Bluetooth. The first card goes over the
cable; then the cable is pulled, and the next click goes over Bluetooth. Named as one phone, what one way brought is not
sent again by the other.
"""
import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.phones import AdbPhone, BluetoothPhone  # noqa: E402
from lab.scene import Failed, Scene, check  # noqa: E402

NUMBER, MAIL = '+8613641777631', 'bob@example.net'


def play(scene, pictures):
    screen = scene.open_display()
    scene.make_profile()
    cable, radio = AdbPhone(scene), BluetoothPhone(scene)
    pidgin = scene.start_pidgin()
    bob = scene.start_buddy()

    bob.say('my mobile is 136 4177 7631')
    scene.wait_marked(1)
    window = scene.add_to_phone()
    told = scene.wait_told()
    cards = scene.world.wait('the card by the cable', cable.cards)
    check([card.numbers for card in cards] == [[NUMBER]], f'The phone at the cable has {cards}; Pidgin says {told}.')
    check(not radio.cards(), f'Nothing was to go by Bluetooth: {radio.cards()}')

    cable.tell('away')
    scene.world.wait('adb to see it gone', lambda: 'device' not in cable.adb('devices').stdout.partition('\n')[2])
    bob.say('and my mail is bob@example.net')
    scene.wait_mark(MAIL)
    scene.press_add_to_phone(window)
    sentence = scene.wait_told(more_than=len(told))[-1]
    cards = scene.world.wait('the card by Bluetooth', radio.cards)
    check([(card.numbers, card.mails) for card in cards] == [([NUMBER], [MAIL])], f'By Bluetooth came {cards}.')
    check('which was used last, cannot be reached' in sentence and 'took over' in sentence, f'Pidgin does not say who took over and why: “{sentence}”')
    print(f'Pidgin says: “{sentence}”')
    if pictures:
        screen.shot(pictures / 'taken-over.png')

    # The same phone after all: what went over Bluetooth is not sent again by the cable.
    before = (cable.state(), radio.state())
    done = scene.phonebook('phones', '--same', f'adb:{cable.serial}', '--same', radio_address(scene), '--name', 'My phone')
    check(done.returncode == 0, done.stderr)
    cable.tell('back')
    scene.world.wait('adb to reach it again', lambda: 'connected' in cable.adb('connect', cable.serial).stdout)
    scene.press_add_to_phone(window)
    sentence = scene.wait_told(more_than=len(told) + 1)[-1]
    check((cable.state(), radio.state()) == before, f'A card was sent twice to one phone. Pidgin says: “{sentence}”')
    print(f'Named as one, Pidgin says: “{sentence}”')
    check(pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def radio_address(scene):
    phones = json.loads(scene.phonebook('phones', '--json').stdout)['phones']
    return next(phone['phone'] for phone in phones if phone['route'] == 'bluetooth')


def main():
    parser = argparse.ArgumentParser(description='The second phone takes over.')
    parser.add_argument('--build', required=True)
    parser.add_argument('--pictures', type=Path)
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    try:
        with Scene(arguments.build, 'Bob Builder', 'CN') as scene:
            play(scene, arguments.pictures and arguments.pictures.resolve())
    except Failed as error:
        print(f'FAILED: {error}', file=sys.stderr)
        return 1
    print('The second took over.')
    return 0


if __name__ == '__main__':
    sys.exit(main())
