import { setTimeout as sleep } from 'node:timers/promises'
import { openOurs, openSocketIo, type Room } from '../fanout/rooms.ts'
import { commitMs } from '../harness/commit.ts'
import { percentile } from '../harness/numbers.ts'
import { less, more, type Row, type Stage, type Suite } from '../harness/suite.ts'
import { measure } from '../harness/usage.ts'

const MEMBERS = 1000

/** Waits from the moment a post is sent until each reader has it, ms; and the share of its core that the load used. */
async function waits(room: Room, posts: number, everyMs: number): Promise<{ waits: number[]; loadShare: number }> {
  const all: number[] = []
  const stop = measure(room.server.pid)
  for (let post = 0; post < posts; post++) {
    const send = await room.prepare(1)
    const sent = performance.now()
    let missing = room.members
    const arrived = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${room.name}: a post was lost`)), 10_000)
      room.onDelivery = (count) => {
        const wait = performance.now() - sent
        for (let each = 0; each < count; each++) all.push(wait)
        missing -= count
        if (missing > 0) return
        clearTimeout(late)
        resolve()
      }
    })
    send()
    await arrived
    await sleep(Math.max(0, sent + everyMs - performance.now()))
  }
  return { waits: all, loadShare: stop().loadShare }
}

async function rate(stage: Stage, rooms: readonly [Room, Room], perSecond: number, seconds: number, rounds: number) {
  const of: [number[], number[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    for (const [index, room] of rooms.entries()) {
      const measured = await waits(room, Math.max(1, Math.round(perSecond * seconds)), 1000 / perSecond)
      if (round >= 0) of[index === 0 ? 0 : 1] = of[index === 0 ? 0 : 1].concat(measured.waits)
    }
    stage.progress(`${perSecond} posts/s, round ${round + 1} of ${rounds}`)
  }
  return of
}

/** One post at a time to a thousand readers who ack, as the page does. */
export const lonePost: Suite = {
  name: 'lone-post',
  async run(stage) {
    const members = stage.isQuick ? 100 : MEMBERS
    const rooms = [await openOurs(members, true), await openSocketIo(members, 'stock')] as const
    const rows: Row[] = []
    const commit = commitMs()
    for (const [perSecond, seconds, rounds] of [
      [1, stage.isQuick ? 1 : 4, 4],
      // Long enough that p99 is more than the worst two posts.
      [30_000 / MEMBERS, stage.isQuick ? 1 : 4, 4],
    ] as const) {
      const [ours, stock] = await rate(stage, [rooms[0], rooms[1]], perSecond, seconds, rounds)
      const what = perSecond === 1 ? 'one post a second' : `${(perSecond * members).toLocaleString('en')} deliveries/s`
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const value = percentile(stock, share)
        const most = share === 0.5 ? value + commit + 0.5 : value
        rows.push(
          less(
            {
              what: `${what}, ${name}`,
              n: members,
              unit: 'ms',
              ours: percentile(ours, share),
              anchor: { name: 'stock socket.io', value },
            },
            { words: share === 0.5 ? '≤ stock + a commit + 0.5 ms' : '≤ stock', most },
          ),
        )
      }
    }
    rows.push(more({ what: 'one commit, p50', unit: 'ms', ours: commit }))
    for (const room of rooms) await room.close()
    return rows
  },
}
