#!/usr/bin/python3
"""The program behind the plugin dies or is not there: a sentence, not silence, and never a card twice."""
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.phones import GammuPhone  # noqa: E402
from lab.scene import Scene, check  # noqa: E402

MISSING = '/nonexistent/purple-phonebook'

# A gammu that does its work, and then stays until it is told that it may end: the send is in the middle for so long.
SLOW_GAMMU = '''#!/bin/sh
case "$*" in
  *addnew*) "{gammu}" "$@"; status=$?; echo "$$" > "{world}/gammu-at-work"
            while [ ! -e "{world}/go-on" ]; do sleep 0.05; done; exit $status ;;
  *) exec "{gammu}" "$@" ;;
esac
'''


def killed_in_mid_send(build):
    """SIGKILL in the middle of a send: the person is told, Pidgin goes on, the card is not sent again by itself."""
    with Scene(build) as scene:
        scene.open_display()
        scene.make_profile()
        tools = scene.world.folder / 'tools'
        tools.mkdir()
        real = scene.world.run(['sh', '-c', 'command -v gammu']).stdout.strip()
        (tools / 'gammu').write_text(SLOW_GAMMU.format(gammu=real, world=scene.world.folder))
        (tools / 'gammu').chmod(0o755)
        phone = GammuPhone(scene)
        scene.world.environment['PATH'] = f"{tools}:{scene.world.environment['PATH']}"
        scene.start_pidgin()
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000')
        scene.wait_marked(1)
        scene.add_to_phone()
        at_work = scene.world.folder / 'gammu-at-work'
        scene.world.wait('the send to be in the middle', at_work.exists)
        first = scene.child()
        os.kill(first, signal.SIGKILL)
        (scene.world.folder / 'go-on').touch()
        told = scene.wait_told()
        print(f'    Pidgin says: “{told[-1]}”')
        second = scene.world.wait('another child', lambda: scene.child() not in (None, first) and scene.child())
        check(scene.pidgin.process.poll() is None, 'Pidgin has ended.')
        cards = phone.cards()
        check(len(cards) <= 1, f'{len(cards)} cards on the phone')
        buddy.say('and my mail is bob@example.org')
        scene.wait_marked(2)
        scene.press_add_to_phone()
        scene.wait_told(more_than=len(told))
        check(len(phone.cards()) == 1, f'{len(phone.cards())} cards on the phone after the person asked again')
        check(scene.child() == second, 'the second child has ended')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def killed_between(build):
    """SIGKILL between messages: the next message is looked at by a new child."""
    with Scene(build) as scene:
        scene.open_display()
        scene.make_profile()
        scene.add_folder_phone()
        scene.start_pidgin()
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000')
        scene.wait_marked(1)
        os.kill(scene.child(), signal.SIGKILL)
        buddy.say('or on +86 138 0013 8001')
        scene.wait_marked(2)
        scene.add_to_phone()
        scene.world.wait('the card', scene.cards)
        check(len(scene.cards()) == 1 and len(scene.cards()[0].contents['tel']) == 2, 'not one card with both numbers')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def missing(build):
    """Without the program: messages are not held up, and who presses the button is told what is missing."""
    with Scene(build) as scene:
        scene.open_display()
        scene.make_profile()
        # Named in the preferences: one that is installed on this machine would be found otherwise.
        scene.set_preference('program', 'string', MISSING)
        scene.start_pidgin()
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000')
        window = scene.conversation_window()
        scene.press_add_to_phone(window)
        told = scene.wait_told()
        check(MISSING in '\n'.join(told), f'it says {told}, not what is missing')
        print(f'    Pidgin says: “{told[-1]}”')
        check(not scene.marks(), 'something was marked')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


if __name__ == '__main__':
    main(killed_in_mid_send, killed_between, missing)
