import { describe, expect, it } from 'vitest'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Storage } from '../chat/ports/storage.ts'
import { besidesMessages } from './besides-messages.contract.ts'
import { alice, bob, carol, composed, idOf, incoming, incomingPost } from './fixtures.ts'

/** One person's storage; `reopen` is what another tab, or the next visit, gets. */
export interface StorageExam {
  readonly storage: Storage
  reopen(): Promise<Storage>
}

/** The public exam of every `Storage`. */
export function storageContract(name: string, open: () => Promise<StorageExam>): void {
  describe(`${name} as outbox`, () => {
    it('counts seq per conversation, in list order', async () => {
      const { storage } = await open()
      await storage.compose([composed(1, bob), composed(2, carol)])
      const more = await storage.compose([composed(3, bob), composed(4, bob), composed(5, 'everyone')])
      expect(more.map((message) => message.seq)).toEqual([2, 3, 1])
    })

    it('gives no seq twice when many compose at once, also from two tabs', async () => {
      const { storage, reopen } = await open()
      const other = await reopen()
      const numbers = Array.from({ length: 200 }, (_, n) => n)
      const done = await Promise.all(numbers.map((n) => (n % 2 ? storage : other).compose([composed(n, bob)])))
      expect(done.flat().map((message) => message.seq)).toHaveLength(200)
      expect(new Set(done.flat().map((message) => message.seq)).size).toBe(200)
    })

    it('refuses an id that was used, whole lists at a time, and lets others at the same moment pass', async () => {
      const { storage } = await open()
      await storage.compose([composed(1, bob)])
      const outcomes = await Promise.allSettled([
        storage.compose([composed(2, bob), composed(1, bob)]),
        storage.compose([composed(3, bob)]),
      ])
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'fulfilled'])
      expect((await storage.messages(bob, 10)).map((message) => message.id)).toEqual([idOf(1), idOf(3)])
      expect((await storage.message(idOf(3)))?.seq).toBe(2)
    })

    it('finds the unsettled again after a restart, oldest first, memory states as queued', async () => {
      const { storage, reopen } = await open()
      await storage.compose([composed(1, bob), composed(2, carol), composed(3, bob), composed(4, 'everyone')])
      await storage.saveDeliveries([
        { id: idOf(1), delivery: { state: 'sentDirect' } },
        { id: idOf(2), delivery: { state: 'delivered', way: 'direct', at: 5, ms: 1 } },
        { id: idOf(3), delivery: { state: 'stored', at: 5 } },
        { id: idOf(4), delivery: { state: 'posted', groupSeq: 1, delivered: 1, of: 2 } },
      ])
      const unsettled = await (await reopen()).unsettled()
      expect(unsettled.map((message) => message.id)).toEqual([idOf(1), idOf(3), idOf(4)])
      expect(unsettled.map((message) => message.delivery.state)).toEqual(['queued', 'stored', 'posted'])
    })

    it('takes a failed message up again at its old place', async () => {
      const { storage } = await open()
      await storage.compose([composed(1, bob), composed(2, bob)])
      await storage.saveDeliveries([{ id: idOf(1), delivery: { state: 'failed', reason: 'mailbox-full' } }])
      expect((await storage.unsettled()).map((message) => message.id)).toEqual([idOf(2)])
      await storage.saveDeliveries([{ id: idOf(1), delivery: { state: 'queued' } }])
      expect((await storage.unsettled()).map((message) => message.id)).toEqual([idOf(1), idOf(2)])
    })

    it('counts a note of what was read as unsettled that was refused, for nobody sees it to send it again', async () => {
      const { storage } = await open()
      await storage.compose([{ ...composed(1, bob), type: 'read' }])
      await storage.saveDeliveries([{ id: idOf(1), delivery: { state: 'failed', reason: 'mailbox-full' } }])
      expect((await storage.unsettled()).map((message) => message.id)).toEqual([idOf(1)])
      await storage.saveDeliveries([{ id: idOf(1), delivery: { state: 'failed', reason: 'rejected' } }])
      expect(await storage.unsettled()).toEqual([])
    })

    it('never takes back that a message was delivered, nor lowers a count', async () => {
      const { storage } = await open()
      const delivered = { state: 'delivered', way: 'mailbox', at: 5, ms: 9 } as const
      const posted = { state: 'posted', groupSeq: 1, delivered: 3, of: 4 } as const
      await storage.compose([composed(1, bob), composed(2, 'everyone')])
      const further = await storage.saveDeliveries([
        { id: idOf(1), delivery: delivered },
        { id: idOf(2), delivery: posted },
        { id: idOf(1), delivery: { state: 'expired' } },
        { id: idOf(2), delivery: { ...posted, delivered: 2 } },
        { id: idOf(99), delivery: delivered },
      ])
      expect(further).toMatchObject([
        { id: idOf(1), delivery: delivered },
        { id: idOf(2), delivery: posted },
      ])
      expect(await storage.message(idOf(1))).toMatchObject({ delivery: delivered })
      expect(await storage.message(idOf(2))).toMatchObject({ delivery: posted })
    })
  })

  describe(`${name} as inbox`, () => {
    it('moves own messages on together, also with many of others between them', async () => {
      const { storage } = await open()
      await storage.compose([composed(1, bob), composed(2, bob), composed(50, carol)])
      await storage.receive([...Array(20).keys()].flatMap((n) => [incoming(n + 3, bob), incoming(n + 1, carol)]))
      const delivery = { state: 'stored', at: 5 } as const
      const ids = [idOf(50), idOf(1), idOf(2)]
      await storage.saveDeliveries(ids.map((id) => ({ id, delivery })))
      for (const id of ids) expect(await storage.message(id)).toMatchObject({ kind: 'outgoing', delivery })
      expect(await storage.held(carol, [idOf(1)])).toMatchObject([{ from: carol }])
      await storage.saveDeliveries([])
    })

    it('stores a message once per sender and id, and tells which were new', async () => {
      const { storage } = await open()
      const first = await storage.receive([incoming(1, bob), incoming(1, bob), incoming(2, bob)])
      expect(first.map((message) => message.id)).toEqual([idOf(1), idOf(2)])
      const again = await storage.receive([incoming(2, bob), incoming(2, carol)])
      expect(again.map((message) => message.from)).toEqual([carol])
    })

    it('knows again, in a list with new ones, what another tab has stored meanwhile', async () => {
      const { storage, reopen } = await open()
      const other = await reopen()
      await storage.receive([incoming(1, bob)])
      await other.receive([incoming(2, bob), incoming(3, bob)])
      await other.compose([composed(4, bob)])
      const fresh = await Promise.all([
        storage.receive([incoming(3, bob), incoming(5, bob)]),
        storage.receive([incoming(6, bob)]),
      ])
      expect(fresh.map((messages) => messages.map(({ id }) => id))).toEqual([[idOf(5)], [idOf(6)]])
      expect(await storage.summaries()).toMatchObject([{ unread: 5 }])
      expect((await storage.compose([composed(7, bob)])).map(({ seq }) => seq)).toEqual([2])
    })

    it('has texts arrive anew under keys that were accepted, and nothing else', async () => {
      const { storage, reopen } = await open()
      const [key, successor] = ['another key', 'its successor'] as [IdentityKey, IdentityKey]
      const hidden = [
        { ...incomingPost(1, bob), signedBy: key },
        { ...incomingPost(6, bob), signedBy: successor },
        { ...incomingPost(2, carol), signedBy: key },
        incomingPost(3, bob),
        { ...incomingPost(4, bob), signedBy: key, type: 'skipped' as const },
      ]
      await storage.receivePosts({ posts: hidden, confirmed: [], cursor: { place: 4, era: 0, after: 0 } })
      await storage.receive([incoming(5, bob, { signedBy: key })])
      await storage.saveNote({ id: 'everyone', readAt: 3_000 })
      const of = { conversation: 'everyone', from: bob, signedBy: [key, successor], arrivedAt: 3_001 } as const
      const arrived = await storage.arriveAnew(of)
      expect(arrived).toEqual(hidden.slice(0, 2).map((post) => ({ ...post, arrivedAt: 3_001 })))
      const other = await reopen()
      expect(await other.messages('everyone', 9)).toEqual([...arrived, ...hidden.slice(2)])
      expect(await other.summaries()).toContainEqual(
        expect.objectContaining({ conversation: 'everyone', unread: 2, arrivedUpTo: 3_001 }),
      )
      expect(await other.arriveAnew({ ...of, conversation: bob })).toMatchObject([{ id: idOf(5), arrivedAt: 3_001 }])
    })

    it('takes one of two that come at once', async () => {
      const { storage, reopen } = await open()
      const other = await reopen()
      const both = await Promise.all([storage.receive([incoming(1, bob)]), other.receive([incoming(1, bob)])])
      expect(both.flat()).toHaveLength(1)
    })

    it('does not mix an own message with an incoming one that borrows its id', async () => {
      const { storage } = await open()
      await storage.receive([incoming(1, bob)])
      await storage.compose([composed(1, bob)])
      expect(await storage.receive([incoming(1, carol)])).toHaveLength(1)
      expect((await storage.message(idOf(1)))?.from).toBe(alice)
      expect((await storage.held(bob, [idOf(1), idOf(2)])).map((message) => message.proof)).toEqual(['proof 1'])
    })

    it('stores posts, own states and the cursor together', async () => {
      const { storage, reopen } = await open()
      await storage.compose([composed(1, 'everyone')])
      const posts = [incomingPost(7, bob), incomingPost(8, carol)]
      const delivery = { state: 'posted', groupSeq: 9, delivered: 0, of: 2 } as const
      const cursor = { place: 9, era: 0, after: 0 }
      const added = await storage.receivePosts({ posts, confirmed: [{ id: idOf(1), delivery }], cursor })
      expect(added).toHaveLength(2)
      expect(await storage.receivePosts({ posts, confirmed: [], cursor })).toEqual([])
      const later = await reopen()
      expect(await later.groupCursor()).toEqual(cursor)
      expect(await later.message(idOf(1))).toMatchObject({ delivery })
    })

    it('remembers in which log the cursor is, and takes it back for no tab that stores late', async () => {
      const { storage, reopen } = await open()
      const nothing = { posts: [], confirmed: [] }
      await storage.receivePosts({ ...nothing, cursor: { place: 9, era: 0, after: 0 } })
      const cursor = { place: 4, era: 1, after: 4 }
      await storage.receivePosts({ ...nothing, cursor })
      expect(await (await reopen()).groupCursor()).toEqual(cursor)
      for (const late of [
        { place: 10, era: 0, after: 0 },
        { place: 3, era: 1, after: 4 },
      ]) {
        await storage.receivePosts({ ...nothing, cursor: late })
        expect(await (await reopen()).groupCursor()).toEqual(cursor)
      }
    })

    it('reads the last messages of one conversation', async () => {
      const { storage } = await open()
      await storage.receive(Array.from({ length: 30 }, (_, n) => incoming(n + 1, n % 3 ? bob : carol)))
      expect((await storage.messages(bob, 5)).map((message) => message.seq)).toEqual([24, 26, 27, 29, 30])
      expect(await storage.messages(bob, 1)).toHaveLength(1)
      expect(await storage.messages(bob, 20)).toHaveLength(20)
      expect(await storage.messages(bob, 100)).toHaveLength(20)
      expect(await storage.messages(bob, Number.MAX_SAFE_INTEGER)).toHaveLength(20)
      expect(await storage.messages(bob, 0)).toEqual([])
      expect(await storage.messages(alice, 5)).toEqual([])
    })

    it('sums up each conversation: newest text, and texts that arrived after it was read', async () => {
      const { storage } = await open()
      await storage.receive([incoming(1, bob), incoming(2, bob), incoming(3, bob), incoming(4, carol)])
      await storage.receive([incoming(5, bob, { type: 'read', text: '3' })])
      await storage.compose([composed(6, carol)])
      await storage.saveNote({ id: bob, draft: '', readAt: 2_001, muted: false })
      const summaries = await storage.summaries()
      const short = summaries.map(({ newest, ...rest }) => ({ ...rest, newest: newest.id }))
      expect(short).toHaveLength(2)
      expect(short).toContainEqual({ conversation: bob, newest: idOf(3), unread: 2, arrivedUpTo: 2_003 })
      expect(short).toContainEqual({ conversation: carol, newest: idOf(6), unread: 1, arrivedUpTo: 2_004 })
      await storage.saveNote({ id: bob, draft: '', readAt: 2_003, muted: false })
      expect(await storage.summaries()).toContainEqual(expect.objectContaining({ unread: 0, arrivedUpTo: 0 }))
    })
  })

  besidesMessages(name, open)
}
