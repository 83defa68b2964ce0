#!/usr/bin/python3
"""Finch in a terminal: the core plugin alone, by command."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.display import SessionBus  # noqa: E402
from lab.finch import Finch  # noqa: E402
from lab.scene import Scene, check, plain  # noqa: E402


def by_command(build):
    """/addtophone in Finch: a look at the card, the card on the phone, and a second time nothing changes."""
    with Scene(build) as scene:
        SessionBus(scene.world)
        scene.make_profile()
        scene.profile.enable(scene.core, client='finch')
        scene.add_folder_phone()
        finch = scene.pidgin = Finch(scene.world, scene.profile)
        finch.wait_online(scene.alice)
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000 or write to bob@example.org')
        conversation = scene.world.wait('the conversation', lambda: finch.conversation(scene.alice, scene.bob))
        finch.keys('M-2')
        finch.wait_screen('call me on')

        def command(text):
            """Types it into the conversation; the system messages that followed."""
            before = len(finch.messages(conversation, system_only=True))
            finch.type(text)
            finch.wait_screen(text)
            finch.keys('Enter')
            return lambda: [plain(m) for m in finch.messages(conversation, system_only=True)[before:]]

        told = command('/addtophone')
        finch.wait_screen('Add to phone')  # in the list of windows, behind the conversation
        finch.keys('M-3')
        print(finch.wait_screen('Add Bob Builder to the phone?'))
        finch.keys('Enter')
        scene.world.wait('the card on the phone', lambda: scene.card_files() or finch.keys('Tab', 'Enter'))
        card = scene.cards()[0]
        check([tel.value for tel in card.contents['tel']] == ['+8613800138000'], 'not the number that was said')
        check([mail.value for mail in card.contents['email']] == ['bob@example.org'], 'not the mail that was said')
        print('    Finch says: ' + scene.world.wait('a sentence', told)[-1])

        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in scene.card_files()}
        again = command('/addtophone')
        print('    and again: ' + scene.world.wait('a sentence', again)[-1])
        check(before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in scene.card_files()}, 'the second time changed the phone')
        wrong = command('/addtophone not-a-number')
        scene.world.wait('a sentence', wrong)
        finch.quit()


if __name__ == '__main__':
    main(by_command)
