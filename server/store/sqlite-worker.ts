import { parentPort, workerData } from 'node:worker_threads'
import Database from 'libsql'
import * as v from 'valibot'
import { reasonOf } from '../reason.ts'
import { migrate } from './migrations.ts'
import { createSqliteTables } from './sqlite-tables.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { batchToCalls, putToResult } from './flat-mail.ts'
import type { Call, FlatResult, FromWorker, ToWorker } from './worker-messages.ts'

// The thread that owns the database file: a commit stalls this loop and no socket.

const port = parentPort
if (!port) throw new Error('sqlite-worker.ts is started by sqlite.ts')
const tell = (message: FromWorker) => port.postMessage(message)

function open(file: string): { db: Database.Database; ledger: Ledger } {
  const db = new Database(file)
  // A second server on the same file would answer from stale memory: the lock is held until the process ends.
  db.exec('PRAGMA locking_mode = EXCLUSIVE')
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = FULL')
  db.exec('PRAGMA foreign_keys = ON')
  // Pages that change often should stay in memory (64 MiB) and be copied from the log to the database seldom (every
  // 32 MiB of log): the mailboxes' index, and that of ids if clients mint them at random.
  db.exec('PRAGMA cache_size = -65536')
  db.exec('PRAGMA wal_autocheckpoint = 8192')
  db.exec('PRAGMA trusted_schema = OFF')
  migrate(db)
  return { db, ledger: createLedger(createSqliteTables(db)) }
}

/** Primary result code; extended codes carry it in their low byte (https://www.sqlite.org/rescode.html). */
const SQLITE_CONSTRAINT = 19

/** A verb that broke a constraint is wrong by itself; every other database error means that nothing may go on. */
function isFault(error: unknown): boolean {
  return error instanceof Database.SqliteError && ((error.rawCode ?? 0) & 0xff) !== SQLITE_CONSTRAINT
}

function serve({ db, ledger }: ReturnType<typeof open>): void {
  const sql = {
    begin: db.prepare('BEGIN'),
    commit: db.prepare('COMMIT'),
    undo: db.prepare('ROLLBACK'),
    save: db.prepare('SAVEPOINT verb'),
    release: db.prepare('RELEASE verb'),
    rollback: db.prepare('ROLLBACK TO verb'),
  }
  const apply = ({ verb, input }: Call): FlatResult => {
    if (verb === 'putMail') return putToResult(ledger.verbs.putMail(...input))
    const value: unknown = Reflect.apply(ledger.verbs[verb], ledger.verbs, input)
    return { ok: true, value }
  }
  const applyAlone = (call: Call): FlatResult => {
    sql.save.run([])
    try {
      const result = apply(call)
      sql.release.run([])
      return result
    } catch (error) {
      if (isFault(error)) throw error
      sql.rollback.run([])
      sql.release.run([])
      ledger.reload()
      return { ok: false, reason: reasonOf(error) }
    }
  }
  const commit = (calls: readonly Call[]): readonly FlatResult[] => {
    // A savepoint around each verb costs a fifth of it: they are set only once a verb of the batch has failed.
    for (const applied of [apply, applyAlone]) {
      sql.begin.run([])
      try {
        const results = calls.map(applied)
        sql.commit.run([])
        return results
      } catch (error) {
        if (isFault(error)) throw error
        sql.undo.run([])
        ledger.reload()
      }
    }
    throw new Error('a batch failed although each of its verbs was undone by itself')
  }
  port?.on('message', (message: ToWorker) => {
    try {
      if (message.type === 'close') {
        db.close()
        tell({ type: 'closed' })
        return
      }
      tell({ type: 'committed', results: commit(batchToCalls(message)) })
    } catch (error) {
      // Never go on after a failed write: what the disk holds now is unknown.
      tell({ type: 'failed', reason: reasonOf(error) })
    }
  })
  tell({ type: 'opened' })
}

try {
  serve(open(String(workerData)))
} catch (error) {
  // Rows are parsed as they are read: one that does not fit is damage, in the word that SQLite has for it.
  tell({ type: 'refused', reason: `${error instanceof v.ValiError ? 'malformed row: ' : ''}${reasonOf(error)}` })
}
