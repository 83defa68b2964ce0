#!/usr/bin/python3
"""A scripted XMPP user, and the class that drives it.

As a program it reads one JSON object a line and writes one a line; Buddy() starts it and speaks to it:

    bob = Buddy(world, server, user=bob_user, to=alice_user)
    bob.publish_picture(png_bytes); bob.say('call me on 138 0013 8000')

The program is /usr/bin/python3's, where Debian's slixmpp is.
"""
import json
import subprocess
import sys
import threading
import time
from base64 import b64decode, b64encode


class Buddy:
    def __init__(self, world, server, user, to, resource='script'):
        self.world, self.user, self.heard = world, user, []
        self.process = world.start(f'buddy-{user.user}-{resource}', [
            '/usr/bin/python3', __file__, f'{user.jid}/{resource}', user.password, to.jid, server.port],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_for('online')

    def _listen(self):
        for line in self.process.stdout:
            self.heard.append(json.loads(line))

    def do(self, what, **arguments):
        self.process.stdin.write(json.dumps({'do': what} | arguments) + '\n')

    def has(self, event):
        return next((heard for heard in self.heard if heard['event'] == event), None)

    def wait_for(self, event, seconds=20):
        return self.world.wait(f'{self.user.user} to be told “{event}”', lambda: self.has(event), seconds)

    def say(self, text):
        self.do('say', text=text)

    def say_xhtml(self, xhtml, text):
        self.do('xhtml', xhtml=xhtml, text=text)

    def flood(self, texts, per_second):
        """Sends the texts evenly; returns at once, “flooded” is heard at the end."""
        self.do('flood', texts=texts, per_second=per_second)

    def publish_picture(self, png):
        self.do('picture', png=b64encode(png).decode(), name=self.user.name)
        self.wait_for('picture')

    def raw(self, data):
        """Bytes straight onto the stream, well-formed or not."""
        self.do('raw', data=b64encode(data).decode())


def main(jid, password, to, port):
    import asyncio
    import slixmpp
    from xml.etree import ElementTree

    client = slixmpp.ClientXMPP(jid, password)
    for plugin in ('xep_0030', 'xep_0054', 'xep_0071', 'xep_0153', 'xep_0199'):
        client.register_plugin(plugin)
    mechanisms = client['feature_mechanisms']  # plain TCP, on loopback only
    mechanisms.unencrypted_plain = mechanisms.unencrypted_scram = True

    def tell(event, **more):
        print(json.dumps({'event': event} | more, ensure_ascii=False), flush=True)

    async def picture(png, name):
        card = client['xep_0054'].make_vcard()
        card['FN'] = name
        card['PHOTO']['TYPE'] = 'image/png'
        card['PHOTO']['BINVAL'] = png
        await client['xep_0054'].publish_vcard(card)
        await client['xep_0153'].set_avatar(avatar=png, mtype='image/png')
        tell('picture')

    async def flood(texts, per_second):
        begin = time.monotonic()
        for count, text in enumerate(texts):
            client.send_message(mto=to, mbody=text, mtype='chat')
            await asyncio.sleep(max(0.0, begin + (count + 1) / per_second - time.monotonic()))
        tell('flooded', seconds=time.monotonic() - begin)

    def xhtml_message(text, xhtml):
        message = client.make_message(mto=to, mbody=text, mtype='chat')
        root = ElementTree.SubElement(message.xml, '{http://jabber.org/protocol/xhtml-im}html')
        root.append(ElementTree.fromstring(f'<body xmlns="http://www.w3.org/1999/xhtml">{xhtml}</body>'))
        message.send()

    async def commands():
        reader = asyncio.StreamReader(limit=1 << 24)
        await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            command = json.loads(line)
            match command.pop('do'):
                case 'say': client.send_message(mto=to, mbody=command['text'], mtype='chat')
                case 'xhtml': xhtml_message(**command)
                case 'flood': await flood(**command)
                case 'picture': await picture(b64decode(command['png']), command['name'])
                case 'raw': client.send_raw(b64decode(command['data']))
        client.disconnect()

    async def online(_):
        client.send_presence()
        await client.get_roster()
        tell('online')
        asyncio.ensure_future(commands())

    client.add_event_handler('session_start', online)
    client.add_event_handler('failed_auth', lambda _: (tell('refused'), client.disconnect()))
    client.add_event_handler('disconnected', lambda _: tell('disconnected'))
    client.add_event_handler('message', lambda got: got['body'] and tell('message', sender=str(got['from']), text=got['body']))
    client.connect(address=('127.0.0.1', int(port)), disable_starttls=True, force_starttls=False)
    client.process(forever=False)


if __name__ == '__main__':
    main(*sys.argv[1:])
