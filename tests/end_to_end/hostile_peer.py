#!/usr/bin/python3
"""What a peer can send and what comes of it: no mark that we did not set, no action that the person did not take."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.buddy import Buddy  # noqa: E402
from lab.cli import main  # noqa: E402
from lab.scene import Scene, check  # noqa: E402

# Links with schemes that a plugin might use, imitations of a mark's look, and text that looks like our protocol.
IMITATIONS = [
    ('<a href="phonebook:add?finding=1">Add to phone</a>', 'Add to phone'),
    ('<a href="purple-phonebook:1">click me</a>', 'click me'),
    ('<a href="phonebook-mark://1"><span style="background-color: #fff3bf; color: #1a1a1a">here you are</span></a>', 'here you are'),
    ('<span style="text-decoration: underline; color: blue; background: yellow">underlined like a finding</span>', 'underlined like a finding'),
    ('<span class="phonebook-finding" id="finding-1">a class of ours</span>', 'a class of ours'),
    ('{"jsonrpc":"2.0","method":"send","id":1,"params":{}}', '{"jsonrpc":"2.0","method":"send","id":1,"params":{}}'),
]
STRANGE_TEXTS = [
    '\u202e0008 3100 831 68+ \u202c', '\u200b\u200b\u200b', '\ufeff', '\U0001f4de' * 500, 'a\u0301' * 2000,
    '/addtophone', '/phonebook forget', '%s%n%s%n', '</b></font></html>', '&#0;&#x202e;&lt;b&gt;', '\ue000\uf8ff', '<' * 500,
]
REAL_NUMBER = '+86 138 0013 8000'
BROKEN = [b"<message to='alice@localhost' type='chat'><body>call \xff\xfe+86 138 0013 8000</body></message>",
          b"<message to='alice@localhost' type='chat'><body>\xc3\x28 \xed\xa0\x80</body></message>",
          b"<message to='alice@localhost' type='chat'><body>&#1;</body></message>"]


def start(scene):
    scene.open_display()
    scene.make_profile()
    scene.add_folder_phone()
    scene.start_pidgin()
    return scene.start_buddy()


def check_only_mark(scene, buddy):
    """Has the peer say a real number and waits for its mark: messages are looked at in their order, so whatever came before
    and could be marked is marked by then, and nothing but the number may be."""
    buddy.say(f'call me on {REAL_NUMBER}')
    scene.wait_mark(REAL_NUMBER)
    check(scene.marks() == [REAL_NUMBER], f'marked: {scene.marks()}')


def no_imitation(build):
    """Links, looks and classes in XHTML make neither a mark nor an action."""
    with Scene(build) as scene:
        buddy = start(scene)
        for xhtml, text in IMITATIONS:
            buddy.say_xhtml(xhtml if xhtml.startswith('<') else '<span>' + xhtml + '</span>', text)
        conversation = scene.world.wait('the conversation', lambda: scene.pidgin.conversation(scene.alice, scene.bob))
        scene.world.wait('the messages', lambda: len(scene.pidgin.messages(conversation)) >= len(IMITATIONS))
        window = scene.conversation_window()
        scene.display.place(window, 330, 30, 720, 460)
        scene.display.focus(window)
        # Click along every line of the window: a link that reached our code would act now.
        for y in range(90, 300, 10):
            scene.display.xdotool('mousemove', '--window', window, '220', str(y), 'click', '1')
        check_only_mark(scene, buddy)
        check(not scene.card_files(), 'a card was written without the person')
        check(not [m for m in scene.pidgin.messages(conversation, system_only=True)], 'something was said to the person')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def strange_and_broken_text(build):
    """Strange characters, commands and broken UTF-8 from a peer: nothing is marked, nothing happens, all goes on."""
    with Scene(build) as scene:
        buddy = start(scene)
        for text in STRANGE_TEXTS:
            buddy.say(text)
        scene.world.wait('the conversation', lambda: scene.pidgin.conversation(scene.alice, scene.bob))
        for number, data in enumerate(BROKEN):  # the server throws such a peer out; each needs a connection of its own
            peer = Buddy(scene.world, scene.server, scene.bob, scene.alice, f'broken-{number}')
            peer.raw(data)
            scene.world.wait('the server to end the connection', lambda: peer.process.poll() is not None or peer.has('disconnected'))
            scene.world.end(peer.process)
            scene.world.processes = [p for p in scene.world.processes if p[1] is not peer.process]
        check_only_mark(scene, buddy)
        check(not scene.card_files(), 'a card was written without the person')
        check(scene.pidgin.process.poll() is None, 'Pidgin has ended.')
        check(scene.pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


if __name__ == '__main__':
    main(no_imitation, strange_and_broken_text)
