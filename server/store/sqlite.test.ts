import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import Database from 'libsql'
import * as v from 'valibot'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { GroupPosted } from '../../protocol/group.ts'
import { deviceOf, identityKeyOf, messageId, postOf, prekeyOf, userName } from '../testing/fixtures.ts'
import { testDirectory } from '../testing/test-directory.ts'
import { storeContract } from './contract-suite.ts'
import { createLedger } from './ledger.ts'
import { migrate } from './migrations.ts'
import { createSqliteTables } from './sqlite-tables.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

const releases: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release()
})

const unexpected = (reason: string) => {
  throw new Error(reason)
}

async function openAt(file: string): Promise<Store> {
  const store = await openSqliteStore(file, unexpected)
  releases.push(() => store.close())
  return store
}

describe('sqlite store', () => {
  storeContract(async () => {
    const file = join(await testDirectory(), 'chat.db')
    const store = await openSqliteStore(file, unexpected)
    let close = store.close
    releases.push(() => close())
    const reopen = async () => {
      await close()
      const next = await openSqliteStore(file, unexpected)
      close = next.close
      return next
    }
    return { store, reopen }
  })

  it('writes nothing when a receipt is acked again', () => {
    const db = new Database(':memory:')
    migrate(db)
    const { verbs } = createLedger(createSqliteTables(db))
    const [ann, bob] = ['ann', 'bob'].map((text) => {
      const [name, identityKey, prekey] = [userName(text), identityKeyOf(text), prekeyOf(text)]
      verbs.claim({ name, identityKey, device: deviceOf(text), prekey, at: 1, revision: 1 })
      verbs.beginSession({ name, identityKey, prekey, at: 1, revision: 1 })
      return { name, fence: 1 }
    })
    if (!ann || !bob) throw new Error('two people')
    const letter = { to: bob.name, toDevice: deviceOf('bob'), prekeyId: 1, envelope: new Uint8Array(300), at: 1 }
    const [id, caps] = [messageId(1), { perSender: 0, perBox: 0, boxBytes: 0 }]
    verbs.putMail({ ...letter, author: ann, id, caps })
    verbs.ackMail({ author: bob, positions: [1], proofs: [null], at: 2 })
    const changes = db.prepare('SELECT total_changes()').raw()
    const written: unknown[] = [changes.get([])]
    for (let round = 0; round < 2; round++) {
      verbs.ackReceipts({ author: ann, receipts: [{ to: bob.name, id }] })
      written.push(changes.get([]))
    }
    expect(written[1]).not.toEqual(written[0])
    expect(written[2]).toEqual(written[1])
    db.close()
  })

  it('refuses a database of a newer program', async () => {
    const file = join(await testDirectory(), 'chat.db')
    const db = new Database(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    await expect(openSqliteStore(file, unexpected)).rejects.toThrow('version 99')
  })

  it('opens a database of version 1, which had an index by recipient, and cursors beside names', async () => {
    const file = join(await testDirectory(), 'chat.db')
    const store = await openSqliteStore(file, unexpected)
    const [ann, bob] = [userName('ann'), userName('bob')]
    for (const name of [ann, bob]) {
      const [identityKey, device, prekey] = [identityKeyOf(name), deviceOf(name), prekeyOf(name)]
      await store.claim({ name, identityKey, device, prekey, at: 1, revision: 1 })
      await store.beginSession({ name, identityKey, prekey, at: 1, revision: 1 })
    }
    const letter = { to: bob, toDevice: deviceOf('bob'), prekeyId: 1, envelope: new Uint8Array(300), at: 1 }
    const [fence, caps] = [(await store.load()).accounts[0]?.fence ?? 0, { perSender: 0, perBox: 0, boxBytes: 0 }]
    for (const id of [1, 2]) await store.putMail({ ...letter, author: { name: ann, fence }, id: messageId(id), caps })
    await store.close()
    const db = new Database(file)
    db.exec('DROP INDEX letter_waiting')
    db.exec('CREATE INDEX letter_waiting ON letter (recipient, position) WHERE outcome IS NULL')
    db.exec('ALTER TABLE account ADD COLUMN cursor INTEGER NOT NULL DEFAULT 0')
    db.exec("UPDATE account SET cursor = 7 WHERE name = 'bob'")
    db.exec('DROP TABLE cursor')
    db.exec('PRAGMA user_version = 1')
    db.close()
    const again = await openAt(file)
    const page = await again.mailPage({ to: bob, after: 0 })
    expect(page.ids).toEqual([messageId(1), messageId(2)])
    expect((await again.load()).accounts.map(({ name, cursor }) => [name, cursor])).toEqual([[ann, 0], [bob, 7]]) // prettier-ignore
  })

  it('takes the prekey of the next sign-in for a name that an older program let be recovered without one', async () => {
    const file = join(await testDirectory(), 'chat.db')
    const store = await openSqliteStore(file, unexpected)
    const [name, identityKey, prekey] = [userName('ann'), identityKeyOf('ann'), prekeyOf('ann')]
    await store.claim({ name, identityKey, device: deviceOf('ann'), prekey, at: 1, revision: 1 })
    await store.close()
    const db = new Database(file)
    db.exec('UPDATE account SET prekey_id = NULL, prekey_key = NULL, prekey_signature = NULL')
    db.close()
    const again = await openAt(file)
    expect((await again.load()).accounts).toMatchObject([{ name, prekey: null }])
    const begun = await again.beginSession({ name, identityKey, prekey, at: 2, revision: 2 })
    expect(begun).toMatchObject({ state: 'begun', account: { prekey } })
  })

  it('does not open a database in which an account has lost its cursor, for its name would be free', async () => {
    const file = join(await testDirectory(), 'chat.db')
    const store = await openSqliteStore(file, unexpected)
    const [name, identityKey, device, prekey] = [
      userName('ann'),
      identityKeyOf('ann'),
      deviceOf('ann'),
      prekeyOf('ann'),
    ]
    await store.claim({ name, identityKey, device, prekey, at: 1, revision: 1 })
    await store.close()
    const db = new Database(file)
    db.exec('DELETE FROM cursor')
    db.close()
    await expect(openSqliteStore(file, unexpected)).rejects.toThrow('malformed row')
  })

  it('gives a post whose text may not go out another one, and the rest of its page as it is', async () => {
    const store = await openAt(join(await testDirectory(), 'chat.db'))
    const [name, identityKey, prekey] = [userName('ann'), identityKeyOf('ann'), prekeyOf('ann')]
    await store.claim({ name, identityKey, device: deviceOf('ann'), prekey, at: 1, revision: 1 })
    await store.beginSession({ name, identityKey, prekey, at: 1, revision: 1 })
    // What an older program took.
    const texts = ['\0first', 'cut\0off', '\u0001'.repeat(8192), 'well']
    for (const text of texts) await store.post({ author: { name, fence: 1 }, post: postOf(text, text), at: 1 })
    const { posts } = await store.postPage({ after: 0 })
    expect(posts.map(({ groupSeq, text }) => [groupSeq, text])).toEqual([
      [1, '\uFFFD'],
      [2, 'cut'],
      [3, '\uFFFD'],
      [4, 'well'],
    ])
    expect(v.is(GroupPosted, { posts })).toBe(true)
  })

  it('refuses a file that another server has open', async () => {
    const file = join(await testDirectory(), 'chat.db')
    await openAt(file)
    await expect(openSqliteStore(file, unexpected)).rejects.toThrow(/locked|busy/)
  })

  it('says once that its thread has died, and settles nothing that it was asked', async () => {
    const reasons: string[] = []
    const store = await openSqliteStore(join(await testDirectory(), 'chat.db'), (reason) => reasons.push(reason))
    const thread = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
      void this.terminate()
    })
    releases.push(async () => thread.mockRestore())
    let settled = 0
    const count = () => void settled++
    store
      .load()
      .then(count, count)
      .catch(() => {})
    await expect.poll(() => reasons).toEqual(["the store's thread ended with code 1"])
    store
      .load()
      .then(count, count)
      .catch(() => {})
    await new Promise((resolve) => setImmediate(resolve))
    expect([settled, reasons.length]).toEqual([0, 1])
  })

  it('rejects a verb that cannot be done and goes on', async () => {
    const store = await openAt(join(await testDirectory(), 'chat.db'))
    const name = userName('ann')
    const identityKey = identityKeyOf('ann')
    const claim = { name, identityKey, device: deviceOf('ann'), prekey: prekeyOf('ann'), at: 1, revision: 1 }
    // A number that is no integer cannot be stored in a strict column.
    const [refused, claimed] = await Promise.allSettled([store.claim({ ...claim, at: 0.5 }), store.claim(claim)])
    expect([refused.status, claimed.status]).toEqual(['rejected', 'fulfilled'])
    expect((await store.load()).accounts).toHaveLength(1)
  })

  it('has every acked letter after a SIGKILL', async () => {
    const file = join(await testDirectory(), 'chat.db')
    let acked = 0
    for (let round = 0; round < 3; round++) {
      const writer = spawn(
        process.execPath,
        ['--import', 'tsx', 'server/testing/mail-writer.ts', file, String(round)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      let here = 0
      for await (const line of createInterface({ input: writer.stdout })) {
        here = Number(line)
        if (here >= 400 && !writer.killed) writer.kill('SIGKILL')
      }
      if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
      acked += here
      const store = await openAt(file)
      const ids = new Set<string>()
      for (let after = 0, more = true; more;) {
        const page = await store.mailPage({ to: userName('bob'), after })
        page.ids.forEach((id) => ids.add(id))
        after = page.last
        more = page.more
      }
      for (let id = 0; id < here; id++) expect(ids).toContain(messageId(`${round}/${id}`))
      expect(ids.size).toBeGreaterThanOrEqual(acked)
      releases.pop()
      await store.close()
    }
  }, 60_000)
})
