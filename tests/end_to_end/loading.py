#!/usr/bin/python3
"""The plugins are loaded into, taken out of, and loaded again into a Pidgin that runs, with conversations open."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.scene import Scene, check  # noqa: E402

CORE, GTK = 'core-purple-phonebook', 'gtk-pidgin-phonebook'


def open_before_loading(build):
    """What was said before the plugin was loaded is marked, also after unloading and loading again, and can be added."""
    with Scene(build) as scene:
        scene.open_display()
        scene.make_profile(enabled=False)
        scene.add_folder_phone()
        scene.start_pidgin()
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000')
        window = scene.conversation_window()
        conversation = scene.pidgin.conversation(scene.alice, scene.bob)
        scene.world.wait('the message', lambda: scene.pidgin.messages(conversation))
        check(not scene.marks() and scene.child() is None, 'the plugin is at work before it was loaded')

        scene.observer.load(GTK)
        scene.wait_marked(1)
        for _ in range(3):
            scene.observer.unload(GTK)
            scene.observer.unload(CORE)
            check(not scene.marks(), 'marks are left behind')
            scene.world.wait('the child to end with its plugin', lambda: scene.child() is None)
            buddy.say('while it was not loaded: nothing happens')
            scene.observer.load(GTK)
            scene.wait_marked(1)
        scene.add_to_phone(window)
        scene.world.wait('the card', scene.cards)
        check([tel.value for tel in scene.cards()[0].contents['tel']] == ['+8613800138000'], 'not the number that was said')
        told = scene.wait_told()
        scene.press_add_to_phone(window)
        scene.wait_told(more_than=len(told))
        check(len(scene.cards()) == 1, 'more than one card')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def left_while_looking(build):
    """Leaving Pidgin while the look at a card is open: a clean end, and no card goes without a yes."""
    with Scene(build) as scene:
        scene.open_display()
        scene.make_profile()
        scene.add_folder_phone()
        scene.start_pidgin()
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000')
        scene.wait_marked(1)
        window = scene.press_add_to_phone()
        scene.display.wait_dialog(window)
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly with the look open.')
        check(not scene.card_files(), 'a card went without a yes')


if __name__ == '__main__':
    main(open_before_loading, left_while_looking)
