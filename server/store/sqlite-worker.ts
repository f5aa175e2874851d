import { parentPort, workerData } from 'node:worker_threads'
import Database from 'libsql'
import { migrate } from './migrations.ts'
import { createSqliteTables } from './sqlite-tables.ts'
import { createLedger, type Ledger } from './ledger.ts'
import type { Call, CallResult, FromWorker, ToWorker } from './worker-messages.ts'

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

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function serve({ db, ledger }: ReturnType<typeof open>): void {
  const sql = {
    begin: db.prepare('BEGIN'),
    commit: db.prepare('COMMIT'),
    save: db.prepare('SAVEPOINT verb'),
    release: db.prepare('RELEASE verb'),
    rollback: db.prepare('ROLLBACK TO verb'),
  }
  const run = ({ verb, input }: Call): CallResult => {
    sql.save.run([])
    try {
      const value: unknown = Reflect.apply(ledger.verbs[verb], ledger.verbs, input)
      sql.release.run([])
      return { ok: true, value }
    } catch (error) {
      if (isFault(error)) throw error
      sql.rollback.run([])
      sql.release.run([])
      ledger.reload()
      return { ok: false, reason: reasonOf(error) }
    }
  }
  port?.on('message', (message: ToWorker) => {
    try {
      if (message.type === 'close') {
        db.close()
        tell({ type: 'closed' })
        return
      }
      sql.begin.run([])
      const results = message.calls.map(run)
      sql.commit.run([])
      tell({ type: 'committed', results })
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
  tell({ type: 'refused', reason: reasonOf(error) })
}
