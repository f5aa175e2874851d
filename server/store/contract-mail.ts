import { describe, expect, it } from 'vitest'
import { deviceOf, messageId } from '../testing/fixtures.ts'
import { ann, bob, cid, enter, OFF, opened, put } from './contract-people.ts'
import type { Author, Store } from './store.ts'

const ALL_POSTS = { postsBefore: 0, postsKept: 0 }

/** The part of the exam that is about letters; see `storeContract`. */
export function mailContract(open: () => Promise<{ store: Store; reopen?: () => Promise<Store> }>): void {
  describe('mail', () => {
    it('stores a letter once, hands it out until it is acked, then answers with the receipt', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      expect(await put(store, a, bob, 5)).toEqual({ state: 'stored', position: 1 })
      expect(await put(store, a, bob, 5)).toEqual({ state: 'stored', position: undefined })
      const page = await store.mailPage({ to: bob, after: 0 })
      expect(page).toMatchObject({
        letters: [{ from: ann, id: messageId(5), storedAt: 1005, length: 300 }],
        last: 1,
        more: false,
      })
      expect(new Uint8Array(page.envelopes)).toEqual(new Uint8Array(300).fill(5))
      const receipt = { to: bob, id: messageId(5), outcome: opened }
      const letters = [{ from: ann, id: messageId(5), outcome: opened }]
      expect(await store.ackMail({ author: b, letters, at: 2000 })).toEqual({ state: 'done', settled: [0] })
      expect(await store.ackMail({ author: b, letters, at: 2001 })).toEqual({ state: 'done', settled: [] })
      expect((await store.receiptPage({ name: ann, after: 0 })).receipts).toEqual([receipt])
      expect(await put(store, a, bob, 5)).toEqual({ state: 'settled', receipt })
      expect((await store.mailPage({ to: bob, after: 0 })).letters).toEqual([])
    })

    it('keeps letters apart that are stored together, and stores a repeated one of them once', async () => {
      const { store, reopen } = await open()
      const [a] = [await enter(store, ann), await enter(store, bob)]
      const ids = [1, 2, 1, 3]
      const stored = await Promise.all(ids.map((id) => put(store, a, bob, id, { length: 300 + id })))
      expect(stored).toEqual([1, 2, undefined, 3].map((position) => ({ state: 'stored', position })))
      const page = await (reopen ? await reopen() : store).mailPage({ to: bob, after: 0 })
      expect(page.letters.map(({ id, length }) => [id, length])).toEqual(
        [1, 2, 3].map((id) => [messageId(id), 300 + id]),
      )
      expect([...page.envelopes]).toEqual([1, 2, 3].flatMap((id) => Array.from({ length: 300 + id }, () => id)))
    })

    it('settles letters by their places, and looks where a place is wrong', async () => {
      const { store, reopen } = await open()
      const [a, b, c] = [await enter(store, ann), await enter(store, bob), await enter(store, cid)]
      for (const id of [1, 2, 3, 4]) await put(store, a, bob, id)
      await put(store, b, cid, 5)
      const { letters, positions } = await store.mailPage({ to: bob, after: 0 })
      expect(positions).toEqual([1, 2, 3, 4])
      const place = (position: number) => ({ position, length: 300 })
      const acks = [place(1), place(1), place(5), undefined].map((at, index) => {
        const { from, id } = letters[index] ?? { from: ann, id: messageId(99) }
        return { from, id, outcome: index === 2 ? ({ outcome: 'rejected' } as const) : opened, place: at }
      })
      const twice = [...acks, ...acks.slice(0, 1)]
      expect(await store.ackMail({ author: b, letters: twice, at: 9 })).toEqual({
        state: 'done',
        settled: [0, 1, 2, 3],
      })
      expect(
        (await store.receiptPage({ name: ann, after: 0 })).receipts.map(({ id, outcome }) => [id, outcome]),
      ).toEqual(acks.map(({ id, outcome }) => [id, outcome]))
      const after = reopen ? await reopen() : store
      expect((await after.mailPage({ to: bob, after: 0 })).letters).toEqual([])
      expect((await after.mailPage({ to: cid, after: 0 })).letters).toHaveLength(1)
      const stranger = { from: bob, id: messageId(5), outcome: opened, place: place(5) }
      expect(await after.ackMail({ author: a, letters: [stranger], at: 9 })).toEqual({ state: 'done', settled: [] })
      expect(await after.ackMail({ author: c, letters: [stranger], at: 9 })).toEqual({ state: 'done', settled: [0] })
    })

    it('settles none of a page when one lies elsewhere', async () => {
      const { store, reopen } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      for (const id of [1, 2, 3]) await put(store, a, bob, id)
      const ack = (id: number, position: number) => ({
        from: ann,
        id: messageId(id),
        outcome: opened,
        place: { position, length: 300 },
      })
      await expect(store.ackMail({ author: b, letters: [ack(1, 1), ack(2, 3)], at: 9 })).rejects.toThrow('letter')
      const after = reopen ? await reopen() : store
      expect((await after.mailPage({ to: bob, after: 0 })).positions).toEqual([1, 2, 3])
      expect(await after.ackMail({ author: b, letters: [ack(1, 1), ack(2, 2)], at: 9 })).toEqual({
        state: 'done',
        settled: [0, 1],
      })
    })

    it('gives back every byte of letters that are read together', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      await enter(store, bob)
      // No valid UTF-8, with a NUL here and there.
      const envelopes = [1, 3, 7].map((step) =>
        Uint8Array.from({ length: 512 }, (_, at) => (at * step + (at >> 8)) & 255),
      )
      for (const [index, envelope] of envelopes.entries()) await put(store, a, bob, index + 1, { envelope })
      const page = await store.mailPage({ to: bob, after: 0 })
      expect([...page.envelopes]).toEqual(envelopes.flatMap((envelope) => [...envelope]))
    })

    it('repeats receipts until the sender acks them', async () => {
      const { store, reopen } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      await put(store, a, bob, 1)
      await put(store, a, bob, 2)
      const letters = [1, 2].map((id) => ({ from: ann, id: messageId(id), outcome: opened }))
      // Of a letter that waits, and of none: there is no receipt to ack yet.
      await store.ackReceipts({ author: a, receipts: [2, 3].map((id) => ({ to: bob, id: messageId(id) })) })
      await store.ackMail({ author: b, letters, at: 1 })
      expect((await store.receiptPage({ name: ann, after: 0 })).receipts).toHaveLength(2)
      const told = { to: bob, id: messageId(1) }
      await store.ackReceipts({ author: a, receipts: [told, told] })
      await store.ackReceipts({ author: a, receipts: [told] })
      const after = reopen ? await reopen() : store
      expect((await after.receiptPage({ name: ann, after: 0 })).receipts).toEqual([
        { to: bob, id: messageId(2), outcome: opened },
      ])
    })

    it('pages by 100 letters and by 96 KiB', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      await enter(store, bob)
      for (let id = 1; id <= 105; id++) await put(store, a, bob, id)
      const first = await store.mailPage({ to: bob, after: 0 })
      expect([first.letters.length, first.more]).toEqual([100, true])
      expect((await store.mailPage({ to: bob, after: first.last })).letters).toHaveLength(5)
      const few = [1000, 100].map(async (bytes) => (await store.mailPage({ to: bob, after: 0, bytes })).letters.length)
      expect(await Promise.all(few)).toEqual([3, 1])
      await enter(store, cid)
      for (let id = 1; id <= 3; id++) await put(store, a, cid, id, { length: 40_000 })
      const big = await store.mailPage({ to: cid, after: 0 })
      expect([big.letters.length, big.more]).toEqual([2, true])
    })

    it('refuses in the order of its rules', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      expect(await put(store, a, cid, 1)).toEqual({ state: 'no-such-user' })
      const stale = { author: a, to: bob, id: messageId(1), envelope: new Uint8Array(300), at: 1, caps: OFF }
      expect(await store.putMail({ ...stale, toDevice: deviceOf('bob'), prekeyId: 2 })).toEqual({
        state: 'stale-bundle',
      })
      expect(await store.putMail({ ...stale, toDevice: deviceOf('x'), prekeyId: 1 })).toEqual({ state: 'stale-bundle' })
      await put(store, a, bob, 9)
      await store.setBlocked({ author: b, other: ann, blocked: true })
      expect(await put(store, a, bob, 10)).toEqual({ state: 'blocked' })
      expect(await put(store, a, bob, 9)).toMatchObject({ state: 'stored' })
      await store.setBlocked({ author: b, other: ann, blocked: false })
      expect(await put(store, a, bob, 10)).toMatchObject({ state: 'stored' })
    })

    it('keeps its caps, and takes mail again when some was read', async () => {
      const { store, reopen } = await open()
      const [a, b, c] = [await enter(store, ann), await enter(store, bob), await enter(store, cid)]
      const caps = { perSender: 2, perBox: 3, boxBytes: 1000 }
      const states = async (at: Store, of: readonly [Author, number, number?][]) => {
        const all: string[] = []
        for (const [author, id, length] of of) {
          all.push((await put(at, author, bob, id, { caps, length: length ?? 300 })).state)
        }
        return all
      }
      expect(await states(store, [[a, 1], [a, 2], [a, 3], [c, 4, 500], [c, 5], [c, 6]])).toEqual([
        'stored', 'stored', 'mailbox-full', 'mailbox-full', 'stored', 'mailbox-full',
      ]) // prettier-ignore
      await store.ackMail({ author: b, letters: [{ from: ann, id: messageId(1), outcome: opened }], at: 1 })
      const after = reopen ? await reopen() : store
      expect(
        await states(after, [
          [c, 7],
          [c, 8],
        ]),
      ).toEqual(['stored', 'mailbox-full'])
    })

    it('sweeps what is too old and keeps the rest', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      for (const id of [1, 2, 3]) await put(store, a, bob, id)
      await store.ackMail({ author: b, letters: [{ from: ann, id: messageId(1), outcome: opened }], at: 1500 })
      const swept = await store.sweep({ after: 0, at: 2000, mailBefore: 1003, tombstonesBefore: 1000, ...ALL_POSTS })
      expect(swept).toEqual({
        receipts: [{ sender: ann, receipt: { to: bob, id: messageId(2), outcome: { outcome: 'expired' } } }],
        next: null,
        first: 1,
      })
      expect((await store.mailPage({ to: bob, after: 0 })).letters.map(({ id }) => id)).toEqual([messageId(3)])
      await store.sweep({ after: 0, at: 3000, mailBefore: 0, tombstonesBefore: 1501, ...ALL_POSTS })
      expect(await put(store, a, bob, 1)).toMatchObject({ state: 'stored' })
    })

    it('takes again what was rejected or lay too long, and not what was opened', async () => {
      const { store, reopen } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      const rejected = { outcome: 'rejected' } as const
      for (const id of [1, 2, 3]) await put(store, a, bob, id)
      const letters = [
        { from: ann, id: messageId(1), outcome: rejected },
        { from: ann, id: messageId(2), outcome: opened },
      ]
      await store.ackMail({ author: b, letters, at: 1500 })
      await store.sweep({ after: 0, at: 2000, mailBefore: 1004, tombstonesBefore: 0, ...ALL_POSTS })
      const after = reopen ? await reopen() : store
      const again = await Promise.all([1, 2, 3].map((id) => put(after, a, bob, id)))
      expect(again.map(({ state }) => state)).toEqual(['stored', 'settled', 'stored'])
      const page = await after.mailPage({ to: bob, after: 0 })
      expect(page.letters.map(({ id }) => id)).toEqual([messageId(1), messageId(3)])
      const opening = page.letters.map(({ from, id }) => ({ from, id, outcome: opened }))
      expect(await after.ackMail({ author: b, letters: opening, at: 3000 })).toEqual({ state: 'done', settled: [0, 1] })
    })
  })
}
