import { startAnchor, startOurs, type BenchServer } from '../harness/servers.ts'
import { commandFrame, openConnection, type Connection, type Ears } from '../load/connection.ts'
import { textFrame, TEXT } from '../load/frames.ts'
import { createPeople, signInAll } from '../load/sign-in.ts'
import { openLoadSocket, type LoadSocket } from '../load/websocket.ts'

/** 200 bytes of text, as the issue has it. */
const TEXT_200 = 'A post to Everyone, as long as people write them. '.repeat(4)
/** Who posts; the others only read. */
const SENDERS = 50

/** A room full of readers that can be posted to. */
export interface Room {
  readonly name: string
  readonly server: BenchServer
  readonly members: number
  /** Posts handed to a reader since the start, summed over the readers. */
  delivered(): number
  /** Makes a burst of posts; what it returns sends them all at once. */
  prepare(count: number): Promise<() => void>
  /** Hears the number of posts in each packet as it arrives. */
  onDelivery: (posts: number) => void
  close(): Promise<void>
}

/** How often `needle` is in a packet. */
function countOf(packet: Buffer, needle: Buffer): number {
  let count = 0
  for (let at = packet.indexOf(needle); at >= 0; at = packet.indexOf(needle, at + needle.length)) count += 1
  return count
}

type Parts = Pick<Room, 'name' | 'server' | 'members'> & {
  readonly sockets: readonly LoadSocket[]
  readonly frames: (count: number) => Promise<readonly { sender: number; frame: Buffer }[]>
}

function toRoom({ name, server, members, sockets, frames }: Parts, counter: { delivered: number }): Room {
  return {
    name,
    server,
    members,
    delivered: () => counter.delivered,
    onDelivery: () => {},
    async prepare(count) {
      const bySender = new Map<number, Buffer[]>()
      for (const { sender, frame } of await frames(count)) {
        bySender.set(sender, [...(bySender.get(sender) ?? []), frame])
      }
      // A burst of one person leaves in one write, as its browser would send it.
      const writes = [...bySender].map(([sender, of]) => [sender, Buffer.concat(of)] as const)
      return () => {
        for (const [sender, bytes] of writes) sockets[sender]?.send(bytes)
      }
    },
    async close() {
      for (const socket of sockets) socket.close()
      await server.stop()
    },
  }
}

const GROUP_POSTED = Buffer.from('42["group:posted"')
const GROUP_SEQ = Buffer.from('"groupSeq":')

function startsWith(packet: Buffer, start: Buffer): boolean {
  return packet.compare(start, 0, start.length, 0, start.length) === 0
}

/** A reader verifies posts and commits them to its own disk before it acks, ms. */
const READER_MS = 15

/** Acks as the page does: one under way at a time, the next tells the newest place. All readers share the frames. */
function createAcking(): (connection: () => Connection) => { posted(packet: Buffer): void; acked(): void } {
  const frames = new Map<number, Buffer>()
  const frameOf = (upTo: number) => {
    const known = frames.get(upTo) ?? commandFrame(0, 'group:ack', { upTo })
    frames.set(upTo, known)
    return known
  }
  // What a thousand browsers do beside each other must not hold up a load that is one process: they share a timer.
  let due: (() => void)[] = []
  const later = (task: () => void) => {
    if (due.push(task) > 1) return
    setTimeout(() => {
      const now = due
      due = []
      for (const each of now) each()
    }, READER_MS)
  }
  return (connection) => {
    let [newest, told, isUnderWay] = [0, 0, false]
    const tell = () => {
      isUnderWay = newest > told
      if (!isUnderWay) return
      told = newest
      connection().socket.send(frameOf(told))
    }
    return {
      posted(packet) {
        const place = packet.subarray(packet.lastIndexOf(GROUP_SEQ) + GROUP_SEQ.length)
        newest = Number.parseInt(place.toString('latin1', 0, 16), 10)
        if (isUnderWay) return
        isUnderWay = true
        later(tell)
      },
      acked: tell,
    }
  }
}

/** Our server, everybody signed in. `acks`: readers confirm what they have, as the page does. */
export async function openOurs(members: number, acks: boolean): Promise<Room> {
  const server = await startOurs()
  const people = await createPeople('u', members)
  const counter = { delivered: 0 }
  const acking = createAcking()
  const connections: Connection[] = []
  const earsOf = (index: number): Ears => {
    const own = acks
      ? acking(() => {
          const connection = connections[index]
          if (!connection) throw new Error('a post before the sign-in was over')
          return connection
        })
      : undefined
    return {
      onEvent(packet) {
        if (!startsWith(packet, GROUP_POSTED)) return
        const posts = countOf(packet, GROUP_SEQ)
        counter.delivered += posts
        room.onDelivery(posts)
        own?.posted(packet)
      },
      onAck: (id) => id === 0 && own?.acked(),
    }
  }
  connections.push(...(await signInAll(server, people, earsOf)))
  let made = 0
  const room = toRoom(
    {
      name: acks ? 'ours, readers ack' : 'ours',
      server,
      members,
      sockets: connections.map(({ socket }) => socket),
      frames: (count) =>
        Promise.all(
          Array.from({ length: count }, async (_, index) => {
            const sender = index % Math.min(SENDERS, members)
            const person = people[sender]
            const connection = connections[sender]
            if (!person || !connection) throw new Error('no sender')
            const post = await person.post(`${members} ${made++}`, TEXT_200)
            return { sender, frame: commandFrame(connection.nextId(), 'group:post', post) }
          }),
        ),
    },
    counter,
  )
  return room
}

/** A Socket.IO server. `stock` sends a plain text, `batched` carries the fields that our posts have. */
export async function openSocketIo(members: number, mode: 'stock' | 'batched'): Promise<Room> {
  const server = await startAnchor('socket-io', mode)
  const [person] = await createPeople('u', 1)
  const counter = { delivered: 0 }
  const isPosted = Buffer.from('42["posted"')
  const mark = Buffer.from('"signature":')
  const connections: Connection[] = []
  const onEvent = (packet: Buffer) => {
    if (!startsWith(packet, isPosted)) return
    const posts = mode === 'stock' ? 1 : countOf(packet, mark)
    counter.delivered += posts
    room.onDelivery(posts)
  }
  for (let index = 0; index < members; index++) {
    const connection = await openConnection(server.port, { onEvent })
    await connection.ask('join', 'everyone')
    connections.push(connection)
  }
  let made = 0
  const payload = async () => {
    if (mode === 'stock') return { from: 'u00000', text: TEXT_200 }
    if (!person) throw new Error('nobody')
    return {
      ...(await person.post(`${made}`, TEXT_200)),
      groupSeq: made++,
      from: person.name,
      identityKey: person.identityKey,
    }
  }
  const room = toRoom(
    {
      name: mode === 'stock' ? 'stock socket.io' : 'batched socket.io',
      server,
      members,
      sockets: connections.map(({ socket }) => socket),
      frames: (count) =>
        Promise.all(
          Array.from({ length: count }, async (_, index) => {
            const sender = index % Math.min(SENDERS, members)
            return { sender, frame: commandFrame(connections[sender]?.nextId() ?? 0, 'post', await payload()) }
          }),
        ),
    },
    counter,
  )
  return room
}

/** A bare `ws` server with the same text. */
export async function openWs(members: number): Promise<Room> {
  const server = await startAnchor('ws')
  const counter = { delivered: 0 }
  const sockets: LoadSocket[] = []
  const frame = textFrame(JSON.stringify({ from: 'u00000', text: TEXT_200 }))
  for (let index = 0; index < members; index++) {
    sockets.push(
      await openLoadSocket({
        port: server.port,
        path: '/',
        onFrame(opcode, payload) {
          if (opcode !== TEXT || payload.length < 200) return
          counter.delivered += 1
          room.onDelivery(1)
        },
      }),
    )
  }
  const room = toRoom(
    {
      name: 'raw ws',
      server,
      members,
      sockets,
      frames: async (count) => Array.from({ length: count }, (_, index) => ({ sender: index % SENDERS, frame })),
    },
    counter,
  )
  return room
}
