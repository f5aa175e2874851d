import { median } from '../harness/numbers.ts'
import { loadNote, more, less, type Row, type Stage, type Suite } from '../harness/suite.ts'
import { measure, type Usage } from '../harness/usage.ts'
import { openXmppRoom } from '../xmpp/room.ts'
import { startEjabberd, startProsody } from '../xmpp/servers.ts'
import { openOurs, openSocketIo, openWs, type Room } from './rooms.ts'

/** Members online, posts in a burst, bursts. */
const SIZES = [
  { members: 100, burst: 500, rounds: 5 },
  { members: 1000, burst: 200, rounds: 5 },
  { members: 5000, burst: 50, rounds: 3 },
] as const

/** A burst that is not through after this long never will be, ms. */
const PATIENCE = 60_000

/** Sends a burst and waits until every reader has all of it. */
export async function timeBurst(room: Room, burst: number): Promise<Usage> {
  const send = await room.prepare(burst)
  const goal = room.delivered() + burst * room.members
  const arrived = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${room.name}: ${goal - room.delivered()} never came`)), PATIENCE)
    room.onDelivery = () => {
      if (room.delivered() < goal) return
      clearTimeout(late)
      resolve()
    }
  })
  const stop = measure(room.server.pid)
  send()
  await arrived
  return stop()
}

interface Figures {
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly loadShare: number
}

async function alternate(rooms: readonly Room[], burst: number, rounds: number): Promise<ReadonlyMap<Room, Figures>> {
  const usages = new Map(rooms.map((room): [Room, Usage[]] => [room, []]))
  for (let round = -1; round < rounds; round++) {
    for (const room of rooms) {
      const usage = await timeBurst(room, burst)
      // The first round warms the compiler up.
      if (round >= 0) usages.get(room)?.push(usage)
    }
  }
  return new Map(
    [...usages].map(([room, of]) => {
      const deliveries = burst * room.members
      return [
        room,
        {
          perSecond: median(of.map(({ wallMs }) => (deliveries / wallMs) * 1000)),
          cpuMicroseconds: median(of.map(({ serverMs }) => (serverMs / deliveries) * 1000)),
          loadShare: median(of.map(({ loadShare }) => loadShare)),
        },
      ]
    }),
  )
}

function toRows(n: number, figures: ReadonlyMap<Room, Figures>): readonly Row[] {
  const of = (name: string) => [...figures].find(([room]) => room.name === name)?.[1]
  const ours = of('ours')
  if (!ours) return []
  const isAimed = n === 1000
  const against = (name: string, least: number) => {
    const anchor = of(name)
    if (!anchor) return []
    return [
      more(
        {
          what: 'deliveries',
          n,
          unit: '/s',
          ours: ours.perSecond,
          anchor: { name, value: anchor.perSecond },
          ...loadNote(ours.loadShare),
        },
        isAimed && least > 0 ? { words: `≥ ${least}×`, least } : undefined,
      ),
    ]
  }
  const acking = of('ours, readers ack')
  return [
    ...against('stock socket.io', 6),
    ...against('batched socket.io', 0.7),
    ...against('raw ws', 0),
    less(
      { what: 'server CPU a delivery', n, unit: 'µs', ours: ours.cpuMicroseconds },
      isAimed ? { words: '≤ 3 µs', most: 3 } : undefined,
    ),
    ...(acking
      ? [
          more({
            what: 'deliveries while readers ack',
            n,
            unit: '/s',
            ours: acking.perSecond,
            anchor: { name: 'ours without acks', value: ours.perSecond },
            ...loadNote(acking.loadShare),
          }),
        ]
      : []),
  ]
}

/** Rooms of XMPP servers are measured with so many. */
const XMPP_MEMBERS = 1000

/** Group chats of XMPP servers, if they are installed, one behind the other. */
async function besideXmpp(stage: Stage, ours: number, members: number): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [start, least] of [
    [startEjabberd, 20],
    [startProsody, 50],
  ] as const) {
    const server = await start()
    if (!server) {
      stage.progress(`${start === startEjabberd ? 'ejabberd' : 'prosody'} is not installed: skipped`)
      continue
    }
    stage.progress(`${members} join a room of ${server.name}`)
    try {
      const room = await openXmppRoom(server, members)
      const rates: number[] = []
      for (let round = -1; round < 3; round++) {
        const { wallMs } = await timeBurst(room, 20)
        if (round >= 0) rates.push(((20 * members) / wallMs) * 1000)
      }
      await room.close()
      const anchor = { name: `${server.name}, 20 posts a burst`, value: median(rates) }
      rows.push(more({ what: 'deliveries', n: members, unit: '/s', ours, anchor }, { words: `≥ ${least}×`, least }))
    } catch (error) {
      await server.stop()
      stage.progress(`${server.name} did not do it: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return rows
}

/** Everyone: bursts of 200-byte posts, durable before relayed. */
export const fanout: Suite = {
  name: 'fanout',
  async run(stage: Stage) {
    const rows: Row[] = []
    for (const { members, burst, rounds } of stage.isQuick
      ? SIZES.filter(({ members }) => members === Number(process.env['BN'] ?? 100))
      : SIZES) {
      stage.progress(`${members} people come online in each room`)
      const rooms = [
        await openOurs(members, false),
        await openSocketIo(members, 'stock'),
        await openSocketIo(members, 'batched'),
        // Five rooms of the largest size are more sockets than a process may have.
        ...(members > 1000 ? [] : [await openOurs(members, true), await openWs(members)]),
      ]
      stage.progress(`${rounds} bursts of ${burst} posts to ${members}`)
      rows.push(...toRows(members, await alternate(rooms, burst, rounds)))
      const ours = rows.find(({ what, n }) => what === 'deliveries' && n === members)?.ours ?? 0
      for (const room of rooms) await room.close()
      if (members === XMPP_MEMBERS || stage.isQuick) rows.push(...(await besideXmpp(stage, ours, members)))
    }
    return rows
  },
}
