"""The contacts of the stand-in for an Android phone: the tables of its contacts provider, the importer of vCards that fills
them, and the vCards that the provider gives out. Written from what com.android.vcard and ContactsContract do; it knows nothing
of the program under test.

    contacts = Contacts(android=14)
    contacts.import_cards(bytes_of_a_vcf); contacts.save_form({'name': 'Bob', 'phone': '+49301'})
    contacts.as_vcard([1, 2]); contacts.query('data', ['data1'], "mimetype='…'", None)
"""
import base64
import quopri
import re
import sqlite3
import threading
import uuid

ITEM = 'vnd.android.cursor.item/'
COLUMNS = [f'data{n}' for n in range(1, 16)]
PHONE_TYPES = {'HOME': 1, 'CELL': 2, 'WORK': 3, 'PAGER': 6, 'OTHER': 7, 'CALLBACK': 8, 'CAR': 9, 'COMPANY-MAIN': 10, 'ISDN': 11,
               'VOICE': 7, 'RADIO': 14, 'TTY-TDD': 16, 'ASSISTANT': 19}
IM_PROPERTIES = {'X-AIM': 0, 'X-MSN': 1, 'X-YAHOO': 2, 'X-SKYPE-USERNAME': 3, 'X-GOOGLE-TALK': 5, 'X-ICQ': 6, 'X-JABBER': 7}


class Refused(Exception):
    """What the provider throws; its text is the exception's."""


class Contacts:
    def __init__(self, android=14, cloud_account=True):
        self.android, self.cloud_account = android, cloud_account
        self.lock = threading.RLock()
        self.table = sqlite3.connect(':memory:', check_same_thread=False)
        self.table.execute('CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT, contact_id INTEGER, account_name TEXT,'
                           ' account_type TEXT, sourceid TEXT, deleted INTEGER DEFAULT 0, lookup TEXT, display_name TEXT)')
        self.table.execute('CREATE TABLE data (_id INTEGER PRIMARY KEY AUTOINCREMENT, raw_contact_id INTEGER NOT NULL REFERENCES'
                           f' raw_contacts, mimetype TEXT NOT NULL, is_primary INTEGER DEFAULT 0, {", ".join(COLUMNS)})')

    # --- the provider ---
    def insert_raw(self, values):
        with self.lock:
            names_account = 'account_name' in values or 'account_type' in values
            if self.android >= 16 and self.cloud_account and names_account and not values.get('account_name'):
                raise Refused('java.lang.IllegalArgumentException: Cannot add contacts to local or SIM accounts when default account is set to cloud')
            row = self.table.execute('INSERT INTO raw_contacts (account_name, account_type, sourceid, lookup) VALUES (?, ?, ?, ?)',
                                     (values.get('account_name'), values.get('account_type'), values.get('sourceid'), f'0r{uuid.uuid4().hex[:16]}')).lastrowid
            self.table.execute('UPDATE raw_contacts SET contact_id = _id WHERE _id = ?', (row,))
            return row

    def insert_data(self, values):
        with self.lock:
            if not self.table.execute('SELECT 1 FROM raw_contacts WHERE _id = ?', (values.get('raw_contact_id'),)).fetchone():
                raise Refused('java.lang.IllegalArgumentException: raw_contact_id is required')
            names = [name for name in values if name in COLUMNS + ['raw_contact_id', 'mimetype', 'is_primary']]
            row = self.table.execute(f'INSERT INTO data ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})',
                                     [values[name] for name in names]).lastrowid
            if values['mimetype'] == ITEM + 'name':
                self.table.execute('UPDATE raw_contacts SET display_name = ? WHERE _id = ?', (values.get('data1'), values['raw_contact_id']))
            return row

    def query(self, table, projection, where, order):
        """Rows of raw_contacts, contacts, data or phones, as (column names, rows)."""
        source = {'raw_contacts': 'raw_contacts', 'data': 'data', 'phones': f"(SELECT * FROM data WHERE mimetype = '{ITEM}phone_v2')",
                  'contacts': '(SELECT contact_id AS _id, lookup, display_name FROM raw_contacts WHERE deleted = 0)'}[table]
        with self.lock:
            try:
                found = self.table.execute(f'SELECT {", ".join(projection or ["*"])} FROM {source}' + (f' WHERE ({where})' if where else '')
                                           + f' ORDER BY {order or "_id"}')
                return [column[0] for column in found.description], found.fetchall()
            except sqlite3.Error as error:
                raise Refused(f'android.database.sqlite.SQLiteException: {error}') from error

    def rows(self):
        """Everything, to compare or to look at."""
        names, rows = self.query('data', None, None, 'raw_contact_id, _id')
        return [{name: value for name, value in zip(names, row) if value is not None} for row in rows]

    def add(self, rows):
        """One contact of rows (mimetype's last word, {column: value}); nothing when it has none."""
        rows = [(kind, {column: value for column, value in values.items() if value not in (None, '')}) for kind, values in rows]
        rows = [(kind, values) for kind, values in rows if values.get('data1') or values.get('data15')
                or (kind == 'name' and values) or (kind in ('organization', 'postal-address_v2') and len(values) > 1)]
        if not rows:
            return
        with self.lock:
            raw = self.insert_raw({})
            for kind, values in rows:
                self.insert_data({'raw_contact_id': raw, 'mimetype': kind if '/' in kind else ITEM + kind} | values)

    # --- what a person confirms ---
    def import_cards(self, data):
        for card in cards_of(data.decode('utf-8', 'replace')):
            self.add(rows_of(card))

    def save_form(self, extras):
        def typed(value, kind):
            return {'data1': extras.get(value), 'data2': extras.get(f'{value}_type', kind)}
        rows = [('name', split_name(extras.get('name') or ''))]
        rows += [('phone_v2', typed(name, 1)) for name in ('phone', 'secondary_phone', 'tertiary_phone')]
        rows += [('email_v2', typed(name, 1)) for name in ('email', 'secondary_email', 'tertiary_email')]
        rows += [('organization', {'data1': extras.get('company'), 'data4': extras.get('job_title')}),
                 ('note', {'data1': extras.get('notes')})]
        self.add(rows)

    def as_vcard(self, lookups):
        cards = []
        for lookup in lookups:
            found = self.table.execute('SELECT _id FROM raw_contacts WHERE lookup = ? AND deleted = 0', (lookup,)).fetchone()
            if found:
                cards.append(card_of([row for row in self.rows() if row['raw_contact_id'] == found[0]]))
        return ''.join(cards)


def split_name(name):
    """One name as the provider takes it apart: the first word is given, the last is the family's."""
    words = name.split()
    if len(words) < 2:
        return {'data1': name, 'data2': name}
    return {'data1': name, 'data2': words[0], 'data5': ' '.join(words[1:-1]), 'data3': words[-1]}


# --- vCard in, as com.android.vcard reads it ---
def cards_of(text):
    """Lists of (name, parameters, raw value) between BEGIN and END."""
    lines = re.sub(r'\r?\n[ \t]', '', text).splitlines()
    card, cards, index = None, [], 0
    while index < len(lines):
        line = lines[index]
        index += 1
        head, colon, value = line.partition(':')
        while colon and head.count('"') % 2:
            more, colon, value = value.partition(':')
            head += ':' + more
        if not colon:
            continue
        name, *parameters = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', head)
        name = name.rpartition('.')[2].upper()
        types, encoding = [], ''
        for parameter in parameters:
            key, equals, content = parameter.partition('=')
            if not equals:
                key, content = 'TYPE', key
            if key.upper() == 'ENCODING':
                encoding = content.upper()
            elif key.upper() == 'TYPE':
                types += [word.strip('"') for word in content.split(',')]
        if encoding == 'QUOTED-PRINTABLE':
            while value.endswith('=') and index < len(lines):
                value = value[:-1] + lines[index]
                index += 1
            value = quopri.decodestring(value.encode()).decode('utf-8', 'replace')
        if name == 'BEGIN' and value.strip().upper() == 'VCARD':
            card = []
        elif name == 'END' and card is not None:
            cards.append(card)
            card = None
        elif card is not None:
            card.append((name, types, encoding, value))
    return cards


def unescape(text):
    return re.sub(r'\\(.)', lambda found: '\n' if found[1] in 'nN' else found[1], text)


def parts_of(value):
    parts, at = [''], 0
    while at < len(value):
        if value[at] == '\\' and at + 1 < len(value):
            parts[-1] += value[at:at + 2]
            at += 2
        elif value[at] == ';':
            parts.append('')
            at += 1
        else:
            parts[-1] += value[at]
            at += 1
    return [unescape(part) for part in parts]


def stored_number(value):
    """Digits, and pauses for p and w; a number of North America gets its dashes."""
    if any(sign in 'pPwW' for sign in value):
        value = re.sub('[pP]', ',', value)
        value = re.sub('[wW]', ';', value)
        return ''.join(sign for place, sign in enumerate(value) if sign in '0123456789*#,;' or (sign == '+' and place == 0))
    digits = ''.join(sign for place, sign in enumerate(value.strip()) if sign in '0123456789*#' or (sign == '+' and place == 0))
    american = re.fullmatch(r'(\+1)(\d{3})(\d{3})(\d{4})', digits)
    return '-'.join(american.groups()) if american else digits


def phone_type(types):
    kind, label = None, None
    for word in types:
        if word.upper() in ('PREF', 'FAX'):
            continue
        known = PHONE_TYPES.get((word[2:] if word.upper().startswith('X-') and kind is None else word).upper())
        if known is not None:
            if kind in (None, 0, 7):
                kind, label = known, None
        elif kind is None:
            kind, label = 0, word[2:] if word.upper().startswith('X-') else word
    upper = [word.upper() for word in types]
    if kind is None:
        kind = 12 if 'PREF' in upper else 1
    if 'FAX' in upper:
        kind = {1: 5, 3: 4, 7: 13}.get(kind, kind)
    return kind, label


def plain_type(types, known, default):
    kind, label = None, None
    for word in (word.upper() for word in types):
        if word == 'PREF':
            continue
        if word in known:
            kind, label = known[word], None
        elif kind is None:
            kind, label = 0, word[2:] if word.startswith('X-') else word
    return (default, None) if kind is None else (kind, label)


def rows_of(card):
    rows, name, nothing = [], {}, []
    organisation = {}
    for key, types, encoding, value in card:
        text = unescape(value).strip()
        primary = {'is_primary': 1} if 'PREF' in [word.upper() for word in types] else {}
        if key == 'FN':
            name['data1'] = text
        elif key == 'N':
            family, given, middle, prefix, suffix = (parts_of(value) + [''] * 5)[:5]
            name |= {'data2': given, 'data3': family, 'data4': prefix, 'data5': middle, 'data6': suffix}
        elif key in ('X-PHONETIC-FIRST-NAME', 'X-PHONETIC-MIDDLE-NAME', 'X-PHONETIC-LAST-NAME'):
            name[{'F': 'data7', 'M': 'data8', 'L': 'data9'}[key[11]]] = text
        elif key == 'NICKNAME':
            rows.append(('nickname', {'data1': text, 'data2': 1}))
        elif key == 'TEL' and text:
            kind, label = phone_type(types)
            rows.append(('phone_v2', {'data1': text if kind == 6 else stored_number(text), 'data2': kind, 'data3': label} | primary))
        elif key == 'EMAIL':
            kind, label = plain_type(types, {'HOME': 1, 'WORK': 2, 'CELL': 4}, 3)
            rows.append(('email_v2', {'data1': text, 'data2': kind, 'data3': label} | primary))
        elif key == 'ADR':
            box, extended, street, city, region, postcode, country = (parts_of(value) + [''] * 7)[:7]
            kind, label = plain_type([word for word in types if word.upper() not in ('PARCEL', 'DOM', 'INTL')], {'HOME': 1, 'WORK': 2}, 1)
            whole = '\n'.join(part for part in (street, box, extended, city, region, postcode, country) if part)
            rows.append(('postal-address_v2', {'data1': whole, 'data2': kind, 'data3': label, 'data4': street, 'data5': box, 'data6': extended,
                                               'data7': city, 'data8': region, 'data9': postcode, 'data10': country} | primary))
        elif key == 'ORG':
            company, *units = parts_of(value)
            organisation |= {'data1': company, 'data5': ' '.join(units)}
        elif key == 'TITLE':
            organisation['data4'] = text
        elif key in IM_PROPERTIES:
            kind, _ = plain_type([word for word in types if word.upper() in ('HOME', 'WORK')], {'HOME': 1, 'WORK': 2}, 1)
            rows.append(('im', {'data1': text, 'data2': kind, 'data5': IM_PROPERTIES[key]} | primary))
        elif key == 'URL':
            rows.append(('website', {'data1': text}))
        elif key == 'NOTE':
            rows.append(('note', {'data1': text}))
        elif key in ('BDAY', 'ANNIVERSARY'):
            rows.append(('contact_event', {'data1': text, 'data2': 3 if key == 'BDAY' else 1}))
        elif key == 'PHOTO' and encoding in ('B', 'BASE64'):
            try:
                rows.append(('photo', {'data15': base64.b64decode(value, validate=True)}))
            except ValueError:
                nothing.append(key)
        elif key == 'X-ANDROID-CUSTOM':
            kind, *values = unescape(value).split(';')  # the escapes are gone before it is cut
            rows.append((kind, dict(zip(COLUMNS, values))))
    if organisation:
        rows.append(('organization', organisation | {'data2': 1}))
    if name and not name.get('data1'):
        name['data1'] = ' '.join(name.get(part) or '' for part in ('data4', 'data2', 'data5', 'data3', 'data6')).strip()
    return [('name', name)] + rows


# --- vCard out, as the provider writes it: 2.1 ---
def line(key, *values, structured=False):
    text = ';'.join(str(value or '').replace('\\', '\\\\').replace(';', '\\;') if structured or len(values) > 1 else str(value or '')
                    for value in values)
    if text.isascii() and text.isprintable():
        return f'{key}:{text}\r\n'
    quoted = ''.join(chr(octet) if 33 <= octet <= 126 and octet != 61 else f'={octet:02X}' for octet in text.replace('\n', '\r\n').encode())
    return f'{key};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted}\r\n'


def card_of(rows):
    types = {1: ';HOME', 2: ';CELL', 3: ';WORK', 4: ';WORK;FAX', 5: ';HOME;FAX', 6: ';PAGER', 7: ';VOICE', 9: ';CAR', 11: ';ISDN', 12: ';PREF'}
    mails, places = {1: ';HOME', 2: ';WORK', 4: ';CELL'}, {1: ';HOME', 2: ';WORK'}
    services = {number: key for key, number in IM_PROPERTIES.items()} | {4: 'X-QQ'}
    out, has_name = ['BEGIN:VCARD\r\nVERSION:2.1\r\n'], False

    def custom(kind, row):
        columns = [row.get(column, '') for column in COLUMNS]
        return line('X-ANDROID-CUSTOM', ITEM + kind, *columns)

    for row in rows:
        kind = row['mimetype'].removeprefix(ITEM)
        value = row.get('data1', '')
        preferred = ';PREF' if row.get('is_primary') else ''
        number = int(row.get('data2') or 0) if str(row.get('data2') or 0).lstrip('-').isdigit() else 0
        label = f';X-{row["data3"]}' if row.get('data3') and row['data3'].isascii() and row['data3'].isalnum() else ''
        if kind == 'name':
            has_name = True
            parts = [row.get(column) for column in ('data3', 'data2', 'data5', 'data4', 'data6')]
            out.append(line('N', *parts) if any(parts) else line('N', value, '', '', '', ''))
            out.append(line('FN', value))
            for key, column in (('X-PHONETIC-FIRST-NAME', 'data7'), ('X-PHONETIC-MIDDLE-NAME', 'data8'), ('X-PHONETIC-LAST-NAME', 'data9')):
                if row.get(column):
                    out.append(line(key, row[column]))
        elif kind == 'phone_v2':
            out.append(line('TEL' + types.get(number, label) + preferred, value))
        elif kind == 'email_v2':
            out.append(line('EMAIL' + mails.get(number, label) + preferred, value))
        elif kind == 'postal-address_v2':
            out.append(line('ADR' + places.get(number, label) + preferred,
                            *(row.get(column) for column in ('data5', 'data6', 'data4', 'data7', 'data8', 'data9', 'data10'))))
        elif kind == 'organization':
            if value or row.get('data5'):
                out.append(line('ORG', *([value, row['data5']] if row.get('data5') else [value]), structured=True))
            if row.get('data4'):
                out.append(line('TITLE', row['data4']))
        elif kind == 'im' and int(row.get('data5') or -1) in services:
            out.append(line(services[int(row['data5'])] + places.get(number, ''), value))
        elif kind == 'website':
            out.append(line('URL', value))
        elif kind == 'note':
            out.append(line('NOTE', value))
        elif kind == 'contact_event' and number == 3 and not value.startswith('--'):
            out.append(line('BDAY', value))
        elif kind == 'photo':
            data = row['data15']
            form = 'JPEG' if data[:2] == b'\xff\xd8' else 'PNG' if data[:4] == b'\x89PNG' else 'GIF'
            text = base64.b64encode(data).decode()
            out.append(f'PHOTO;ENCODING=BASE64;{form}:' + '\r\n '.join(text[at:at + 72] for at in range(0, len(text), 72)) + '\r\n\r\n')
        elif kind in ('nickname', 'contact_event', 'relation', 'im'):
            out.append(custom(kind, row))
    if not has_name:
        out.insert(1, line('N', '', '', '', '', '') + line('FN', ''))
    return ''.join(out) + 'END:VCARD\r\n'
