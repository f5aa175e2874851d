import { setTimeout as sleep } from 'node:timers/promises'
import { startAnchor, startOurs, type BenchServer } from '../harness/servers.ts'
import { less, more, type Suite } from '../harness/suite.ts'
import { cpuOf, memoryOf } from '../harness/usage.ts'
import { openConnection, type Connection } from '../load/connection.ts'
import { createPeople, signInAll } from '../load/sign-in.ts'

/** Memory settles after the collector had its say. */
const SETTLE_MS = 6000

interface Idle {
  readonly bytes: number
  readonly cpuShare: number
}

/** What connections add to a server that lies still. `connect` makes so many. */
async function weigh(
  server: BenchServer,
  connect: (count: number) => Promise<readonly Connection[]>,
  count: number,
): Promise<Idle> {
  // The first ones pay for code and buffers that all share.
  const first = await connect(100)
  await sleep(SETTLE_MS / 3)
  const before = memoryOf(server.pid)
  const rest = await connect(count)
  await sleep(SETTLE_MS)
  const bytes = (memoryOf(server.pid) - before) / count
  const cpu = cpuOf(server.pid)
  await sleep(SETTLE_MS)
  const cpuShare = (cpuOf(server.pid) - cpu) / SETTLE_MS
  for (const { socket } of [...first, ...rest]) socket.close()
  await server.stop()
  return { bytes, cpuShare }
}

/** Thousands are signed in and say nothing. */
export const idle: Suite = {
  name: 'idle',
  async run(stage) {
    const count = stage.isQuick ? 500 : 5000
    stage.progress(`${count} sign in and stay`)
    const server = await startOurs()
    const people = await createPeople('i', count + 100)
    let next = 0
    const ours = await weigh(
      server,
      (more) => {
        const some = people.slice(next, next + more)
        next += more
        return signInAll(server, some)
      },
      count,
    )
    stage.progress(`${count} connections to raw socket.io`)
    const stock = await startAnchor('socket-io', 'stock')
    const raw = await weigh(
      stock,
      async (more) => {
        const connections: Connection[] = []
        for (let each = 0; each < more; each++) {
          const connection = await openConnection(stock.port)
          await connection.ask('join', 'everyone')
          connections.push(connection)
        }
        return connections
      },
      count,
    )
    return [
      less(
        {
          what: 'memory a connection',
          n: count,
          unit: 'KB',
          ours: ours.bytes / 1024,
          anchor: { name: 'raw socket.io', value: raw.bytes / 1024 },
        },
        { words: '≤ 1.3×', most: (raw.bytes / 1024) * 1.3 },
      ),
      more({
        what: 'core used by heartbeats',
        n: count,
        unit: '%',
        ours: ours.cpuShare * 100,
        note: `raw socket.io ${(raw.cpuShare * 100).toFixed(1)} %, which asks every 25 s; ours asks every 4 s, so that a silent death shows`,
      }),
    ]
  },
}
