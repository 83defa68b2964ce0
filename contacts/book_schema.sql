-- The book, schema version 1 (PRAGMA user_version). Columns named sealed hold people's data under contacts/seal.h;
-- columns named …_key are keyed hashes that can be looked up, not read. docs/book.md says what stays readable.
CREATE TABLE book (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE contact (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  uid_key  BLOB NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  sealed   BLOB NOT NULL
);

-- Numbers and addresses of a contact, for "who has this value?"
CREATE TABLE contact_value (
  value_key  BLOB NOT NULL,
  contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  PRIMARY KEY (value_key, contact_id)
) WITHOUT ROWID;
CREATE INDEX contact_value_contact ON contact_value (contact_id);

-- The tie between a contact and a buddy.
CREATE TABLE link (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  buddy_key  BLOB NOT NULL UNIQUE,
  contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  revision   INTEGER NOT NULL,
  sealed     BLOB NOT NULL
);
CREATE INDEX link_contact ON link (contact_id);

-- One row a value, partner and person it was said of; where it was seen is evidence.
CREATE TABLE finding (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  buddy_key  BLOB NOT NULL,
  value_key  BLOB NOT NULL,
  who_key    BLOB NOT NULL,
  mine       INTEGER NOT NULL,
  state      INTEGER NOT NULL,
  contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
  revision   INTEGER NOT NULL,
  sealed     BLOB NOT NULL,
  UNIQUE (buddy_key, value_key, who_key)
);
CREATE INDEX finding_waiting ON finding (buddy_key, state, mine);

CREATE TABLE evidence (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  finding_id  INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  message_key BLOB NOT NULL,
  seen_at     INTEGER NOT NULL,
  sealed      BLOB NOT NULL
);
CREATE INDEX evidence_message ON evidence (finding_id, message_key, seen_at);

-- What each phone holds of the book, as last written or seen.
CREATE TABLE phone (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  phone_key BLOB NOT NULL UNIQUE,
  last_used INTEGER NOT NULL,
  revision  INTEGER NOT NULL,
  sealed    BLOB NOT NULL
);
CREATE TABLE held (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  phone_id   INTEGER NOT NULL REFERENCES phone (id) ON DELETE CASCADE,
  uid_key    BLOB NOT NULL,
  revision   INTEGER NOT NULL,
  sealed     BLOB NOT NULL,
  UNIQUE (phone_id, uid_key)
);

-- Sends by request id: what must not be done twice.
CREATE TABLE journal (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  request_key BLOB NOT NULL UNIQUE,
  started_at  INTEGER NOT NULL,
  done        INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  sealed      BLOB NOT NULL
);
