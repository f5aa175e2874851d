import type { KeyStore } from '../seal/key-store.ts'
import type { ChatDatabase } from './database.ts'
import { guarded } from './errors.ts'

/** The one row of the store `identity`. */
const OWN = 'own'

/** The keys of one person over an open database. It closes with the storage that owns the database. */
export function createIndexedDbKeys(database: ChatDatabase): KeyStore {
  return {
    identity: () => guarded(async () => wholeOnly(await database.get('identity', OWN))),
    addIdentity: (record) =>
      guarded(async () => {
        const { store, done } = database.transaction('identity', 'readwrite', { durability: 'strict' })
        return addOnce(record, { done, get: () => store.get(OWN), put: () => store.put(record, OWN) })
      }),
    destroyAll: () =>
      guarded(async () => {
        const transaction = database.transaction(['identity', 'prekeys'], 'readwrite', { durability: 'strict' })
        const cleared = [transaction.objectStore('identity').clear(), transaction.objectStore('prekeys').clear()]
        await Promise.all([...cleared, transaction.done])
      }),
    prekeys: () => guarded(async () => (await database.getAll('prekeys')).filter((record) => wholeOnly(record))),
    addPrekey: (record) =>
      guarded(async () => {
        const { store, done } = database.transaction('prekeys', 'readwrite', { durability: 'strict' })
        return addOnce(record, { done, get: () => store.get(record.id), put: () => store.put(record) })
      }),
    destroyPrekeys: (upTo) =>
      guarded(async () => {
        const { store, done } = database.transaction('prekeys', 'readwrite', { durability: 'strict' })
        await Promise.all([store.delete(IDBKeyRange.upperBound(upTo)), done])
      }),
  }
}

/**
 * A browser that cannot read back a key (WebKit, one of X25519) reads null for it, or for all of its record. Nothing is
 * signed or opened with that: it counts as none.
 */
function wholeOnly<T extends { readonly privateKey: unknown }>(record: T | null | undefined): T | undefined {
  return record?.privateKey ? record : undefined
}

/**
 * Adds a record unless there is one; answers the one that is there then. In one transaction: of two tabs that both made
 * keys, both keep the same, and none that was perhaps published is written over.
 */
async function addOnce<T extends { readonly privateKey: unknown }>(
  record: T,
  store: { done: Promise<void>; get: () => Promise<T | undefined>; put: () => Promise<unknown> },
): Promise<T> {
  const add = async () => {
    const existing = wholeOnly(await store.get())
    if (!existing) await store.put()
    return existing ?? record
  }
  // Awaited together: what keeps it from being added also breaks the transaction off.
  const [kept] = await Promise.all([add(), store.done])
  return kept
}
