import { StorageError, type StorageProblem } from '../chat/ports/storage.ts'

/** What the names of IndexedDB's exceptions mean for a user. The rest means that the rows are not what we wrote. */
const PROBLEMS: Readonly<Record<string, StorageProblem>> = {
  QuotaExceededError: 'quota-exceeded',
  // Private windows, storage switched off, a database of a newer page, a disk that does not answer.
  InvalidStateError: 'unavailable',
  SecurityError: 'unavailable',
  NotAllowedError: 'unavailable',
  VersionError: 'unavailable',
  UnknownError: 'unavailable',
  TimeoutError: 'unavailable',
  AbortError: 'unavailable',
  ReferenceError: 'unavailable',
  TypeError: 'unavailable',
  // A lockdown mode of Safari stores no keys.
  DataCloneError: 'unavailable',
}

/** Any failure of IndexedDB as a `StorageError`, with the original as its cause. */
export function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  const name = error instanceof Error ? error.name : ''
  return new StorageError(PROBLEMS[name] ?? 'corrupted', { cause: error })
}

/** Does something with a database; whatever goes wrong is thrown as a `StorageError`. */
export async function guarded<T>(verb: () => Promise<T>): Promise<T> {
  try {
    return await verb()
  } catch (error) {
    throw storageError(error)
  }
}
