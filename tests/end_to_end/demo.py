#!/usr/bin/python3
"""The main job, played with real programs: a number said in Pidgin is on the phone one click later.

    demo.py --build build/release --pictures build/demo [--seed N] [--say TEXT] [--phone adb|bluetooth|wap|folder|gammu] [--keep]

A private Prosody, Pidgin on a screen of its own with our plugins, a scripted buddy. Exit code 0 only if the number and the
mail were marked and nothing else was, one press of Alt+P and a look put one card with name, number, mail and picture on
the phone, and a second press changed nothing and said so.
"""
import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.chatter import Talk, digits_of  # noqa: E402
from lab.phones import PHONES  # noqa: E402
from lab.scene import Failed, Scene, check, plain  # noqa: E402


class Steps:
    """Says what happens, and how long it took since the step before."""

    def __init__(self):
        self.begin = self.last = time.monotonic()

    def __call__(self, sentence):
        now = time.monotonic()
        print(f'[{now - self.begin:6.2f} s, +{(now - self.last) * 1000:5.0f} ms] {sentence}', flush=True)
        self.last = now


def play(arguments, talk, pictures):
    step = Steps()
    said = [arguments.say] if arguments.say is not None else talk.messages
    with Scene(arguments.build, talk.name, talk.region, arguments.keep) as scene:
        step(f'A private Prosody listens on 127.0.0.1:{scene.server.port}.')
        screen = scene.open_display()
        step(f"A screen of its own is up (Xvfb {scene.world.environment['DISPLAY']}).")
        scene.make_profile()
        step('The plugins and the program are in the profile and enabled, as ./run does it.')
        phone = PHONES[arguments.phone](scene)
        step(f'The phone is {phone.sentence}.')
        pidgin = scene.start_pidgin()
        step('Pidgin is signed in as Alice.')
        buddy = scene.start_buddy()
        buddy.publish_picture(talk.picture)
        scene.world.wait('Pidgin to fetch the buddy’s picture', lambda: pidgin.icon(scene.alice, scene.bob) == talk.picture)
        step(f'{talk.name} is online; Pidgin has fetched the picture ({len(talk.picture)} bytes).')

        for text in said:
            buddy.say(text)
            print(f'    {talk.name}: {text}')
        window = scene.conversation_window()
        screen.place(window, 330, 30, 720, 340)
        conversation = pidgin.conversation(scene.alice, scene.bob)
        scene.world.wait('the messages to arrive', lambda: len(pidgin.messages(conversation)) >= len(said))
        if arguments.say is None:
            # Messages are looked at in their order, and the last holds one of the two: nothing is marked any more after that.
            scene.world.wait('number and mail to be marked', lambda: holds_both(scene.marks(), talk))
        else:
            scene.wait_marked(1)
        step('What was found is marked in the conversation.')
        marks = scene.marks()
        check(arguments.say is not None or len(marks) == 2,
              f'“{talk.written}” and “{talk.mail}” should be marked and nothing else; marked is: {marks}')
        screen.focus(window)
        screen.shot(pictures / '1-marked.png')
        step('Marked: ' + ', '.join(f'“{mark}”' for mark in marks) + f', and nothing else. Picture: {pictures}/1-marked.png')

        scene.press_add_to_phone(window)
        dialog = screen.wait_dialog(window)
        step('Alt+P was pressed; the first card of a person is shown for a look.')
        screen.shot(pictures / '2-look.png')
        clicked = time.monotonic()
        screen.keys('Return')
        scene.world.wait('the card on the phone', phone.cards)
        on_phone = time.monotonic() - clicked
        told = scene.world.wait('Pidgin to say so', lambda: pidgin.messages(conversation, system_only=True))
        step(f'Return was pressed; {on_phone * 1000:.0f} ms later the card was on the phone. Pidgin says: “{plain(told[-1])}”')
        scene.world.wait('the look to close', lambda: dialog not in screen.windows())
        screen.shot(pictures / '3-on-the-phone.png')

        cards = phone.cards()
        print('\n'.join('    ' + line for line in phone.text().splitlines()))
        check(len(cards) == 1, f'The phone holds {len(cards)} cards instead of one.')
        check_card(cards[0], talk, phone, by_script=arguments.say is None)
        step(f'{phone.reader} reads it: {cards[0].name}, {", ".join(cards[0].numbers + cards[0].mails)}'
             + (f', a picture of {len(cards[0].photo)} bytes.' if cards[0].photo else '.'))

        before, heard = phone.state(), len(told)
        scene.press_add_to_phone(window)
        scene.world.wait('Pidgin to say what the second press did', lambda: press_through(screen, window)
                         or len(pidgin.messages(conversation, system_only=True)) > heard)
        again = plain(pidgin.messages(conversation, system_only=True)[-1])
        check(phone.state() == before, f'The second press changed the phone: {phone.text()}\nPidgin says: “{again}”')
        screen.shot(pictures / '4-pressed-again.png')
        step(f'Pressed again: not a byte changed. Pidgin says: “{again}”')
        check(pidgin.quit() == 0, 'Pidgin did not leave cleanly.')
        step('Pidgin has left; nothing of it is still running.')


def holds_both(marks, talk):
    return talk.mail in marks and any(digits_of(mark) == digits_of(talk.written) for mark in marks)


def press_through(screen, window):
    """Should the second press ask for a look again, confirm it; False, so that a wait goes on."""
    active = screen.active()
    if active not in ('', window) and 'phone' in screen.title(active).lower():
        screen.keys('Return')
        time.sleep(0.3)
    return False


def check_card(card, talk, phone, by_script):
    check(card.name == talk.name, f'The card says “{card.name}”, the buddy is “{talk.name}”.')
    if phone.keeps_photos:
        check(card.photo == talk.picture, f'The photo on the card ({len(card.photo)} bytes) is not the buddy’s picture.')
    if not by_script:
        check(card.numbers or card.mails, 'The card holds no number and no mail.')
        return
    check(card.numbers == [talk.number], f'The card’s numbers are {card.numbers}, {talk.number} was said.')
    check(card.mails == [talk.mail], f'The card’s mails are {card.mails}, {talk.mail} was said.')
    text = card.text_without_photo
    check(digits_of(talk.order) not in digits_of(text), f'The order number {talk.order} is on the card.')
    check(talk.date not in text and digits_of(talk.date) not in card.text_values, f'The date {talk.date} is on the card.')


def main():
    parser = argparse.ArgumentParser(description='Plays the main job with real programs.')
    parser.add_argument('--build', required=True)
    parser.add_argument('--pictures', required=True, type=Path)
    parser.add_argument('--say')
    parser.add_argument('--phone', choices=PHONES, default='folder')
    parser.add_argument('--seed', type=int)
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    seed = random.randrange(1_000_000) if arguments.seed is None else arguments.seed
    pictures = arguments.pictures.resolve()
    if pictures.exists():
        for old in pictures.glob('*.png'):
            old.unlink()
    pictures.mkdir(parents=True, exist_ok=True)
    talk = Talk(seed)
    print(f'Playing number {seed} (--seed {seed} plays it again): {talk.name} writes from {talk.region}.')
    try:
        play(arguments, talk, pictures)
    except Failed as error:
        print(f'FAILED (--seed {seed}): {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f'All of it is true. Pictures: {pictures}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
