import { setTimeout as sleep } from 'node:timers/promises'
import type { OurServer } from '../harness/servers.ts'
import type { Connection } from '../load/connection.ts'

/** Turns of a server's loop, ms. */
export interface Turns {
  readonly count: number
  readonly median: number
  readonly p99: number
  readonly longest: number
}

/** The turns since it was asked last; the server was started with `loop-turns.ts`. */
export async function turnsOf(server: OurServer): Promise<Turns> {
  const lines = () => server.said().match(/^turns .*$/gm) ?? []
  const asked = lines().length
  process.kill(server.pid, 'SIGUSR2')
  while (lines().length === asked) await sleep(5)
  const [count = 0, median = 0, p99 = 0, longest = 0] = (lines().at(-1) ?? '').split(' ').slice(1).map(Number)
  return { count, median, p99, longest }
}

/** Sends letters one by one, about so many a second, and waits for the last ack. */
export async function trickle(
  connections: readonly Connection[],
  frames: (sender: number, count: number) => readonly Buffer[],
  { perSecond, count }: { perSecond: number; count: number },
): Promise<void> {
  let missing = count
  const done = new Promise<void>((resolve, reject) => {
    for (const connection of connections) {
      connection.ears = {
        onAck(_, packet) {
          if (packet.indexOf('"ok":false') >= 0) reject(new Error(packet.toString()))
          missing -= 1
          if (missing === 0) resolve()
        },
      }
    }
  })
  const letters = Array.from({ length: count }, (_, index) => frames(index % connections.length, 1))
  const begun = performance.now()
  for (const [index, letter] of letters.entries()) {
    const early = begun + (index / perSecond) * 1000 - performance.now()
    if (early > 0) await sleep(early)
    for (const frame of letter) connections[index % connections.length]?.socket.send(frame)
  }
  await done
}
