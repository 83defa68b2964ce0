"""Pidgin (or any libpurple client's profile) in a world: accounts, buddies, preferences, and D-Bus to see what it holds.

    profile = Profile(world, [Account(alice, server, buddies=[bob])])
    profile.enable(core_so, pidgin_so)
    pidgin = Pidgin(world, profile); pidgin.wait_online(alice)
    conversation = pidgin.open_conversation(alice, bob)
    pidgin.messages(conversation)       # what stands in the window, system messages included

The profile lies at HOME/.purple of the world, where a person's lies too.
"""
import importlib.util
import re
import signal
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import dbus

# ./run's own editor of the preferences; by its path, because Python has a module of that name.
_found = importlib.util.spec_from_file_location('profile_script', Path(__file__).resolve().parents[2] / 'scripts/profile.py')
profile_script = importlib.util.module_from_spec(_found)
_found.loader.exec_module(profile_script)

SYSTEM_MESSAGE = 0x0004  # PURPLE_MESSAGE_SYSTEM


@dataclass
class Account:
    user: object
    server: object
    buddies: list = field(default_factory=list)

    @property
    def name(self):
        return f'{self.user.jid}/Pidgin'


ACCOUNT = '''<account><protocol>prpl-jabber</protocol><name>{name}</name><password>{password}</password><alias>{alias}</alias>
<statuses><status type='available' name='Available' active='true'><attributes/></status></statuses>
<settings><setting name='connect_server' type='string'>127.0.0.1</setting><setting name='port' type='int'>{port}</setting>
<setting name='connection_security' type='string'>opportunistic_tls</setting>
<setting name='auth_plain_in_clear' type='bool'>1</setting></settings>
<settings ui='gtk-gaim'><setting name='auto-login' type='bool'>1</setting></settings>
<settings ui='gnt-purple'><setting name='auto-login' type='bool'>1</setting></settings>
<proxy><type>none</type></proxy></account>
'''

# No sound, no docklet, no network beyond loopback; windows where a screenshot shows them side by side.
PREFERENCES = '''<?xml version='1.0' encoding='UTF-8' ?>
<pref version='1' name='/'>
 <pref name='purple'>
  <pref name='network'>
   <pref name='auto_ip' type='bool' value='0'/><pref name='public_ip' type='string' value='127.0.0.1'/>
   <pref name='map_ports' type='bool' value='0'/>
  </pref>
  <pref name='away'><pref name='idle_reporting' type='string' value='none'/><pref name='away_when_idle' type='bool' value='0'/></pref>
  <pref name='logging'><pref name='log_ims' type='bool' value='1'/><pref name='format' type='string' value='html'/></pref>
 </pref>
 <pref name='finch'>
  <pref name='sound'><pref name='method' type='string' value='nosound'/></pref>
  <pref name='plugins'><pref name='loaded' type='pathlist'/></pref>
 </pref>
 <pref name='pidgin'>
  <pref name='sound'><pref name='mute' type='bool' value='1'/><pref name='method' type='string' value='none'/></pref>
  <pref name='docklet'><pref name='show' type='string' value='never'/></pref>
  <pref name='blist'>
   <pref name='list_visible' type='bool' value='1'/><pref name='show_offline_buddies' type='bool' value='1'/>
   <pref name='x' type='int' value='20'/><pref name='y' type='int' value='30'/>
   <pref name='width' type='int' value='280'/><pref name='height' type='int' value='420'/>
  </pref>
  <pref name='conversations'>
   <pref name='show_formatting_toolbar' type='bool' value='1'/>
   <pref name='im'>
    <pref name='hide_new' type='string' value='never'/>
    <pref name='default_width' type='int' value='640'/><pref name='default_height' type='int' value='420'/>
    <pref name='x' type='int' value='340'/><pref name='y' type='int' value='30'/>
   </pref>
  </pref>
  <pref name='plugins'><pref name='loaded' type='pathlist'/></pref>
 </pref>
</pref>
'''


class Profile:
    def __init__(self, world, accounts):
        self.world, self.accounts = world, accounts
        self.folder = world.home / '.purple'
        self.plugins = self.folder / 'plugins'
        self.plugins.mkdir(parents=True, mode=0o700)
        self.preferences = self.folder / 'prefs.xml'
        self.preferences.write_text(PREFERENCES)
        head = "<?xml version='1.0' encoding='UTF-8' ?>\n"
        (self.folder / 'accounts.xml').write_text(head + "<account version='1.0'>" + ''.join(
            ACCOUNT.format(name=escape(a.name), password=escape(a.user.password), alias=escape(a.user.name), port=a.server.port)
            for a in accounts) + '</account>\n')
        buddies = ''.join(f"<contact><buddy account={quoteattr(a.name)} proto='prpl-jabber'><name>{escape(b.jid)}</name>"
                          f'<alias>{escape(b.name)}</alias></buddy></contact>' for a in accounts for b in a.buddies)
        privacy = ''.join(f"<account proto='prpl-jabber' name={quoteattr(a.name)} mode='1'/>" for a in accounts)
        (self.folder / 'blist.xml').write_text(
            f"{head}<purple version='1.0'><blist><group name='Friends'>{buddies}</group></blist><privacy>{privacy}</privacy></purple>\n")

    def make_theme_dark(self):
        """Light letters on a dark ground in every window of GTK."""
        theme = self.world.home / '.gtkrc-2.0'
        theme.write_text('style "dark" { bg[NORMAL]="#222222" fg[NORMAL]="#dddddd" base[NORMAL]="#111111" text[NORMAL]="#dddddd" }\n'
                         'class "GtkWidget" style "dark"\n')
        self.world.environment['GTK2_RC_FILES'] = str(theme)

    def enable(self, *plugins, client='pidgin'):
        """Loads the plugins (paths) at the next start."""
        preferences = profile_script.Preferences(self.preferences)
        preferences.enable(client, plugins)
        preferences.save()


class Purple:
    """What a running client tells over D-Bus."""

    def __init__(self, world):
        self.world = world
        self.bus = dbus.bus.BusConnection(world.environment['DBUS_SESSION_BUS_ADDRESS'])
        self.interface = None

    def call(self, method, *arguments):
        return getattr(self.interface, method)(*arguments, timeout=60)

    def connect(self):
        name = 'im.pidgin.purple.PurpleService'
        self.world.wait('the client on D-Bus', lambda: self.bus.name_has_owner(name))
        proxy = self.bus.get_object(name, '/im/pidgin/purple/PurpleObject', introspect=False)
        self.interface = dbus.Interface(proxy, 'im.pidgin.purple.PurpleInterface')

    def account(self, user):
        return next((a for a in map(dbus.Int32, self.call('PurpleAccountsGetAll'))
                     if str(self.call('PurpleAccountGetUsername', a)).split('/')[0] == user.jid), None)

    def wait_online(self, user):
        self.world.wait(f'{user.jid} to be online', lambda: (a := self.account(user)) and self.call('PurpleAccountIsConnected', a))

    def wait_buddy(self, user, buddy):
        """Waits until `buddy` is seen online by `user`."""
        def seen():
            node = self.call('PurpleFindBuddy', self.account(user), buddy.jid)
            return node and self.call('PurplePresenceIsOnline', self.call('PurpleBuddyGetPresence', node))
        self.world.wait(f'{buddy.jid} to be seen online', seen)

    def icon(self, user, buddy):
        """The bytes of the buddy's icon as the client has it; b'' for none."""
        node = self.call('PurpleFindBuddy', self.account(user), buddy.jid)
        icon = node and self.call('PurpleBuddyGetIcon', node)
        path = str(self.call('PurpleBuddyIconGetFullPath', icon)) if icon else ''
        if not path:
            return b''
        with open(path, 'rb') as file:
            return file.read()

    def conversation(self, user, buddy):
        """The open conversation of `user` with `buddy`; None without one."""
        return next((c for c in self.call('PurpleGetConversations')
                     if str(self.call('PurpleConversationGetName', c)).split('/')[0] == buddy.jid
                     and self.call('PurpleConversationGetAccount', c) == self.account(user)), None)

    def open_conversation(self, user, buddy):
        if (there := self.conversation(user, buddy)) is None:
            there = self.call('PurpleConversationNew', dbus.UInt32(1), self.account(user), buddy.jid)
        return there

    def messages(self, conversation, system_only=False):
        """What was written into the conversation, oldest first, as the client keeps it (HTML)."""
        history = list(self.call('PurpleConversationGetMessageHistory', conversation))
        history.reverse()
        return [str(self.call('PurpleConversationMessageGetMessage', m)) for m in history
                if not system_only or int(self.call('PurpleConversationMessageGetFlags', m)) & SYSTEM_MESSAGE]

    def send(self, conversation, text):
        self.call('PurpleConvImSend', self.call('PurpleConversationGetImData', conversation), text)


class Pidgin(Purple):
    def __init__(self, world, profile, environment=None):
        super().__init__(world)
        self.profile = profile
        self.process = world.start('pidgin', ['pidgin', '-m', '-f', '-d'], environment)
        self.connect()

    def last_words(self):
        """What helps to understand a failure: the last that our plugins wrote into the debug log."""
        lines = self.world.log('pidgin').read_text(errors='replace').splitlines()
        return '\n'.join([line for line in lines if ') phonebook: ' in line][-20:])

    def quit(self):
        """Leaves as a person would, so that plugins are unloaded; the exit status."""
        return self.world.end(self.process, signal.SIGTERM, patience_seconds=20)
