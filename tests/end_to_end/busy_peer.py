#!/usr/bin/python3
"""A peer who writes very much: Pidgin goes on answering, and what was said is still found."""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.scene import Scene, check  # noqa: E402


def start(scene):
    scene.open_display()
    scene.make_profile()
    scene.add_folder_phone()
    scene.start_pidgin()
    return scene.start_buddy()


def hundred_messages_a_second(build):
    """100 messages a second for 10 s: Pidgin answers all the while, and the number among them is marked."""
    with Scene(build) as scene:
        buddy = start(scene)
        texts = [f'message {i}: nothing to be found here' for i in range(1000)]
        texts[500] = 'call me on +86 138 0013 8000'
        buddy.flood(texts, per_second=100)
        answers, slowest = 0, 0.0
        while not any(heard['event'] == 'flooded' for heard in buddy.heard):
            begin = time.monotonic()
            check(scene.pidgin.call('PurpleAccountIsConnected', scene.pidgin.account(scene.alice)), 'Pidgin lost its connection.')
            slowest, answers = max(slowest, time.monotonic() - begin), answers + 1
            check(scene.pidgin.process.poll() is None, 'Pidgin has ended.')
            time.sleep(0.1)
        check(answers > 10, f'Pidgin answered only {answers} times in the flood.')
        conversation = scene.pidgin.conversation(scene.alice, scene.bob)
        scene.world.wait('all messages in the window', lambda: len(scene.pidgin.messages(conversation)) >= len(texts), 60, pause_seconds=1)
        scene.wait_marked(1, seconds=60)
        check(len(scene.marks()) == 1, f'marked for one number: {scene.marks()}')
        print(f'    {answers} questions answered in the flood, the slowest in {slowest * 1000:.0f} ms')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def long_message(build):
    """A message of 64 KB: Pidgin answers, and the number at its end is marked."""
    with Scene(build) as scene:
        buddy = start(scene)
        words = 'lorem ipsum dolor sit amet, consectetur adipiscing elit '
        filling = words * (65536 // len(words))
        # In words of a line's length: Pidgin by itself takes ten seconds to lay out 64 KB of "+" without a blank.
        runs = [(sign * 60 + ' ') * 1074 for sign in '1+@']
        for text in (filling + 'my number is +86 138 0013 8000', '138 0013 ' * 7281, *runs):
            buddy.say(text)
        conversation = scene.world.wait('the conversation', lambda: scene.pidgin.conversation(scene.alice, scene.bob))
        scene.world.wait('the messages in the window', lambda: len(scene.pidgin.messages(conversation)) >= 5, 60)
        scene.wait_marked(1, seconds=60)
        check(scene.pidgin.call('PurpleAccountIsConnected', scene.pidgin.account(scene.alice)), 'Pidgin lost its connection.')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


if __name__ == '__main__':
    main(hundred_messages_a_second, long_message)
