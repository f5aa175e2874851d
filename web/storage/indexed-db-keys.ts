import type { KeyStore } from '../seal/key-store.ts'
import type { ChatDatabase } from './database.ts'
import { storageError } from './errors.ts'

/** The one row of the store `identity`. */
const OWN = 'own'

/** The keys of one person over an open database. It closes with the storage that owns the database. */
export function createIndexedDbKeys(database: ChatDatabase): KeyStore {
  const guarded = async <T>(verb: () => Promise<T>): Promise<T> => {
    try {
      return await verb()
    } catch (error) {
      throw storageError(error)
    }
  }
  return {
    identity: () => guarded(() => database.get('identity', OWN)),
    addIdentity: (record) =>
      guarded(async () => {
        // Look and add are one transaction: of two tabs that both made a key, both keep the same one.
        const { store, done } = database.transaction('identity', 'readwrite', { durability: 'strict' })
        const existing = await store.get(OWN)
        if (!existing) await store.add(record, OWN)
        await done
        return existing ?? record
      }),
    destroyAll: () =>
      guarded(async () => {
        const transaction = database.transaction(['identity', 'prekeys'], 'readwrite', { durability: 'strict' })
        const cleared = [transaction.objectStore('identity').clear(), transaction.objectStore('prekeys').clear()]
        await Promise.all([...cleared, transaction.done])
      }),
    prekeys: () => guarded(() => database.getAll('prekeys')),
    addPrekey: (record) =>
      guarded(async () => {
        // As above: one that another tab has made, and perhaps published, is not written over.
        const { store, done } = database.transaction('prekeys', 'readwrite', { durability: 'strict' })
        const existing = await store.get(record.id)
        if (!existing) await store.add(record)
        await done
        return existing ?? record
      }),
    destroyPrekeys: (upTo) =>
      guarded(async () => {
        const { store, done } = database.transaction('prekeys', 'readwrite', { durability: 'strict' })
        await Promise.all([store.delete(IDBKeyRange.upperBound(upTo)), done])
      }),
  }
}
