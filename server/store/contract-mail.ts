import { describe, expect, it } from 'vitest'
import { bytes32, deviceOf, messageId } from '../testing/fixtures.ts'
import { ack, ann, bob, cid, enter, OFF, opened, put } from './contract-people.ts'
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
        from: [ann],
        ids: [messageId(5)],
        storedAt: [1005],
        lengths: [300],
        positions: [1],
        last: 1,
        more: false,
      })
      expect(new Uint8Array(page.envelopes)).toEqual(new Uint8Array(300).fill(5))
      const receipt = { to: bob, id: messageId(5), outcome: opened }
      expect(await ack(store, b, [1], { at: 2000 })).toEqual({ state: 'done', settled: [0] })
      expect(await ack(store, b, [1], { at: 2001 })).toEqual({ state: 'done', settled: [] })
      expect((await store.receiptPage({ name: ann, after: 0 })).receipts).toEqual([receipt])
      expect(await put(store, a, bob, 5)).toEqual({ state: 'settled', receipt })
      expect((await store.mailPage({ to: bob, after: 0 })).ids).toEqual([])
    })

    it('keeps letters apart that are stored together, and stores a repeated one of them once', async () => {
      const { store, reopen } = await open()
      const [a] = [await enter(store, ann), await enter(store, bob)]
      const ids = [1, 2, 1, 3]
      const stored = await Promise.all(ids.map((id) => put(store, a, bob, id, { length: 300 + id })))
      expect(stored).toEqual([1, 2, undefined, 3].map((position) => ({ state: 'stored', position })))
      const page = await (reopen ? await reopen() : store).mailPage({ to: bob, after: 0 })
      expect(page.ids).toEqual([1, 2, 3].map(messageId))
      expect(page.lengths).toEqual([301, 302, 303])
      expect([...page.envelopes]).toEqual([1, 2, 3].flatMap((id) => Array.from({ length: 300 + id }, () => id)))
    })

    it('settles letters of the mailbox by their positions, each once, opened or rejected', async () => {
      const { store, reopen } = await open()
      const [a, b, c] = [await enter(store, ann), await enter(store, bob), await enter(store, cid)]
      for (const id of [1, 2, 3, 4]) await put(store, a, bob, id)
      await put(store, b, cid, 5)
      const proofs = [2, 1, 4, 2, 3, 5, 6].map((position) => (position === 3 ? null : bytes32(`proof ${position}`)))
      expect(await store.ackMail({ author: b, positions: [2, 1, 4, 2, 3, 5, 6], proofs, at: 9 })).toEqual({
        state: 'done',
        settled: [0, 1, 2, 4],
      })
      const { receipts } = await store.receiptPage({ name: ann, after: 0 })
      const openedBy = (position: number) => ({ outcome: 'opened', proof: bytes32(`proof ${position}`) })
      expect(receipts.map(({ id, outcome }) => [id, outcome])).toEqual([
        [messageId(1), openedBy(1)],
        [messageId(2), openedBy(2)],
        [messageId(3), { outcome: 'rejected' }],
        [messageId(4), openedBy(4)],
      ])
      const after = reopen ? await reopen() : store
      expect((await after.mailPage({ to: bob, after: 0 })).ids).toEqual([])
      expect((await after.mailPage({ to: cid, after: 0 })).ids).toHaveLength(1)
      expect(await ack(after, a, [5])).toEqual({ state: 'done', settled: [] })
      expect(await ack(after, c, [5])).toEqual({ state: 'done', settled: [0] })
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
      // Of a letter that waits, and of none: there is no receipt to ack yet.
      await store.ackReceipts({ author: a, receipts: [2, 3].map((id) => ({ to: bob, id: messageId(id) })) })
      await ack(store, b, [1, 2])
      expect((await store.receiptPage({ name: ann, after: 0 })).receipts).toHaveLength(2)
      expect(await store.receiptPage({ name: ann, after: 0 })).toMatchObject({ last: 2 })
      expect(await store.receiptPage({ name: ann, after: 2 })).toEqual({ receipts: [], last: 2 })
      const told = { to: bob, id: messageId(1) }
      await store.ackReceipts({ author: a, receipts: [told, told] })
      await store.ackReceipts({ author: a, receipts: [told] })
      const after = reopen ? await reopen() : store
      expect((await after.receiptPage({ name: ann, after: 0 })).receipts).toEqual([
        { to: bob, id: messageId(2), outcome: opened },
      ])
    })

    it('tells senders what became of their letters, in the order they ask', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      for (const id of [1, 2, 3]) await put(store, a, bob, id)
      await ack(store, b, [1])
      await ack(store, b, [2], { proof: null })
      const letters = [3, 4, 2, 1].map((id) => ({ to: bob, id: messageId(id) }))
      expect(await store.traceMail({ sender: ann, letters })).toEqual([
        { state: 'stored' },
        { state: 'unknown' },
        { state: 'settled', receipt: { to: bob, id: messageId(2), outcome: { outcome: 'rejected' } } },
        { state: 'settled', receipt: { to: bob, id: messageId(1), outcome: opened } },
      ])
      expect(await store.traceMail({ sender: cid, letters: letters.slice(0, 1) })).toEqual([{ state: 'unknown' }])
    })

    it('pages by 200 letters and by 96 KiB', async () => {
      const { store } = await open()
      const a = await enter(store, ann)
      await enter(store, bob)
      for (let id = 1; id <= 205; id++) await put(store, a, bob, id)
      const first = await store.mailPage({ to: bob, after: 0 })
      expect([first.ids.length, first.more]).toEqual([200, true])
      expect((await store.mailPage({ to: bob, after: first.last })).ids).toHaveLength(5)
      expect(await store.mailPage({ to: bob, after: 205 })).toMatchObject({ ids: [], last: 205, more: false })
      const few = [1000, 100].map(async (bytes) => (await store.mailPage({ to: bob, after: 0, bytes })).ids.length)
      expect(await Promise.all(few)).toEqual([3, 1])
      await enter(store, cid)
      for (let id = 1; id <= 3; id++) await put(store, a, cid, id, { length: 40_000 })
      const big = await store.mailPage({ to: cid, after: 0 })
      expect([big.ids.length, big.more]).toEqual([2, true])
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
      await ack(store, b, [1])
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
      await ack(store, b, [1], { at: 1500 })
      const swept = await store.sweep({ after: 0, at: 2000, mailBefore: 1003, tombstonesBefore: 1000, ...ALL_POSTS })
      expect(swept).toEqual({
        receipts: [{ sender: ann, receipt: { to: bob, id: messageId(2), outcome: { outcome: 'expired' } } }],
        next: null,
        first: 1,
      })
      expect((await store.mailPage({ to: bob, after: 0 })).ids).toEqual([messageId(3)])
      await store.sweep({ after: 0, at: 3000, mailBefore: 0, tombstonesBefore: 1501, ...ALL_POSTS })
      expect(await put(store, a, bob, 1)).toMatchObject({ state: 'stored' })
    })

    it('sweeps also behind letters that a clock which was ahead has stamped', async () => {
      const { store } = await open()
      const [a] = [await enter(store, ann), await enter(store, bob)]
      // As many as one step looks at, and one that came when the clock was right again.
      await Promise.all(Array.from({ length: 500 }, (_, id) => put(store, a, bob, 9000 + id)))
      await put(store, a, bob, 1)
      const rules = { at: 5000, mailBefore: 2000, tombstonesBefore: 2000, ...ALL_POSTS }
      const { next } = await store.sweep({ after: 0, ...rules })
      const { receipts } = await store.sweep({ after: next ?? 0, ...rules })
      expect(receipts.map(({ receipt }) => receipt.id)).toEqual([messageId(1)])
    })

    it('ends a sweep at letters that are too young for every rule', async () => {
      const { store } = await open()
      const [a] = [await enter(store, ann), await enter(store, bob)]
      await Promise.all(Array.from({ length: 501 }, (_, id) => put(store, a, bob, id)))
      const sweep = { after: 0, at: 9000, ...ALL_POSTS }
      expect(await store.sweep({ ...sweep, mailBefore: 900, tombstonesBefore: 500 })).toMatchObject({ next: null })
      expect(await store.sweep({ ...sweep, mailBefore: 900, tombstonesBefore: 5000 })).toMatchObject({ next: 500 })
    })

    it('takes again what was rejected or lay too long, and not what was opened', async () => {
      const { store, reopen } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      for (const id of [1, 2, 3]) await put(store, a, bob, id)
      await ack(store, b, [1], { proof: null, at: 1500 })
      await ack(store, b, [2], { at: 1500 })
      await store.sweep({ after: 0, at: 2000, mailBefore: 1004, tombstonesBefore: 0, ...ALL_POSTS })
      const after = reopen ? await reopen() : store
      const again = await Promise.all([1, 2, 3].map((id) => put(after, a, bob, id)))
      expect(again.map(({ state }) => state)).toEqual(['stored', 'settled', 'stored'])
      const page = await after.mailPage({ to: bob, after: 0 })
      expect(page.ids).toEqual([messageId(1), messageId(3)])
      expect(await ack(after, b, page.positions, { at: 3000 })).toEqual({ state: 'done', settled: [0, 1] })
    })
  })
}
