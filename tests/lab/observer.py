"""Looks into a running Pidgin through observer_plugin.cpp.

    observer = Observer(world, profile, so)   # before Pidgin starts: enables it there
    observer.marks()                          # ["138 0013 8000", …] as marked in the windows now
    observer.load('core-purple-phonebook')
"""
import os
from base64 import b64decode

from lab.world import check


class Observer:
    def __init__(self, world, profile, plugin):
        self.world = world
        self.fifo = world.folder / 'observer'
        os.mkfifo(self.fifo)
        self.answers = world.folder / 'observer.answers'
        world.environment['PHONEBOOK_LAB'] = str(self.fifo)
        profile.enable(plugin)

    def ask(self, command):
        def lines():
            return self.answers.read_text().split('\n')[:-1] if self.answers.exists() else []
        before = len(lines())
        with open(self.fifo, 'w') as fifo:
            fifo.write(command + '\n')
        return self.world.wait(f'an answer to “{command}”', lambda: len(lines()) > before and lines()[before:], pause_seconds=0.01)[0]

    def marks(self):
        return [b64decode(piece).decode() for piece in self.ask('marks').split()]

    def load(self, plugin):
        check(self.ask(f'load {plugin}') == 'done', f'{plugin} could not be loaded')

    def unload(self, plugin):
        check(self.ask(f'unload {plugin}') == 'done', f'{plugin} could not be unloaded')
