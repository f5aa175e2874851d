import { unwrap, type IDBPTransaction, type StoreKey, type StoreNames, type StoreValue } from 'idb'
import type { StorageError } from '../chat/ports/storage.ts'
import type { ChatDatabase, ChatSchema } from './database.ts'
import { storageError } from './errors.ts'

const STORES = [
  'messages',
  'conversations',
  'contacts',
  'notes',
  'drafts',
  'positions',
  'identity',
  'prekeys',
] as const satisfies readonly StoreNames<ChatSchema>[]

type Store = (typeof STORES)[number]

/** A transaction over everything, as a job sees it. */
export type WriteTransaction = IDBPTransaction<ChatSchema, typeof STORES, 'readwrite'>

/** Rows whose keys the job does not need: the transaction is told to commit right behind them. When one is refused, the job fails. */
export interface Writes {
  add<S extends Store>(store: S, row: StoreValue<ChatSchema, S>): void
  put<S extends Store>(store: S, row: StoreValue<ChatSchema, S>, key?: StoreKey<ChatSchema, S>): void
}

type Job<T> = (transaction: WriteTransaction, writes: Writes) => T | Promise<T>

/** Runs jobs in order, each in a transaction that is its own or shared with jobs that came in meanwhile. */
export interface Writer {
  /**
   * Resolves when the transaction is complete; rejects with a `StorageError` when nothing of the job happened.
   * `strict`: on disk, not only handed to the operating system. A job may await requests of its transaction only.
   */
  write<T>(durability: 'strict' | 'relaxed', job: Job<T>): Promise<T>
}

interface Pending {
  readonly strict: boolean
  run(transaction: WriteTransaction, writes: Writes): Promise<void>
  succeed(): void
  fail(error: StorageError): void
}

/** The most jobs of one transaction: what a user waits for stays short. */
const BATCH = 256

/**
 * A strict transaction waits for the disk. Jobs that arrive in that time are gathered into the next one, so that
 * hundreds of messages a second need a few dozen transactions.
 */
export function createWriter(database: ChatDatabase): Writer {
  const queue: Pending[] = []
  let running = false

  const commit = async (jobs: readonly Pending[]): Promise<void> => {
    const durability = jobs.some((job) => job.strict) ? 'strict' : 'relaxed'
    const transaction = database.transaction(STORES, 'readwrite', { durability })
    const done = transaction.done
    // Observed below; a job that throws first must not leave it unhandled.
    done.catch(() => {})
    const refusals: unknown[] = []
    const writes = writesOf(transaction, (reason) => refusals.push(reason))
    try {
      for (const job of jobs) await job.run(transaction, writes)
      // Not when the last answer has come: on a busy page each answer waits for its turn.
      transaction.commit()
      await done
    } catch (error) {
      abort(transaction)
      await done.catch(() => {})
      // A request knows better than its transaction why it failed.
      throw refusals[0] ?? error
    }
  }

  const settle = async (jobs: readonly Pending[]): Promise<void> => {
    try {
      await commit(jobs)
      for (const job of jobs) job.succeed()
    } catch (error) {
      const [first] = jobs
      // One bad job must not take the others down: each gets a transaction of its own.
      if (jobs.length > 1) for (const job of jobs) await settle([job])
      else first?.fail(storageError(error))
    }
  }

  const drain = async (): Promise<void> => {
    running = true
    // Jobs of the same turn share the first transaction too.
    await Promise.resolve()
    while (queue.length > 0) await settle(queue.splice(0, BATCH))
    running = false
  }

  return {
    write: (durability, job) =>
      new Promise((resolve, reject) => {
        let succeed = () => {}
        queue.push({
          strict: durability === 'strict',
          run: async (transaction, writes) => {
            const value = await job(transaction, writes)
            succeed = () => resolve(value)
          },
          succeed: () => succeed(),
          fail: reject,
        })
        if (!running) void drain()
      }),
  }
}

/** Past the promises of `idb`: of hundreds of requests a second, only one that is refused has anything to say. */
function writesOf(transaction: WriteTransaction, refused: (reason: unknown) => void): Writes {
  const watch = (request: IDBRequest) => request.addEventListener('error', () => refused(request.error))
  return {
    add: (store, row) => watch(unwrap(transaction.objectStore(store)).add(row)),
    put: (store, row, key) => watch(unwrap(transaction.objectStore(store)).put(row, key)),
  }
}

function abort(transaction: WriteTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It ended by itself: the failed request aborted it.
  }
}
