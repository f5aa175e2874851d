import { StorageError } from '../chat/ports/storage.ts'
import { storageError } from './errors.ts'

/** Lets verbs use a database as long as it is open. */
export interface OpenGuard {
  /** Whatever goes wrong is thrown as a `StorageError`: once the database is closed, `closed`. */
  guarded<T>(verb: () => Promise<T>): Promise<T>
  /** From now on verbs are refused. Those under way go on. */
  close(): void
}

/**
 * A guard over an open database. When the browser takes that away, Chromium ends transactions under way neither with
 * `complete` nor with `abort`: what waits for them is told by the guard.
 */
export function createOpenGuard(database: Pick<EventTarget, 'addEventListener'>): OpenGuard {
  const waiting = new Set<(error: StorageError) => void>()
  let closed = false
  const close = () => {
    closed = true
  }
  database.addEventListener('versionchange', close, { once: true })
  // Fires when the browser takes the storage away, not after `close()`.
  database.addEventListener(
    'close',
    () => {
      close()
      for (const fail of waiting) fail(new StorageError('closed'))
    },
    { once: true },
  )

  return {
    close,
    async guarded(verb) {
      if (closed) throw new StorageError('closed')
      let taken = (_error: StorageError) => {}
      const isTaken = new Promise<never>((_, reject) => (taken = reject))
      waiting.add(taken)
      try {
        return await Promise.race([verb(), isTaken])
      } catch (error) {
        throw closed ? new StorageError('closed', { cause: error }) : storageError(error)
      } finally {
        waiting.delete(taken)
      }
    },
  }
}
