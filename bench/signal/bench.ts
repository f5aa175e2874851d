import { percentile } from '../harness/numbers.ts'
import { startAnchor, startOurs, type BenchServer } from '../harness/servers.ts'
import { less, type Suite } from '../harness/suite.ts'
import { openConnection, type Connection } from '../load/connection.ts'
import { textFrame } from '../load/frames.ts'
import { createPeople, signInAll } from '../load/sign-in.ts'

/** About what an offer with its candidates is long. */
const SDP = 'v=0 a=candidate 1 udp 2122260223 127.0.0.1 '.repeat(45)

interface Relay {
  readonly server: BenchServer
  readonly sender: Connection
  readonly receiver: Connection
  readonly frame: Buffer
  readonly waits: number[]
}

async function ours(): Promise<Relay> {
  const server = await startOurs()
  const people = await createPeople('w', 2)
  const [sender, receiver] = await signInAll(server, people)
  if (!sender || !receiver) throw new Error('nobody')
  const frame = textFrame(`427["signal:send",${JSON.stringify({ to: receiver.person.name, signal: SDP })}]`)
  return { server, sender, receiver, frame, waits: [] }
}

async function raw(): Promise<Relay> {
  const server = await startAnchor('socket-io', 'relay')
  const [sender, receiver] = [await openConnection(server.port), await openConnection(server.port)]
  await receiver.ask('join', 'b')
  const frame = textFrame(`427["signal",${JSON.stringify({ to: 'b', signal: SDP })}]`)
  return { server, sender, receiver, frame, waits: [] }
}

async function once({ sender, receiver, frame, waits }: Relay): Promise<void> {
  const sent = performance.now()
  const acked = new Promise<void>((resolve) => {
    sender.ears = { onAck: () => resolve() }
  })
  const arrived = new Promise<void>((resolve) => {
    receiver.ears = {
      onEvent(packet) {
        if (packet.length < SDP.length) return
        waits.push(performance.now() - sent)
        resolve()
      },
    }
  })
  sender.socket.send(frame)
  await Promise.all([acked, arrived])
}

/** The server hands a WebRTC signal of 2 KB on. */
export const signal: Suite = {
  name: 'signal',
  async run(stage) {
    const relays = [await ours(), await raw()] as const
    stage.progress('signals one at a time')
    for (let round = -1; round < 10; round++) {
      for (const relay of relays) {
        for (let each = 0; each < (stage.isQuick ? 50 : 500); each++) await once(relay)
        if (round < 0) relay.waits.length = 0
      }
    }
    for (const { server, sender, receiver } of relays) {
      sender.socket.close()
      receiver.socket.close()
      await server.stop()
    }
    const of = (share: number) => relays.map(({ waits }) => percentile(waits, share))
    const rows = (
      [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const
    ).map(([name, share]) => {
      const [mine = Number.NaN, value = Number.NaN] = of(share)
      return less(
        { what: `relay ${name}`, unit: 'ms', ours: mine, anchor: { name: 'raw socket.io', value } },
        share === 0.5 ? { words: '≤ raw + 10 %', most: value * 1.1 } : undefined,
      )
    })
    return rows
  },
}
