import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import type { Person } from '../../server/testing/client.ts'
import { median } from '../harness/numbers.ts'
import { startOurs, type BenchServer } from '../harness/servers.ts'
import { less, loadNote, more, type Suite } from '../harness/suite.ts'
import { measure, memoryOf } from '../harness/usage.ts'
import { commandFrame, packetArguments, type Connection } from '../load/connection.ts'
import { challenged, createPeople, signIn, signInAll } from '../load/sign-in.ts'
import { drainOffline } from '../xmpp/letters.ts'
import { startEjabberd } from '../xmpp/servers.ts'
import { PROOF, putFrames } from '../mail/letters.ts'

const WINDOW = 64
/** Drains of our server and of ejabberd, which takes a quarter of a minute to fill; the first is for the compiler. */
const ROUNDS = 6
const EJABBERD_ROUNDS = 2
const Arrived = v.tuple([v.literal('mail:arrived'), v.object({ first: v.number(), lengths: v.array(v.number()) })])

/** Puts letters into the box, a window under way. */
async function fill(sender: Connection, frames: Buffer[]): Promise<void> {
  let missing = frames.length
  const done = new Promise<void>((resolve) => {
    sender.ears = {
      onAck() {
        missing -= 1
        const next = frames.shift()
        if (next) sender.socket.send(next)
        else if (missing === 0) resolve()
      },
    }
  })
  sender.socket.send(Buffer.concat(frames.splice(0, WINDOW)))
  await done
}

interface Drained {
  readonly perSecond: number
  /** Bytes. */
  readonly grown: number
  readonly loadShare: number
}

/** The recipient signs in and acks page by page, until the last ack is answered. */
async function comeBack(server: BenchServer, to: Person, letters: number): Promise<Drained> {
  const before = memoryOf(server.pid)
  let peak = before
  let seen = 0
  const opened = await challenged(server)
  const stop = measure(server.pid)
  await new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`only ${seen} letters came`)), 120_000).unref()
    const onEvent = (packet: Buffer) => {
      const page = v.safeParse(Arrived, packetArguments(packet))
      if (!page.success) return
      const { first, lengths } = page.output[1]
      seen += lengths.length
      if (seen % 1000 === 0) peak = Math.max(peak, memoryOf(server.pid))
      opened.connection.socket.send(commandFrame(seen + 10, 'mail:ack', { first, proofs: lengths.map(() => PROOF) }))
    }
    const onAck = () => seen === letters && resolve()
    signIn(server, to, opened, { onEvent, onAck }).catch(reject)
  })
  const { wallMs, loadShare } = stop()
  opened.connection.socket.close()
  return { perSecond: (letters / wallMs) * 1000, grown: peak - before, loadShare }
}

/** One recipient comes back to a full mailbox and acks page by page. */
export const drain: Suite = {
  name: 'drain',
  async run(stage) {
    const letters = stage.isQuick ? 1000 : 10_000
    const server = await startOurs()
    const [to, ...senders] = await createPeople('d', 1 + ROUNDS)
    if (!to) throw new Error('nobody')
    for (const member of await signInAll(server, [to])) member.socket.close()
    const rounds: Drained[] = []
    for (const from of senders) {
      stage.progress(`${letters} letters into one box, and out of it: round ${rounds.length} of ${ROUNDS - 1}`)
      const [sender] = await signInAll(server, [from])
      if (!sender) throw new Error('nobody')
      const begun = Date.now()
      await fill(
        sender,
        Array.from({ length: letters }, (_, index) => putFrames(sender.nextId(), from, to, begun + index)),
      )
      // The receipts of the drain go to nobody.
      sender.socket.close()
      await sleep(500)
      rounds.push(await comeBack(server, to, letters))
    }
    await server.stop()
    const ejabberd = await startEjabberd()
    stage.progress(ejabberd ? 'the same from ejabberd' : 'ejabberd is not installed: skipped')
    const others = ejabberd && (await drainOffline(ejabberd, letters, EJABBERD_ROUNDS))
    await ejabberd?.stop()
    const warm = rounds.slice(1)
    return [
      more(
        {
          what: 'letters drained and acked',
          n: letters,
          unit: '/s',
          ours: median(warm.map(({ perSecond }) => perSecond)),
          ...(others ? { anchor: { name: 'ejabberd, not acked', value: median(others.slice(1)) } } : {}),
          ...loadNote(median(warm.map(({ loadShare }) => loadShare))),
        },
        others ? { words: '≥ 5×', least: 5 } : undefined,
      ),
      less(
        {
          what: 'memory grown at the peak',
          n: letters,
          unit: 'MB',
          ours: Math.max(...rounds.map(({ grown }) => grown)) / 1e6,
        },
        { words: 'flat: ≤ 30 MB', most: 30 },
      ),
    ]
  },
}
