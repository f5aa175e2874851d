import type { IDBPTransaction, StoreNames } from 'idb'
import type { StorageError } from '../chat/ports/storage.ts'
import type { ChatDatabase, ChatSchema } from './database.ts'
import { storageError } from './errors.ts'

const STORES = [
  'messages',
  'conversations',
  'contacts',
  'notes',
  'positions',
  'identity',
  'prekeys',
] as const satisfies readonly StoreNames<ChatSchema>[]

/** A transaction over everything, as a job sees it. */
export type WriteTransaction = IDBPTransaction<ChatSchema, typeof STORES, 'readwrite'>

/** A request whose result the job does not need: the transaction is told to commit right behind it. When it fails, so does the job. */
export type Later = (request: Promise<unknown>) => void

type Job<T> = (transaction: WriteTransaction, later: Later) => T | Promise<T>

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
  run(transaction: WriteTransaction, later: Later): Promise<void>
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
    const requests: Promise<unknown>[] = []
    const later: Later = (request) => {
      // Observed below; a job that throws first must not leave it unhandled.
      request.catch(() => {})
      requests.push(request)
    }
    try {
      for (const job of jobs) await job.run(transaction, later)
      // Not when the last answer has come: on a busy page each answer waits for its turn.
      transaction.commit()
      // A request knows better than its transaction why it failed.
      await Promise.all(requests)
    } catch (error) {
      abort(transaction)
      await done.catch(() => {})
      throw error
    }
    await done
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
          run: async (transaction, later) => {
            const value = await job(transaction, later)
            succeed = () => resolve(value)
          },
          succeed: () => succeed(),
          fail: reject,
        })
        if (!running) void drain()
      }),
  }
}

function abort(transaction: WriteTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It ended by itself: the failed request aborted it.
  }
}
