"""The shell of the stand-in for an Android phone: it splits words as mksh does, and runs commands of the stand-in's own.

    status = Shell(commands, glob).run("echo 'a b' \"$?\"; rm -f x 2>&1", out, err)

`commands` maps a name to a function(words, out, err) -> status. Only what the stand-in's users need is here: quotes, escapes,
$NAME, $?, $(…), `…`, globs, ; && || and newlines, and redirections to /dev/null and to each other. Anything else is a syntax
error, as it is for mksh when a quote is left open: then nothing of that line runs. Substitutions really run, so that a text which
was quoted badly is seen to have run.
"""


class SyntaxFault(Exception):
    pass


SPECIAL = ' \t\n;&|<>()'


class Shell:
    def __init__(self, commands, glob, variables=None):
        self.commands, self.glob = commands, glob
        self.variables = {'HOME': '/', 'PATH': '/system/bin', 'USER': 'shell', 'EXTERNAL_STORAGE': '/sdcard'} | (variables or {})
        self.status = 0

    def run(self, text, out, err):
        try:
            for commands in Parser(text).lines():
                run_next = True
                for words, redirections, connector in commands:
                    if run_next and words:
                        self.status = self.simple(words, redirections, out, err)
                    run_next = {'&&': self.status == 0, '||': self.status != 0}.get(connector, True)
        except SyntaxFault as fault:
            err(f'/system/bin/sh: syntax error: {fault}\n')
            return 1
        return self.status

    def simple(self, raw_words, redirections, out, err):
        for number, target in redirections:
            if target == '/dev/null':
                sink = lambda _: None  # noqa: E731
            else:
                sink = {'&1': out, '&2': err}[target]
            if number == 1:
                out = sink
            else:
                err = sink
        words = [word for raw in raw_words for word in self.expand(raw, err)]
        if not words:
            return self.status
        command = self.commands.get(words[0].rpartition('/')[2] if words[0].startswith('/system/bin/') else words[0])
        if command is None:
            err(f'/system/bin/sh: {words[0]}: inaccessible or not found\n')
            return 127
        return command(words, out, err)

    def expand(self, parts, err):
        """One raw word to the words it becomes: unquoted expansions are split at blanks, unquoted globs are matched."""
        fields, quoted_any = [['', '', False]], False  # text, the same as a pattern, whether it is one

        def add(text, can_glob):
            field = fields[-1]
            field[0] += text
            field[1] += text if can_glob else ''.join(f'[{sign}]' if sign in '*?[' else sign for sign in text)
            field[2] = field[2] or (can_glob and any(sign in text for sign in '*?['))

        for kind, value, quoted in parts:
            quoted_any = quoted_any or quoted
            if kind == 'text':
                add(value, not quoted)
                continue
            if kind == 'variable':
                value = str(self.status) if value == '?' else self.variables.get(value, '')
            else:
                caught = []
                inner = Shell(self.commands, self.glob, self.variables)
                inner.run(value, caught.append, err)
                value = ''.join(caught).rstrip('\n')
            if quoted:
                add(value, False)
                continue
            pieces = value.split()
            for index, piece in enumerate(pieces):
                if index or (value[:1].isspace() and fields[-1][0]):
                    fields.append(['', '', False])
                add(piece, True)
        words = []
        for text, pattern, is_pattern in fields:
            if text == '' and not quoted_any:
                continue
            words.extend((self.glob(pattern) if is_pattern else []) or [text])
        return words


class Parser:
    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self, length=1):
        return self.text[self.at:self.at + length]

    def take(self, length=1):
        got = self.peek(length)
        self.at += length
        return got

    def lines(self):
        """The commands of one line after the other, each (words, redirections, what stands behind it): a line runs before the next
        is looked at."""
        found, words, redirections = [], [], []

        def end(connector):
            nonlocal words, redirections
            found.append((words, redirections, connector))
            words, redirections = [], []

        while self.at < len(self.text):
            sign = self.peek()
            if sign in ' \t':
                self.take()
            elif sign == '#':
                while self.peek() not in ('', '\n'):
                    self.take()
            elif self.peek(2) in ('&&', '||'):
                if not words:
                    raise SyntaxFault(f"'{self.peek(2)}' unexpected")
                end(self.take(2))
            elif sign == ';':
                if not words:
                    raise SyntaxFault("';' unexpected")
                self.take()
                end(';')
            elif sign == '\n':
                self.take()
                if not words and found and found[-1][2] != ';':
                    continue  # what && waits for may stand on the next line
                end(';')
                yield self.checked(found)
                found.clear()
            elif sign in '()&|<' or (not words and sign in '{}!' and (self.peek(2)[1:] or ' ') in SPECIAL):
                raise SyntaxFault(f"'{sign}' unexpected")
            elif sign == '>' or (sign in '12' and self.peek(2)[1:] == '>'):
                redirections.append(self.redirection())
            else:
                word = self.word()
                if word:  # a backslash alone at the end, or before a line's end, is nothing
                    words.append(word)
        if not words and found and found[-1][2] != ';':
            raise SyntaxFault(f"'{found[-1][2]}' at the end")
        end(';')
        yield self.checked(found)

    @staticmethod
    def checked(found):
        for command, _, _ in found:
            if command and command[0] and command[0] == [('text', command[0][0][1], False)] and \
                    command[0][0][1] in ('if', 'for', 'while', 'case', 'function', 'until', 'select', 'time', 'then', 'do', 'done', 'fi'):
                raise SyntaxFault(f"'{command[0][0][1]}' unexpected")
        return list(found)

    def redirection(self):
        number = int(self.take()) if self.peek() in ('1', '2') else 1
        self.take()
        while self.peek() in (' ', '\t') and self.peek():
            self.take()
        target = ''
        while self.peek() and (self.peek() not in SPECIAL or (self.peek() == '&' and not target)):
            target += self.take()
        if target not in ('/dev/null', '&1', '&2'):
            raise SyntaxFault(f"redirection to '{target}' is not known here")
        return number, target

    def word(self):
        parts = []

        def text(value, quoted):
            if parts and parts[-1][0] == 'text' and parts[-1][2] == quoted:
                parts[-1] = ('text', parts[-1][1] + value, quoted)
            else:
                parts.append(('text', value, quoted))

        while self.at < len(self.text) and self.peek() not in SPECIAL:
            sign = self.take()
            if sign == "'":
                end = self.text.find("'", self.at)
                if end < 0:
                    raise SyntaxFault('no closing quote')
                text(self.text[self.at:end], True)
                self.at = end + 1
            elif sign == '"':
                text('', True)
                while self.peek() != '"':
                    if not self.peek():
                        raise SyntaxFault('no closing quote')
                    sign = self.take()
                    if sign == '\\' and self.peek() and self.peek() in '$`"\\\n':
                        escaped = self.take()
                        text('' if escaped == '\n' else escaped, True)
                    elif sign in '$`':
                        self.dollar(sign, parts, text, True)
                    else:
                        text(sign, True)
                self.take()
            elif sign == '\\':
                escaped = self.take()
                if escaped not in ('', '\n'):
                    text(escaped, True)
            elif sign in '$`':
                self.dollar(sign, parts, text, False)
            elif sign == '{' and ',' in self.text[self.at:].split('}')[0].split(' ')[0]:
                raise SyntaxFault('lists in braces are not known here')
            elif sign == '~' and not parts and self.peek() in ('', '/', ' ', '\t', '\n', ';'):
                text('/', False)
            else:
                text(sign, False)
        return parts

    def dollar(self, sign, parts, text, quoted):
        if sign == '`':
            end = self.text.find('`', self.at)
            if end < 0:
                raise SyntaxFault('no closing quote')
            parts.append(('substitution', self.text[self.at:end], quoted))
            self.at = end + 1
        elif self.peek() == '(':
            depth, begin = 0, self.at + 1
            while True:
                if not self.peek():
                    raise SyntaxFault('no closing parenthesis')
                depth += {'(': 1, ')': -1}.get(self.take(), 0)
                if depth == 0:
                    break
            parts.append(('substitution', self.text[begin:self.at - 1], quoted))
        elif self.peek() == '?':
            parts.append(('variable', self.take(), quoted))
        elif self.peek() == '{':
            end = self.text.find('}', self.at)
            if end < 0:
                raise SyntaxFault('no closing brace')
            parts.append(('variable', self.text[self.at + 1:end], quoted))
            self.at = end + 1
        else:
            name = ''
            while self.peek() and (self.peek() == '_' or self.peek().isascii() and self.peek().isalnum()):
                name += self.take()
            if name:
                parts.append(('variable', name, quoted))
            else:
                text('$', quoted)
