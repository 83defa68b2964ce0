"""Finch in a tmux of its own: keys in, the screen's text out; D-Bus as for Pidgin.

    finch = Finch(world, profile); finch.wait_online(alice)
    finch.type('/addtophone'); finch.keys('Enter'); finch.screen()
"""
from pathlib import Path

from lab.pidgin import Purple


class Finch(Purple):
    def __init__(self, world, profile, size=(120, 40)):
        super().__init__(world)
        self.profile = profile
        self.socket = world.folder / 'tmux'
        start = world.folder / 'start-finch'
        start.write_text(f'#!/bin/sh\necho $$ > {world.folder}/finch.pid\nexec finch 2>{world.log("finch")}\n')
        start.chmod(0o755)
        configuration = world.folder / 'tmux.conf'
        configuration.write_text('set -s escape-time 0\nset -g default-terminal screen\nset -g status off\n')
        width, height = map(str, size)
        server = ['tmux', '-S', str(self.socket), '-f', str(configuration)]
        self.tmux = server
        # -D keeps the server in the foreground: it ends with the world.
        world.start('tmux', [*server, '-D'])
        world.wait('tmux', lambda: self.socket.exists())
        done = world.run([*server, 'new-session', '-d', '-s', 'finch', '-x', width, '-y', height, str(start)])
        if done.returncode:
            raise RuntimeError(f'tmux: {done.stderr}')
        world.wait('Finch to start', lambda: (world.folder / 'finch.pid').exists())
        self.pid = int((world.folder / 'finch.pid').read_text())
        self.connect()

    def keys(self, *keys):
        self.world.run([*self.tmux, 'send-keys', '-t', 'finch', *keys])

    def type(self, text):
        self.world.run([*self.tmux, 'send-keys', '-t', 'finch', '-l', text])

    def screen(self):
        return self.world.run([*self.tmux, 'capture-pane', '-p', '-t', 'finch']).stdout

    def wait_screen(self, text, seconds=20):
        return self.world.wait(f'“{text}” on Finch’s screen', lambda: text in self.screen() and self.screen(), seconds)

    def last_words(self):
        """What helps to understand a failure: the screen as it is."""
        return self.screen().rstrip()

    def is_running(self):
        try:
            state = Path(f'/proc/{self.pid}/stat').read_text().rpartition(')')[2].split()[0]
        except OSError:
            return False
        return state != 'Z'  # tmux sometimes buries its dead late

    def quit(self):
        """Alt+Q, as a person leaves: plugins are unloaded."""
        self.keys('M-q')
        self.world.wait('Finch to leave', lambda: not self.is_running())
