import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databaseName, deleteChatDatabase, openChatDatabase } from './database.ts'
import { storageError } from './errors.ts'
import type { Storage } from '../chat/ports/storage.ts'
import { alice, bob, carol, composed, idOf, incoming } from './fixtures.ts'
import { createIndexedDbKeys } from './indexed-db-keys.ts'
import { createIndexedDbStorage } from './indexed-db.ts'
import { messageToRow, numbered } from './rows.ts'
import { storageContract } from './storage.contract.ts'

const of = { server: 'https://chat.example', name: alice }

beforeEach(() => {
  indexedDB = new IDBFactory()
})

storageContract('IndexedDB', async () => {
  const reopen = async () => createIndexedDbStorage(await openChatDatabase(of))
  return { storage: await reopen(), reopen }
})

describe('a database', () => {
  it('is one per server and name', async () => {
    const storage = createIndexedDbStorage(await openChatDatabase(of))
    await storage.compose([composed(1, bob)])
    const other = createIndexedDbStorage(await openChatDatabase({ ...of, name: carol }))
    expect(await other.unsettled()).toEqual([])
  })

  it('of an earlier page lets go of what it does not need any more', async () => {
    const earlier = await openDB(databaseName(of), 1, {
      upgrade(database) {
        for (const name of ['notes', 'sealed']) database.createObjectStore(name, { keyPath: 'id' })
        database.createObjectStore('messages', { keyPath: 'ordinal', autoIncrement: true })
      },
    })
    await earlier.put('notes', { id: bob, draft: 'kept', readAt: 0, muted: false })
    earlier.close()
    const database = await openChatDatabase(of)
    expect([...database.objectStoreNames]).toEqual(['drafts', 'messages', 'notes'])
    expect(await database.getAll('notes')).toMatchObject([{ draft: 'kept' }])
  })

  it('of version 3 has its drafts in the notes, until they are written again', async () => {
    const earlier = await openDB(databaseName(of), 3, {
      upgrade(database) {
        const stores = ['messages', 'conversations', 'contacts', 'notes', 'positions', 'identity', 'prekeys']
        for (const name of stores) database.createObjectStore(name, { keyPath: 'id' })
      },
    })
    await earlier.put('notes', { id: bob, draft: 'half a', readAt: 3, muted: true })
    earlier.close()
    const storage = createIndexedDbStorage(await openChatDatabase(of))
    expect(await storage.notes()).toEqual([{ id: bob, draft: 'half a', readAt: 3, muted: true }])
    await storage.saveNote({ id: bob, draft: '' })
    expect(await storage.notes()).toEqual([{ id: bob, draft: '', readAt: 3, muted: true }])
  })

  it('of version 2 goes on counting where it was, and holds what it held', async () => {
    const earlier = await openDB(databaseName(of), 2, {
      upgrade(database) {
        const messages = database.createObjectStore('messages', { keyPath: 'ordinal', autoIncrement: true })
        messages.createIndex('key', 'key', { unique: true })
        messages.createIndex('place', ['conversation', 'ordinal'])
        messages.createIndex('arrival', ['conversation', 'textArrivedAt'])
        messages.createIndex('unsettled', 'unsettled')
        for (const name of ['conversations', 'notes']) database.createObjectStore(name, { keyPath: 'id' })
        for (const name of ['contacts', 'positions', 'identity', 'prekeys']) database.createObjectStore(name)
      },
    })
    for (const seq of [6, 7]) {
      const { seq: _, ...row } = messageToRow(numbered(composed(seq, bob), seq))
      await earlier.put('messages', row)
      await earlier.put('conversations', { id: bob, seq, newestText: row.key })
    }
    earlier.close()
    const reopen = async () => createIndexedDbStorage(await openChatDatabase(of))
    const storage = await reopen()
    // It is in the index from now on, and the newest one is not.
    await storage.saveDeliveries([{ id: idOf(6), delivery: { state: 'stored', at: 1 } }])
    await storage.receive([incoming(1, bob)])
    const seqs = async (at: Storage, n: number) => (await at.compose([composed(n, bob)])).map(({ seq }) => seq)
    expect(await seqs(storage, 8)).toEqual([8])
    expect(await seqs(await reopen(), 9)).toEqual([9])
    expect(await seqs(storage, 10)).toEqual([10])
    expect(await storage.summaries()).toMatchObject([{ newest: { id: idOf(10) }, unread: 1 }])
  })

  it('leaves no seq out when a transaction is undone in which another tab’s messages were looked for', async () => {
    const reopen = async () => createIndexedDbStorage(await openChatDatabase(of))
    const [storage, other] = [await reopen(), await reopen()]
    const note = (draft: string) => storage.saveNote({ id: bob, draft, readAt: 0, muted: false })
    await storage.receive([incoming(1, bob), incoming(1, carol)])
    await other.receive([incoming(2, bob), incoming(2, carol)])
    const notes = [note('a')]
    const composing = [storage.compose([composed(10, bob)])]
    await Promise.resolve().then(() => {})
    notes.push(note('b'))
    const again = storage.receive([incoming(2, bob)])
    notes.push(note('c'), note('d'))
    composing.push(storage.compose([composed(11, bob)]))
    await notes[2]
    // Now the second message waits, and behind it the question whether the first of bob is held.
    await Promise.all([storage.receive([incoming(2, carol)]), again, ...notes])
    expect((await Promise.all(composing)).flat().map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('gives way when it is deleted elsewhere', async () => {
    const storage = createIndexedDbStorage(await openChatDatabase(of))
    await deleteChatDatabase(of)
    await expect(storage.notes()).rejects.toMatchObject({ problem: 'closed' })
  })

  it('names its failures', () => {
    const problem = (name: string) => storageError(new DOMException('', name)).problem
    expect(problem('QuotaExceededError')).toBe('quota-exceeded')
    expect(problem('InvalidStateError')).toBe('unavailable')
    expect(problem('DataCloneError')).toBe('unavailable')
    expect(problem('ConstraintError')).toBe('corrupted')
    expect(problem('NotReadableError')).toBe('corrupted')
  })
})

describe('keys', () => {
  const identity = async () => {
    const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    return { privateKey: pair.privateKey, publicKey }
  }

  it('are one identity when two tabs make one each', async () => {
    const tabs = [createIndexedDbKeys(await openChatDatabase(of)), createIndexedDbKeys(await openChatDatabase(of))]
    const kept = await Promise.all(tabs.map(async (keys) => keys.addIdentity(await identity())))
    expect(kept[0]?.publicKey).toEqual(kept[1]?.publicKey)
    const again = await createIndexedDbKeys(await openChatDatabase(of)).identity()
    expect(again?.publicKey).toEqual(kept[0]?.publicKey)
    expect(again?.privateKey.extractable).toBe(false)
  })

  it('are one prekey of an id when two tabs make one each', async () => {
    const tabs = [createIndexedDbKeys(await openChatDatabase(of)), createIndexedDbKeys(await openChatDatabase(of))]
    const make = async () => ({ ...(await identity()), id: 1, signature: new Uint8Array(64), madeAt: 1 })
    const kept = await Promise.all(tabs.map(async (keys) => keys.addPrekey(await make())))
    expect(kept[0]?.publicKey).toEqual(kept[1]?.publicKey)
    const again = await createIndexedDbKeys(await openChatDatabase(of)).prekeys()
    expect(again.map(({ publicKey }) => publicKey)).toEqual([kept[0]?.publicKey])
  })

  it('say what kept them from being stored, once', async () => {
    const keys = createIndexedDbKeys(await openChatDatabase(of))
    const record = await identity()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    put.mockImplementation(function (this: IDBObjectStore) {
      this.transaction.abort()
      throw new DOMException('full', 'QuotaExceededError')
    })
    onTestFinished(() => put.mockRestore())
    const full = { problem: 'quota-exceeded' }
    await expect(keys.addIdentity(record)).rejects.toMatchObject(full)
    const prekey = { ...record, id: 1, signature: new Uint8Array(64), madeAt: 1 }
    await expect(keys.addPrekey(prekey)).rejects.toMatchObject(full)
  })

  it('are destroyed all together, and made anew', async () => {
    const keys = createIndexedDbKeys(await openChatDatabase(of))
    const [first, second] = [await identity(), await identity()]
    await keys.addIdentity(first)
    await keys.addPrekey({ ...first, id: 1, signature: new Uint8Array(64), madeAt: 1 })
    await keys.destroyAll()
    expect(await keys.prekeys()).toEqual([])
    expect((await keys.addIdentity(second)).publicKey).toEqual(second.publicKey)
  })

  it('are made anew where what was stored cannot be read', async () => {
    const database = await openChatDatabase(of)
    const unreadable = { publicKey: new Uint8Array(32), privateKey: null }
    const [lost, key] = [{ ...unreadable, id: 1, signature: new Uint8Array(64), madeAt: 1 }, await identity()]
    await Reflect.apply(database.put, database, ['prekeys', lost])
    const keys = createIndexedDbKeys(database)
    for (const read of [null, unreadable]) {
      await Reflect.apply(database.put, database, ['identity', read, 'own'])
      expect(await keys.identity()).toBeUndefined()
      expect(await keys.addIdentity(key)).toEqual(key)
      expect((await keys.identity())?.publicKey).toEqual(key.publicKey)
    }
    expect(await keys.prekeys()).toEqual([])
    await keys.addPrekey({ ...lost, ...key })
    expect((await keys.prekeys()).map(({ publicKey }) => publicKey)).toEqual([key.publicKey])
  })

  it('are destroyed up to an id', async () => {
    const keys = createIndexedDbKeys(await openChatDatabase(of))
    const pair = await identity()
    for (const id of [1, 2, 3]) await keys.addPrekey({ ...pair, id, signature: new Uint8Array(64), madeAt: id })
    await keys.destroyPrekeys(2)
    expect((await keys.prekeys()).map((prekey) => prekey.id)).toEqual([3])
  })
})
