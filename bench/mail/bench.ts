import { join } from 'node:path'
import { openLog } from '../anchors/sqlite-log.ts'
import { scratch } from '../harness/commit.ts'
import { figure, median } from '../harness/numbers.ts'
import { startAnchor, startOurs, type BenchServer, type OurServer } from '../harness/servers.ts'
import { loadNote, less, more, type Row, type Stage, type Suite } from '../harness/suite.ts'
import { measure, type Usage } from '../harness/usage.ts'
import { binaryCommandFrames, openConnection, PLACEHOLDER, type Connection } from '../load/connection.ts'
import { createPeople, signInAll } from '../load/sign-in.ts'
import { postOffline } from '../xmpp/letters.ts'
import { startEjabberd, startProsody } from '../xmpp/servers.ts'
import { ENVELOPE, putFrames } from './letters.ts'
import { trickle, turnsOf } from './loop.ts'

const SENDERS = 64
/** Letters that a sender has under way. */
const WINDOW = 16
/** Between two letters of a sender by the time in their ids, ms: about as fast as they go. */
const COMPOSING = 2
/** Letters a second of a server that is not busy. */
const MODERATE = 1000

interface Post<S = BenchServer> {
  readonly name: string
  readonly server: S
  readonly connections: readonly Connection[]
  frames(sender: number, count: number): readonly Buffer[]
  readonly usages: { letters: number; usage: Usage }[]
}

/** Sends so many letters from each sender, a window at a time, and waits for the last ack. */
async function deliver(post: Post, each: number): Promise<void> {
  const queues = post.connections.map((_, sender) => [...post.frames(sender, each)])
  let missing = each * post.connections.length
  const done = new Promise<void>((resolve, reject) => {
    post.connections.forEach((connection, sender) => {
      connection.ears = {
        onAck(_, packet) {
          if (packet.indexOf('"ok":false') >= 0) reject(new Error(packet.toString()))
          missing -= 1
          const next = queues[sender]?.shift()
          if (next) connection.socket.send(next)
          else if (missing === 0) resolve()
        },
      }
    })
  })
  const stop = measure(post.server.pid)
  post.connections.forEach((connection, sender) => {
    connection.socket.send(Buffer.concat(queues[sender]?.splice(0, WINDOW) ?? []))
  })
  await done
  post.usages.push({ letters: each * post.connections.length, usage: stop() })
}

async function openOurs(preload?: string): Promise<Post<OurServer>> {
  const server = await startOurs(undefined, preload)
  const senders = await createPeople('s', SENDERS)
  const recipients = await createPeople('r', SENDERS)
  for (const member of await signInAll(server, recipients)) member.socket.close()
  const connections = await signInAll(server, senders)
  return {
    name: 'ours',
    server,
    connections,
    usages: [],
    frames(sender, count) {
      const begun = Date.now()
      return Array.from({ length: count }, (_, index) => {
        const [from, to, connection] = [senders[sender], recipients[(sender + index) % SENDERS], connections[sender]]
        if (!from || !to || !connection) throw new Error('nobody')
        return putFrames(connection.nextId(), from, to, begun + index * COMPOSING)
      })
    },
  }
}

async function openBare(directory: string): Promise<Post> {
  const server = await startAnchor('socket-io', 'mail', join(directory, 'bare.db'))
  const connections = await Promise.all(Array.from({ length: SENDERS }, () => openConnection(server.port)))
  return {
    name: 'SQLite behind socket.io',
    server,
    connections,
    usages: [],
    frames: (sender, count) =>
      Array.from({ length: count }, () =>
        binaryCommandFrames(
          connections[sender]?.nextId() ?? 0,
          'put',
          { to: 'somebody', envelope: PLACEHOLDER },
          new Uint8Array(ENVELOPE),
        ),
      ),
  }
}

/** Commits a second when SQLite writes letters one by one, with nothing in front. */
function oneByOne(directory: string): number {
  const log = openLog(join(directory, 'alone.db'))
  const envelope = new Uint8Array(ENVELOPE)
  const begun = performance.now()
  const count = 2000
  for (let each = 0; each < count; each++) log.append([{ to: 'somebody', envelope }])
  const perSecond = (count / (performance.now() - begun)) * 1000
  log.close()
  return perSecond
}

/** How long the server's loop is busy at a stretch; in a server of its own, because timing each turn costs a little. */
async function turns(stage: Stage): Promise<readonly Row[]> {
  stage.progress("turns of the server's loop")
  const { server, connections, frames, ...post } = await openOurs('./loop-turns.ts')
  const each = stage.isQuick ? 50 : 300
  await deliver({ server, connections, frames, ...post }, each)
  await turnsOf(server)
  await deliver({ server, connections, frames, ...post }, each)
  const full = await turnsOf(server)
  await trickle(connections, frames, { perSecond: MODERATE, count: stage.isQuick ? 500 : 5000 })
  const moderate = await turnsOf(server)
  for (const { socket } of connections) socket.close()
  await server.stop()
  const row = { n: SENDERS, unit: 'ms' }
  const note = (of: typeof full) => `median ${figure(of.median)}, longest ${figure(of.longest)} ms`
  return [
    less(
      { ...row, what: `turn of the loop, p99, ${MODERATE} letters/s`, ours: moderate.p99, note: note(moderate) },
      { words: '≤ 0.1 ms', most: 0.1 },
    ),
    less({ ...row, what: 'turn of the loop, p99, saturated', ours: full.p99, note: note(full) }),
  ]
}

/** Offline messages of XMPP servers, if they are installed. */
async function besideXmpp(stage: Stage, ours: Omit<Row, 'ratio' | 'aim'>, each: number): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [start, name, least] of [
    [startEjabberd, 'ejabberd, which does not sync', 5],
    [startProsody, 'prosody with SQLite', 20],
  ] as const) {
    const server = await start()
    stage.progress(server ? `letters to ${name}` : `${name}: not installed, skipped`)
    if (!server) continue
    const value = await postOffline(server, SENDERS, each)
    const kept = server.kept?.() ?? SENDERS * each
    await server.stop()
    if (kept < SENDERS * each) {
      stage.progress(`${name} kept ${kept} of ${SENDERS * each}: has it lua-dbi-sqlite3? Skipped`)
      continue
    }
    rows.push(more({ ...ours, anchor: { name, value } }, { words: `≥ ${least}×`, least }))
  }
  return rows
}

/** Letters for people who are not there, each on the disk before it is acked. */
export const mail: Suite = {
  name: 'mail',
  async run(stage) {
    const { path, remove } = scratch()
    const alone: number[] = []
    const posts: Post[] = [await openOurs(), await openBare(path)]
    const each = stage.isQuick ? 50 : 500
    for (let round = -1; round < 5; round++) {
      alone.push(oneByOne(path))
      for (const post of posts) {
        await deliver(post, each)
        if (round < 0) post.usages.pop()
      }
      stage.progress(`round ${round + 1} of 5: ${SENDERS * each} letters`)
    }
    const perSecond = (post: Post) => median(post.usages.map(({ letters, usage }) => (letters / usage.wallMs) * 1000))
    const [ours, bare] = posts.map(perSecond)
    const usages = posts[0]?.usages ?? []
    const loadShare = median(usages.map(({ usage }) => usage.loadShare))
    for (const { server, connections } of posts) {
      for (const { socket } of connections) socket.close()
      await server.stop()
    }
    remove()
    const base = { what: 'letters', n: SENDERS, unit: '/s', ours: ours ?? 0, ...loadNote(loadShare) }
    const rows: Row[] = [
      more(
        { ...base, anchor: { name: 'SQLite alone, one by one', value: median(alone) } },
        { words: '≥ 2× (10,000/s where SQLite does 5,000)', least: 2 },
      ),
      more({ ...base, anchor: { name: 'SQLite behind socket.io', value: bare ?? 0 } }, { words: '≥ 0.7×', least: 0.7 }),
      less({
        what: 'server CPU a letter',
        n: SENDERS,
        unit: 'µs',
        ours: median(usages.map(({ letters, usage }) => (usage.serverMs / letters) * 1000)),
      }),
    ]
    rows.push(...(await turns(stage)))
    rows.push(...(await besideXmpp(stage, base, stage.isQuick ? 20 : 100)))
    return rows
  },
}
