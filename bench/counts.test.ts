import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { NO_LIMITS, startServer, type StartedServer } from '../server/testing/start-server.ts'
import { createPeople, signInAll, type Member } from './load/sign-in.ts'
import { PROOF, putFrames } from './mail/letters.ts'

// Counts, not times: what a server does per person, post and letter must not come to depend on how many there are.

let data: string
let server: StartedServer
/** Batches that went to the store's thread: one commit each. */
let commits = 0
/** Verbs in them. */
let verbs = 0

const Batch = v.object({ type: v.literal('batch'), calls: v.array(v.unknown()) })

beforeEach(async () => {
  commits = 0
  verbs = 0
  data = await mkdtemp(join(tmpdir(), 'virtual-chat-counts-'))
  const post: (message: unknown, transfer?: readonly never[]) => void = Worker.prototype.postMessage
  vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, message: unknown) {
    const batch = v.safeParse(Batch, message)
    if (batch.success) {
      commits += 1
      verbs += batch.output.calls.length
    }
    Reflect.apply(post, this, [message])
  })
  server = await startServer({ data, args: NO_LIMITS })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(data, { recursive: true, force: true })
})

const quiet = (ms = 150) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const received = (members: readonly Member[]) => members.reduce((sum, { socket }) => sum + socket.received, 0)

function close(members: readonly Member[]): void {
  for (const { socket } of members) socket.close()
}

/** Rows of a table once the server has let go of the file. */
function rowsOf(table: 'post' | 'letter' | 'account'): number {
  const db = new Database(join(data, 'chat.db'))
  const row = v.parse(v.object({ rows: v.number() }), db.prepare(`SELECT count(*) AS rows FROM ${table}`).get())
  db.close()
  return row.rows
}

describe.each([20, 80])('with %i people', (n) => {
  it('signs in with frames that follow ticks, not people', async () => {
    const people = await createPeople('p', n)
    let frames = 0
    const begun = performance.now()
    const members = await signInAll(server, people, () => ({ onEvent: () => (frames += 1) }), n)
    await quiet()
    const ticks = Math.ceil((performance.now() - begun) / 50) + 1
    expect(frames / n).toBeLessThanOrEqual(ticks)
    // A claim, a session, a look into the mailbox and one for receipts each; the start reads everything once.
    expect(verbs).toBeLessThanOrEqual(4 * n + 1)
    // Each hears of everybody about twice, in the first page and as a delta, at about 140 bytes; and the welcome.
    expect(received(members) / n).toBeLessThan(2000 + 2 * 140 * n)
    close(members)
    await server.stop()
    expect(rowsOf('account')).toBe(n)
  })

  it('tells a later change in one small frame', async () => {
    const members = await signInAll(server, await createPeople('p', n))
    await quiet()
    const before = received(members)
    const [late] = await signInAll(server, await createPeople('q', 1))
    await quiet()
    // Registered and online: one delta of one entry, or two.
    expect((received(members) - before) / n).toBeLessThan(2 * 250)
    close(late ? [...members, late] : members)
    await server.stop()
  })

  it('relays a post as one row and one frame a reader, and a burst as few', async () => {
    let frames = 0
    let posts = 0
    const onEvent = (packet: Buffer) => {
      if (packet.indexOf('42["group:posted"') !== 0) return
      frames += 1
      posts += packet.toString().split('"groupSeq":').length - 1
    }
    const members = await signInAll(server, await createPeople('p', n), () => ({ onEvent }))
    const [poster] = members
    if (!poster) throw new Error('nobody')
    await quiet()
    const text = 'x'.repeat(200)
    const [bytes, done] = [received(members), verbs]
    await poster.ask('group:post', await poster.person.post('lone', text))
    await quiet()
    expect([frames, posts, verbs - done]).toEqual([n, n, 1])
    expect((received(members) - bytes) / n).toBeLessThan(620)

    commits = 0
    const burst = await Promise.all(Array.from({ length: 100 }, (_, index) => poster.person.post(index, text)))
    await Promise.all(burst.map((post) => poster.ask('group:post', post)))
    await quiet()
    expect(posts).toBe(101 * n)
    expect(frames / n).toBeLessThan(1 + 50)
    expect(commits).toBeLessThan(101)
    expect((received(members) - bytes) / n / 101).toBeLessThan(620)
    close(members)
    await server.stop()
    expect(rowsOf('post')).toBe(101)
  })

  it('stores a letter as one row in shared commits and drains it in pages', async () => {
    const [to, ...senders] = await createPeople('p', n)
    if (!to) throw new Error('nobody')
    close(await signInAll(server, [to]))
    const members = await signInAll(server, senders)
    await quiet()
    verbs = 0
    commits = 0
    let acks = 0
    for (const member of members) {
      member.ears = { onAck: () => (acks += 1) }
      member.socket.send(putFrames(member.nextId(), member.person, to, Date.now()))
    }
    while (acks < members.length) await quiet(5)
    expect(verbs).toBe(members.length)
    expect(commits).toBeLessThanOrEqual(members.length)

    const Page = v.object({ first: v.number(), lengths: v.array(v.number()) })
    let [pages, letters] = [0, 0]
    const [recipient] = await signInAll(server, [to], () => ({
      onEvent(packet) {
        if (packet.indexOf('mail:arrived') < 0) return
        const parsed: unknown = JSON.parse(packet.subarray(packet.indexOf('[')).toString())
        const page = v.parse(v.tuple([v.string(), v.looseObject(Page.entries)]), parsed)[1]
        pages += 1
        letters += page.lengths.length
        void recipient?.ask('mail:ack', { first: page.first, proofs: page.lengths.map(() => PROOF) })
      },
    }))
    while (letters < members.length) await quiet(5)
    await quiet()
    expect(letters).toBe(members.length)
    // Three before any ack, small ones, and what is left.
    expect(pages).toBeLessThanOrEqual(4)
    close(recipient ? [...members, recipient] : members)
    await server.stop()
    // What is left is the tombstone, in place.
    expect(rowsOf('letter')).toBe(members.length)
  })
})
