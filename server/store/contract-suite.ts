import { describe, expect, it } from 'vitest'
import { bytes32, identityKeyOf, messageId, postOf, prekeyOf, signatureText, userName } from '../testing/fixtures.ts'
import { keysContract } from './contract-keys.ts'
import { mailContract } from './contract-mail.ts'
import { account, ack, ann, begin, bob, cid, claim, enter, put } from './contract-people.ts'
import type { Store } from './store.ts'

/** The exam that every adapter of the store sits. `open` gives an empty store; `reopen` closes it and opens what it kept. */
export function storeContract(open: () => Promise<{ store: Store; reopen?: () => Promise<Store> }>): void {
  describe('names', () => {
    it('gives a name to the first who claims it', async () => {
      const { store } = await open()
      const both = await Promise.all([claim(store, ann, 'one'), claim(store, ann, 'two')])
      expect(both.map((outcome) => outcome.state)).toEqual(['claimed', 'name-taken'])
    })

    it('knows whoever claims a name again with the same key, and changes nothing', async () => {
      const { store } = await open()
      await enter(store, ann)
      const before = await account(store, ann)
      const claims = await Promise.all([claim(store, ann), claim(store, bob), claim(store, bob)])
      expect(claims.map(({ state }) => state)).toEqual(['known', 'claimed', 'known'])
      expect(claims[0]).toEqual({ state: 'known', account: before })
      expect(await account(store, ann)).toEqual(before)
    })

    it('refuses a name that looks like a taken one', async () => {
      const { store } = await open()
      await claim(store, userName('limes11'))
      expect(await claim(store, userName('1imesll'))).toEqual({ state: 'name-lookalike' })
    })

    it('keeps all of an account', async () => {
      const { store, reopen } = await open()
      const author = await enter(store, ann)
      await claim(store, bob)
      await store.setRecovery({ author, recovery: { key: bytes32('r'), endorsement: signatureText('r') } })
      await store.setBlocked({ author, other: bob, blocked: true })
      await store.publishPrekey({ author, prekey: prekeyOf('ann', 7) })
      await store.endSession({ author, at: 99, revision: 12 })
      const nobody = { author, other: userName('nobody'), blocked: true }
      expect(await store.setBlocked(nobody)).toEqual({ state: 'no-such-user' })
      const before = await account(store, ann)
      expect(before).toMatchObject({ fence: 1, lastSeen: 99, revision: 12, prekey: { id: 7 }, blocked: [bob] })
      if (reopen) expect(await account(await reopen(), ann)).toEqual(before)
    })

    it('releases a name that nobody used for long, and none that anybody needs', async () => {
      const { store, reopen } = await open()
      const recovery = { key: bytes32('r'), endorsement: signatureText('r') }
      const idle = userName('idle')
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      await enter(store, cid)
      await store.setBlocked({ author: await enter(store, idle), other: cid, blocked: true })
      const names = [ann, bob, cid, idle, userName('nobody')]
      expect(await store.release({ names, before: 2 })).toEqual([])
      // One has a phrase, one mail to read, and one is blocked.
      await store.setRecovery({ author: a, recovery })
      await put(store, a, bob, 1)
      await store.setBlocked({ author: a, other: cid, blocked: true })
      expect(await store.release({ names, before: 3 })).toEqual([idle])
      const after = reopen ? await reopen() : store
      expect((await after.load()).accounts.map(({ name }) => name).toSorted()).toEqual([ann, bob, cid])
      // The mail is read, and there is a receipt to hear.
      await put(after, b, ann, 2)
      await ack(after, a, [2])
      await ack(after, b, [1])
      expect(await after.release({ names, before: 3 })).toEqual([])
      // Nothing is left but that one was here meanwhile.
      await after.ackReceipts({ author: b, receipts: [{ to: ann, id: messageId(2) }] })
      await after.setBlocked({ author: a, other: cid, blocked: false })
      await after.endSession({ author: b, at: 99, revision: 4 })
      expect(await after.release({ names, before: 3 })).toEqual([cid])
      expect(await after.release({ names, before: 100 })).toEqual([bob])
      expect(await claim(after, idle, 'another')).toMatchObject({
        state: 'claimed',
        account: { fence: 0, blocked: [] },
      })
    })
  })

  describe('fences', () => {
    it('refuses every write of an older session', async () => {
      const { store } = await open()
      const old = await enter(store, ann)
      await begin(store, ann)
      expect(await account(store, ann)).toMatchObject({ fence: 2, lastSeen: 2, revision: 2 })
      const recovery = { key: bytes32('r'), endorsement: signatureText('r') }
      const states = await Promise.all([
        store.endSession({ author: old, at: 3, revision: 3 }),
        store.publishPrekey({ author: old, prekey: prekeyOf('ann', 9) }),
        store.setRecovery({ author: old, recovery }),
        store.setBlocked({ author: old, other: ann, blocked: true }),
        put(store, old, ann, 1),
        store.ackMail({ author: old, positions: [], proofs: [], at: 1 }),
        store.ackReceipts({ author: old, receipts: [] }),
        store.post({ author: old, post: postOf(1), at: 1 }),
        store.ackPosts({ author: old, upTo: 1 }),
      ])
      expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['superseded']))
    })

    it('lets a prekey only be replaced by one with a greater id', async () => {
      const { store } = await open()
      const author = await enter(store, ann)
      expect(await store.publishPrekey({ author, prekey: prekeyOf('ann', 3) })).toEqual({ state: 'done' })
      expect(await store.publishPrekey({ author, prekey: prekeyOf('ann', 3) })).toEqual({ state: 'done' })
      expect(await store.publishPrekey({ author, prekey: prekeyOf('ann', 2) })).toEqual({ state: 'not-greater' })
      await begin(store, ann)
      expect((await account(store, ann))?.prekey?.id).toBe(3)
    })

    it('keeps the prekey that others know when a sign-in or a publication has another key under its id', async () => {
      const { store } = await open()
      const author = await enter(store, ann)
      const other = { ...prekeyOf('ann'), key: bytes32('other') }
      expect(await store.publishPrekey({ author, prekey: other })).toEqual({ state: 'not-greater' })
      const identityKey = identityKeyOf('ann')
      const begun = await store.beginSession({ name: ann, identityKey, prekey: other, at: 3, revision: 3 })
      expect(begun).toMatchObject({ state: 'begun', account: { prekey: prekeyOf('ann') } })
    })
  })

  mailContract(open)
  keysContract(open)

  describe('Everyone', () => {
    it('gives posts one order and each post one place', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      const placed = await Promise.all([1, 2, 1].map((id) => store.post({ author: a, post: postOf(id), at: id })))
      expect(placed.map((outcome) => outcome.state === 'placed' && [outcome.groupSeq, outcome.isNew])).toEqual([
        [1, true],
        [2, true],
        [1, false],
      ])
      expect(await store.postPage({ after: 1 })).toEqual({
        posts: [{ ...postOf(2), groupSeq: 2, from: ann, identityKey: identityKeyOf('ann') }],
        first: 1,
        head: 2,
      })
      expect(await store.ownPosts({ name: ann, places: [1, 2, 3] })).toEqual([1, 2])
      expect(await store.ownPosts({ name: bob, places: [1] })).toEqual([])
    })

    it('pages by 100 posts and by 96 KiB as they are sent', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      const texts = [...Array.from({ length: 12 }, () => '"'.repeat(8192)), ...Array.from({ length: 120 }, () => 'x')]
      await Promise.all(texts.map((text, id) => store.post({ author: a, post: postOf(id, text), at: 1 })))
      const pages: number[] = []
      for (let after = 0; after < texts.length;) {
        const { posts } = await store.postPage({ after })
        expect(Buffer.byteLength(JSON.stringify(posts))).toBeLessThan(97 * 1024)
        expect(posts.map(({ groupSeq }) => groupSeq)).toEqual(posts.map((_, index) => after + 1 + index))
        pages.push(posts.length)
        after += posts.length
      }
      // 16,600 bytes are five to a page; two with a hundred small ones are less than that.
      expect(pages).toEqual([5, 5, 100, 22])
    })

    it('has one post at least in a page, and knows who wrote the newest five hundred', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      const authors = Array.from({ length: 502 }, (_, id) => (id % 2 ? b : a))
      await Promise.all(authors.map((author, id) => store.post({ author, post: postOf(id), at: id })))
      expect((await store.postPage({ after: 0, bytes: 1 })).posts).toHaveLength(1)
      const { recent } = await store.load()
      expect(recent).toEqual(authors.map(({ name }, id) => ({ groupSeq: id + 1, from: name })).slice(2))
    })

    it('moves a cursor only forward and not past the end', async () => {
      const { store, reopen } = await open()
      const a = await enter(store, ann)
      for (const id of [1, 2, 3]) await store.post({ author: a, post: postOf(id), at: id })
      const cursors: unknown[] = []
      for (const upTo of [2, 1, 9]) cursors.push(await store.ackPosts({ author: a, upTo }))
      expect(cursors).toEqual([2, 2, 3].map((cursor) => ({ state: 'moved', cursor })))
      expect((await account(reopen ? await reopen() : store, ann))?.cursor).toBe(3)
    })

    it('shows a newcomer the latest hundred', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      await Promise.all(Array.from({ length: 130 }, (_, id) => store.post({ author: a, post: postOf(id), at: 1 })))
      await claim(store, bob)
      expect(await account(store, bob)).toMatchObject({ joined: 130, cursor: 30 })
    })

    it('trims old posts and never gives their places again', async () => {
      const { store, reopen } = await open()
      const a = await enter(store, ann)
      for (const id of [1, 2, 3]) await store.post({ author: a, post: postOf(id), at: id * 10 })
      const sweep = { after: 0, at: 1, mailBefore: 0, tombstonesBefore: 0, postsKept: 0 }
      expect(await store.sweep({ ...sweep, postsBefore: 25 })).toMatchObject({ first: 3 })
      expect(await store.postPage({ after: 0 })).toMatchObject({ posts: [{ groupSeq: 3 }], first: 3, head: 3 })
      expect(await store.sweep({ ...sweep, postsBefore: 99 })).toMatchObject({ first: 4 })
      const after = reopen ? await reopen() : store
      expect(await after.postPage({ after: 0 })).toEqual({ posts: [], first: 4, head: 3 })
      expect(await after.post({ author: a, post: postOf(4), at: 40 })).toMatchObject({ groupSeq: 4 })
    })

    it('trims also behind posts that a clock which was ahead has stamped, and keeps those before a young one', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      const times = [9000, 10, 9000, 30, 9000]
      for (const [id, at] of times.entries()) await store.post({ author: a, post: postOf(id), at })
      const sweep = { after: 0, at: 50, mailBefore: 0, tombstonesBefore: 0, postsKept: 0 }
      expect(await store.sweep({ ...sweep, postsBefore: 5 })).toMatchObject({ first: 1 })
      expect(await store.sweep({ ...sweep, postsBefore: 20 })).toMatchObject({ first: 3 })
      expect(await store.sweep({ ...sweep, postsBefore: 40 })).toMatchObject({ first: 5 })
    })

    it('keeps so many of the newest posts', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      for (const id of [1, 2, 3, 4]) await store.post({ author: a, post: postOf(id), at: id * 10 })
      const sweep = { after: 0, at: 50, mailBefore: 0, tombstonesBefore: 0, postsBefore: 15 }
      expect(await store.sweep({ ...sweep, postsKept: 9 })).toMatchObject({ first: 2 })
      expect(await store.sweep({ ...sweep, postsKept: 1 })).toMatchObject({ first: 4 })
      expect(await store.postPage({ after: 0 })).toMatchObject({ posts: [{ groupSeq: 4 }], head: 4 })
    })
  })
}
