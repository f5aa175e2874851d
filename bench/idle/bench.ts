import { setTimeout as sleep } from 'node:timers/promises'
import type { Person } from '../../server/testing/client.ts'
import { startAnchor, startOurs, type BenchServer } from '../harness/servers.ts'
import { less, more, type Suite } from '../harness/suite.ts'
import { cpuOf, memoryOf } from '../harness/usage.ts'
import { openConnection, type Connection } from '../load/connection.ts'
import { createPeople, signInAll } from '../load/sign-in.ts'

/** Memory is read this long after the last came, and once V8 has found the time to collect what they left. */
const SOON_MS = 6000
const AT_REST_MS = 120_000

type Connect = (count: number) => Promise<readonly Connection[]>

interface Idle {
  readonly soon: number
  readonly atRest: number
  readonly cpuShare: number
}

/** What connections add to a server that lies still. `connect` makes so many. */
async function weigh(server: BenchServer, connect: Connect, count: number, restMs: number): Promise<Idle> {
  // The first ones pay for code and buffers that all share.
  const first = await connect(100)
  await sleep(SOON_MS / 3)
  const before = memoryOf(server.pid)
  const grown = () => (memoryOf(server.pid) - before) / count
  const rest = await connect(count)
  await sleep(SOON_MS)
  const [soon, cpu] = [grown(), cpuOf(server.pid)]
  await sleep(restMs)
  const [atRest, cpuShare] = [grown(), (cpuOf(server.pid) - cpu) / restMs]
  for (const { socket } of [...first, ...rest]) socket.close()
  await server.stop()
  return { soon, atRest, cpuShare }
}

function signInEach(server: BenchServer, people: readonly Person[]): Connect {
  let next = 0
  return (count) => signInAll(server, people.slice(next, (next += count)))
}

function joinEach(server: BenchServer): Connect {
  return async (count) => {
    const connections: Connection[] = []
    for (let each = 0; each < count; each++) {
      const connection = await openConnection(server.port)
      await connection.ask('join', 'everyone')
      connections.push(connection)
    }
    return connections
  }
}

/** Thousands are signed in and say nothing. */
export const idle: Suite = {
  name: 'idle',
  async run(stage) {
    const count = stage.isQuick ? 500 : 5000
    const restMs = stage.isQuick ? SOON_MS : AT_REST_MS
    const [server, stock] = [await startOurs(), await startAnchor('socket-io', 'stock')]
    const people = await createPeople('i', count + 100)
    stage.progress(`${count} sign in and stay, and as many connections to raw socket.io, for ${restMs / 1000} s`)
    const [ours, raw] = await Promise.all([
      weigh(server, signInEach(server, people), count, restMs),
      weigh(stock, joinEach(stock), count, restMs),
    ])
    return [
      ...(['soon', 'atRest'] as const).map((when) =>
        less(
          {
            what: `memory a connection, ${when === 'soon' ? `${SOON_MS / 1000} s after the last` : 'at rest'}`,
            n: count,
            unit: 'KB',
            ours: ours[when] / 1024,
            anchor: { name: 'raw socket.io', value: raw[when] / 1024 },
          },
          { words: '≤ 1.3×', most: (raw[when] / 1024) * 1.3 },
        ),
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
