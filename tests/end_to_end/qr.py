#!/usr/bin/python3
"""A contact as a QR code: in a window of Pidgin, in Finch, and from the command line on terminals of both kinds. A program
that is not ours (zbarimg) reads each from a picture of the screen."""
import os
import shlex
import subprocess
import sys
from pathlib import Path

import vobject

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lab.cli import main  # noqa: E402
from lab.display import Display  # noqa: E402
from lab.finch import Finch  # noqa: E402
from lab.scene import Scene, check, plain  # noqa: E402

END = b'END:VCARD\r\n'


def keep(picture):
    """A copy for a person to look at."""
    if folder := os.environ.get('PHONEBOOK_PICTURES'):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / picture.name).write_bytes(picture.read_bytes())
    return picture


def read_codes(picture):
    """The cards of all codes in a picture, as octets; no charset is guessed."""
    done = subprocess.run(['zbarimg', '--nodbus', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', '-Sbinary', str(picture)],
                          capture_output=True, timeout=60)
    check(done.returncode in (0, 4), f'zbarimg: {done.stderr}')
    return [card + END for card in done.stdout.split(END)[:-1]]


def out_of_focus(picture):
    """As a camera sees it from further away. Letters leave hairlines between them, which a camera does not see."""
    blurred = picture.with_suffix('.blurred.png')
    subprocess.run(['convert', str(picture), '-blur', '0x2', str(blurred)], check=True, timeout=60)
    return blurred


def wait_code(scene, name, window='root', seen=lambda picture: picture):
    """The one card that is to be seen on the screen once there is one."""
    picture = scene.world.folder / f'{name}.png'
    cards = scene.world.wait('a code that can be read', lambda: read_codes(seen(scene.display.shot(picture, window))))
    keep(picture)
    check(len(cards) == 1, f'{len(cards)} codes on the screen')
    return vobject.readOne(cards[0].decode('utf-8'))


def command(scene, text):
    """Types it into the conversation that has the keyboard."""
    scene.display.type(text)
    scene.display.keys('Return')


def in_pidgin(build):
    """“Show as QR code…”: the very card in one window, black on white, whichever menu asks for it."""
    with Scene(build, '王小明 “Bob” <b>') as scene:
        scene.open_display('1280x800x24')
        scene.make_profile()
        scene.profile.make_theme_dark()
        scene.add_folder_phone()
        pidgin = scene.start_pidgin()
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000 or write to bob@example.org')
        scene.wait_marked(2)
        conversation = scene.conversation_window()
        scene.display.focus(conversation)
        scene.display.keys('alt+c')
        scene.display.keys('o')
        scene.display.keys('q')
        window = scene.display.wait_window('QR code')
        scene.display.focus(window)
        card = wait_code(scene, 'qr-pidgin')
        check(card.fn.value == scene.buddy_name, f'the name is {card.fn.value}')
        check([tel.value for tel in card.contents['tel']] == ['+8613800138000'], 'not the number that was said')
        check([mail.value for mail in card.contents['email']] == ['bob@example.org'], 'not the mail that was said')
        check(not scene.cards(), 'something was sent')

        # What is learnt meanwhile comes into the same window, whichever way it is asked for.
        buddy.say('at work it is +86 138 0013 8001')
        scene.wait_marked(3)
        scene.display.focus(conversation)
        command(scene, '/phonebook qr')
        scene.world.wait('the second number in the code', lambda: len(wait_code(scene, 'qr-pidgin-more', window).contents['tel']) == 2)
        blist = scene.display.wait_window('Buddy List')
        scene.display.focus(blist)
        before = scene.display.windows()
        scene.display.click(blist, 80, 67, button=3)  # the only buddy
        scene.world.wait('the buddy’s menu', lambda: len(scene.display.windows()) > len(before))
        scene.display.keys('q')
        scene.world.wait('the window to come to the front', lambda: scene.display.active() == window)
        check(len(scene.display.windows('QR code')) == 1, 'more than one window')

        # Larger and smaller the modules stay whole pixels; a code that is read from it says so.
        for width, height in ((900, 760), (360, 470)):
            scene.display.place(window, 300, 10, width, height)
            scene.world.wait('the code in its new size', lambda: read_codes(scene.display.shot(scene.world.folder / 'size.png', window)))
        scene.display.focus(window)
        scene.display.keys('alt+c')
        scene.world.wait('the window to close', lambda: not scene.display.windows('QR code'))

        # Asked for again it is there again, and leaves with the plugin.
        scene.display.focus(conversation)
        command(scene, '/phonebook qr')
        scene.display.wait_window('QR code')
        check(pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def nothing_to_show(build):
    """Nothing to show: a sentence in the conversation, and no empty window."""
    with Scene(build, 'Bob Builder') as scene:
        scene.open_display()
        scene.make_profile()
        pidgin = scene.start_pidgin()
        scene.start_buddy().say('hello')
        scene.display.focus(scene.conversation_window())
        command(scene, '/phonebook qr')
        told = scene.wait_told()
        check('no number and no address' in told[-1], told)
        check(not scene.display.windows('QR code'), 'a window all the same')
        check(pidgin.quit() == 0, 'Pidgin did not leave cleanly.')


def terminal(scene, name, command, options, size='80x50'):
    """An xterm on the scene's screen; its window. Done when what runs in it has nothing left to say."""
    scene.world.start(name, ['xterm', '-T', name, '-geometry', size + '+0+0', '-fa', 'DejaVu Sans Mono', '-fs', '7', *options, '-e', 'sh', '-c', command])
    return scene.display.wait_window(name)


def in_finch(build):
    """/phonebook qr in Finch: readable from the terminal that it runs in."""
    with Scene(build) as scene:
        scene.open_display('1280x1000x24')
        scene.make_profile()
        scene.profile.enable(scene.core, client='finch')
        finch = scene.pidgin = Finch(scene.world, scene.profile, size=(100, 50))
        finch.wait_online(scene.alice)
        terminal(scene, 'finch-window', f'TERM=xterm-256color exec tmux -S {shlex.quote(str(finch.socket))} attach', [], '100x50')
        buddy = scene.start_buddy()
        buddy.say('call me on +86 138 0013 8000')
        scene.world.wait('the conversation', lambda: finch.conversation(scene.alice, scene.bob))
        finch.keys('M-2')
        finch.wait_screen('call me on')
        finch.type('/phonebook qr')
        finch.wait_screen('/phonebook qr')
        finch.keys('Enter')
        finch.wait_screen('QR code: Bob Builder')
        finch.keys('M-3')  # it opened behind the conversation
        card = wait_code(scene, 'qr-finch', seen=out_of_focus)
        check([tel.value for tel in card.contents['tel']] == ['+8613800138000'], 'not the number that was said')
        finch.quit()


def on_terminals(build):
    """purple-phonebook qr: readable from dark and from light terminals, in blocks and in ASCII."""
    with Scene(build) as scene:
        scene.open_display('1280x1000x24')
        scene.make_profile()
        file = scene.world.folder / 'bob.vcf'
        file.write_bytes('BEGIN:VCARD\r\nVERSION:3.0\r\nN:Builder;Bob\r\nFN:Bob 王 Builder\r\nTEL;TYPE=CELL:+8613800138000\r\n'
                         'EMAIL:bob@example.org\r\nEND:VCARD\r\n'.encode())
        program = f'{shlex.quote(str(scene.command))} qr {shlex.quote(str(file))}'
        dark, light = ['-bg', '#002b36', '-fg', '#839496'], ['-bg', '#fdf6e3', '-fg', '#657b83']
        for name, options, words in (('dark', dark, ''), ('light', light, ''), ('dark-ascii', dark, ' --ascii'), ('light-ascii', light, ' --ascii'),
                                     ('light-plain', light, ' --color never'), ('dark-plain', dark, ' --color never --invert')):
            window = terminal(scene, name, f'{program}{words}; exec sleep 1000', options, '124x66')
            card = wait_code(scene, f'qr-{name}', window, out_of_focus if name.endswith('plain') else lambda picture: picture)
            check(card.fn.value == 'Bob 王 Builder', f'{name}: the name is {card.fn.value}')


if __name__ == '__main__':
    main(in_pidgin, nothing_to_show, in_finch, on_terminals)
