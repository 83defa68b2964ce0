#!/usr/bin/python3
"""Two accounts and several conversations: each number goes under the one who said it."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.buddy import Buddy  # noqa: E402
from lab.cli import main  # noqa: E402
from lab.pidgin import Account  # noqa: E402
from lab.scene import Scene, check  # noqa: E402


def each_under_the_right_name(build):
    """Bob writes to one account, Carol to the other: two cards, each with its own number."""
    with Scene(build, 'Bob Builder') as scene:
        scene.open_display()
        work = scene.server.add_user('alicework', 'Alice at work')
        carol = scene.server.add_user('carol', 'Carol Carpenter')
        scene.server.befriend(work, carol)
        scene.make_profile([Account(scene.alice, scene.server, [scene.bob]), Account(work, scene.server, [carol])])
        scene.add_folder_phone()
        pidgin = scene.start_pidgin()
        pidgin.wait_online(work)
        bob = scene.start_buddy()
        others = Buddy(scene.world, scene.server, carol, work)
        pidgin.wait_buddy(work, carol)
        bob.say('call me on +86 138 0013 8001')
        scene.wait_marked(1)
        others.say('call me on +86 138 0013 8002')
        scene.wait_marked(2)
        window = scene.display.wait_window(f'{scene.bob.name}|{carol.name}')  # both, as tabs
        for tab, buddy, number in (('alt+1', scene.bob, '8001'), ('alt+2', carol, '8002')):
            scene.display.focus(window)
            scene.display.keys(tab)
            scene.world.wait(f'the tab of {buddy.name}', lambda: scene.display.title(window) == buddy.name)
            scene.add_to_phone(window)
            scene.world.wait(f'the card of {buddy.name}', lambda: any(card.fn.value == buddy.name for card in scene.cards()))
            card = next(card for card in scene.cards() if card.fn.value == buddy.name)
            check([tel.value for tel in card.contents['tel']] == [f'+861380013{number}'], f'{buddy.name} has {card.serialize()}')
        check(len(scene.cards()) == 2, f'{len(scene.cards())} cards')
        check(pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


if __name__ == '__main__':
    main(each_under_the_right_name)
