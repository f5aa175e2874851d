import Database from 'libsql'

/** A table to append to, as bare as it gets, with the durability that our server has. */
export interface Log {
  /** Appends all in one commit. */
  append(rows: readonly { to: string; envelope: Uint8Array }[]): void
  close(): void
}

/** Opens one. */
export function openLog(file: string): Log {
  const db = new Database(file)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = FULL')
  db.exec('CREATE TABLE IF NOT EXISTS letter (position INTEGER PRIMARY KEY, recipient TEXT, envelope BLOB)')
  const [begin, commit] = [db.prepare('BEGIN'), db.prepare('COMMIT')]
  const insert = db.prepare('INSERT INTO letter (recipient, envelope) VALUES (?,?)')
  return {
    append(rows) {
      begin.run([])
      for (const { to, envelope } of rows) insert.run([to, envelope])
      commit.run([])
    },
    close: () => void db.close(),
  }
}
