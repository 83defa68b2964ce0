"""A screen and a session bus of its own: Xvfb on a display number that it chooses itself, openbox, dbus-daemon.

    screen = Display(world)             # world.environment has DISPLAY and DBUS_SESSION_BUS_ADDRESS from here on
    window = screen.wait_window('Bob')  # by a part of the title
    screen.focus(window); screen.keys('alt+p'); screen.shot('after.png')
"""
import os
import re
import subprocess

BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
'''


class SessionBus:
    """No service folders: nothing of the machine's desktop can be started on it."""

    def __init__(self, world):
        path = world.folder / 'bus'
        configuration = world.folder / 'bus.conf'
        configuration.write_text(BUS.format(path=path))
        world.start('bus', ['dbus-daemon', f'--config-file={configuration}', '--nofork', '--nopidfile'])
        world.wait('the session bus', path.exists)
        self.address = world.environment['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={path}'


class Display:
    def __init__(self, world, size='1100x520x24'):
        self.world = world
        reading, writing = os.pipe()
        world.start('xvfb', ['Xvfb', '-displayfd', writing, '-screen', '0', size, '-nolisten', 'tcp', '-noreset', '-dpi', '96'],
                    pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError('Xvfb did not start:\n' + world.tail('xvfb'))
        world.environment['DISPLAY'] = f':{number}'
        world.environment.pop('XAUTHORITY', None)
        self.bus = SessionBus(world)
        world.start('openbox', ['openbox', '--sm-disable'])
        world.wait('the window manager', lambda: re.search(
            '# 0x', world.run(['xprop', '-root', '_NET_SUPPORTING_WM_CHECK']).stdout))

    def xdotool(self, *arguments):
        return self.world.run(['xdotool', *arguments]).stdout.split()

    def windows(self, title='.'):
        """The ids of the windows to be seen whose title holds `title` (a regular expression)."""
        return [window for window in self.xdotool('search', '--onlyvisible', '--name', title) if self.title(window)]

    def title(self, window):
        return ' '.join(self.world.run(['xdotool', 'getwindowname', window]).stdout.split('\n')).strip()

    def wait_window(self, title, seconds=20):
        return self.world.wait(f'a window “{title}”', lambda: self.windows(title), seconds)[-1]

    def active(self):
        """The id of the window that has the keyboard, as openbox sees it; '' for none."""
        found = re.search(r'# (0x[0-9a-f]+)', self.world.run(['xprop', '-root', '_NET_ACTIVE_WINDOW']).stdout)
        return str(int(found[1], 16)) if found and int(found[1], 16) else ''

    def wait_dialog(self, after, seconds=20):
        """The window that got the keyboard after `after` had it: a dialog that just opened."""
        return self.world.wait('a dialog', lambda: self.active() not in ('', after) and self.active(), seconds)

    def focus(self, window):
        """Gives a window the keyboard and waits until it has it."""
        def focused():
            self.xdotool('windowactivate', window)
            return self.active() == window
        self.world.wait(f'window {window} to take the keyboard', focused)

    def place(self, window, x, y, width, height):
        self.xdotool('windowsize', '--sync', window, str(width), str(height))
        self.xdotool('windowmove', window, str(x), str(y))

    def click(self, window, x, y, button=1):
        """At a place in the window."""
        self.xdotool('mousemove', '--sync', '--window', window, str(x), str(y), 'click', str(button))

    def keys(self, *keys):
        self.xdotool('key', '--clearmodifiers', *keys)

    def type(self, text):
        self.xdotool('type', '--delay', '2', text)

    def shot(self, path, window='root'):
        subprocess.run(['import', '-silent', '-window', window, str(path)], env=self.world.environment, check=True,
                       stdin=subprocess.DEVNULL, timeout=30)
        return path
