import type Database from 'libsql'

/**
 * The schema, one step per version; `user_version` tells how many were taken. Append only: a step that was released is
 * never edited. Mail and posts are logs in order of rowid with an index beside, which is twice as fast to append to as
 * a compound primary key.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE account (
    name TEXT PRIMARY KEY,
    skeleton TEXT NOT NULL UNIQUE,
    identity_key TEXT NOT NULL,
    device TEXT NOT NULL,
    prekey_id INTEGER,
    prekey_key TEXT,
    prekey_signature TEXT,
    recovery_key TEXT,
    recovery_endorsement TEXT,
    fence INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    cursor INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE succession (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL REFERENCES account,
    from_key TEXT NOT NULL,
    recovery_key TEXT NOT NULL,
    endorsement TEXT NOT NULL,
    to_key TEXT NOT NULL,
    signature TEXT NOT NULL
  ) STRICT;
  CREATE TABLE block (
    name TEXT NOT NULL REFERENCES account,
    other TEXT NOT NULL REFERENCES account,
    PRIMARY KEY (name, other)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE letter (
    position INTEGER PRIMARY KEY,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    id TEXT NOT NULL,
    device TEXT NOT NULL,
    prekey_id INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    length INTEGER NOT NULL,
    outcome TEXT,
    proof TEXT,
    settled_at INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL DEFAULT 0,
    envelope BLOB
  ) STRICT;
  CREATE UNIQUE INDEX letter_key ON letter (id, sender, recipient);
  CREATE INDEX letter_waiting ON letter (recipient, position) WHERE outcome IS NULL;
  CREATE INDEX letter_untold ON letter (sender, position) WHERE outcome IS NOT NULL AND told = 0;
  CREATE TABLE post (
    group_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sender TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    identity_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX post_key ON post (id, sender);
  `,
  // Read at the start only. By recipient it was written in another place for each letter; now it grows at its end.
  `
  DROP INDEX letter_waiting;
  CREATE INDEX letter_waiting ON letter (position) WHERE outcome IS NULL;
  `,
  // Cursors move with every post: as rows of their own a thousand of them are 7 pages of the log and not 70.
  `
  CREATE TABLE cursor (name TEXT PRIMARY KEY REFERENCES account, place INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO cursor SELECT name, cursor FROM account;
  ALTER TABLE account DROP COLUMN cursor;
  `,
]

function userVersion(db: Database.Database): number {
  const row: unknown = db.prepare('PRAGMA user_version').get()
  if (typeof row === 'object' && row !== null && 'user_version' in row) return Number(row.user_version)
  throw new Error('the database has no user_version')
}

/**
 * Brings a database up to date, all steps in one transaction. Throws when a newer program made it, which may mean things
 * by it that this one does not know.
 */
export function migrate(db: Database.Database): void {
  const version = userVersion(db)
  if (version > STEPS.length) {
    throw new Error(`The database has version ${version}, this program knows ${STEPS.length}: use a newer program.`)
  }
  if (version === STEPS.length) return
  db.exec('BEGIN IMMEDIATE')
  for (const step of STEPS.slice(version)) db.exec(step)
  db.exec(`PRAGMA user_version = ${STEPS.length}`)
  db.exec('COMMIT')
}
