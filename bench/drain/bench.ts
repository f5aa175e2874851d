import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { startOurs } from '../harness/servers.ts'
import { less, loadNote, more, type Suite } from '../harness/suite.ts'
import { measure, memoryOf } from '../harness/usage.ts'
import { commandFrame, packetArguments, type Connection } from '../load/connection.ts'
import { challenged, createPeople, signIn, signInAll } from '../load/sign-in.ts'
import { drainOffline } from '../xmpp/letters.ts'
import { startEjabberd } from '../xmpp/servers.ts'
import { PROOF, putFrames } from '../mail/letters.ts'

const WINDOW = 64
const Arrived = v.tuple([
  v.literal('mail:arrived'),
  v.object({ letters: v.array(v.object({ from: v.string(), id: v.string() })) }),
])

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

/** One recipient comes back to a full mailbox and acks page by page. */
export const drain: Suite = {
  name: 'drain',
  async run(stage) {
    const letters = stage.isQuick ? 1000 : 10_000
    const server = await startOurs()
    const [to, from] = await createPeople('d', 2)
    if (!to || !from) throw new Error('nobody')
    for (const member of await signInAll(server, [to])) member.socket.close()
    const [sender] = await signInAll(server, [from])
    if (!sender) throw new Error('nobody')
    stage.progress(`${letters} letters into one box`)
    const begun = Date.now()
    await fill(
      sender,
      Array.from({ length: letters }, (_, index) => putFrames(sender.nextId(), from, to, begun + index)),
    )
    // The receipts of the drain go to nobody.
    sender.socket.close()
    await sleep(500)

    stage.progress('the recipient signs in')
    const before = memoryOf(server.pid)
    let peak = before
    let seen = 0
    const opened = await challenged(server)
    const stop = measure(server.pid)
    const empty = new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error(`only ${seen} letters came`)), 120_000).unref()
      const onEvent = (packet: Buffer) => {
        const page = v.safeParse(Arrived, packetArguments(packet))
        if (!page.success) return
        const outcomes = page.output[1].letters.map((letter) => ({
          ...letter,
          outcome: { outcome: 'opened', proof: PROOF },
        }))
        seen += outcomes.length
        if (seen % 1000 === 0) peak = Math.max(peak, memoryOf(server.pid))
        opened.connection.socket.send(commandFrame(seen + 10, 'mail:ack', { letters: outcomes }))
      }
      const onAck = () => seen === letters && resolve()
      signIn(server, to, opened, { onEvent, onAck }).catch(reject)
    })
    await empty
    const usage = stop()
    opened.connection.socket.close()
    await server.stop()
    const ejabberd = await startEjabberd()
    stage.progress(ejabberd ? 'the same from ejabberd' : 'ejabberd is not installed: skipped')
    const value = ejabberd && (await drainOffline(ejabberd, letters))
    await ejabberd?.stop()
    return [
      more(
        {
          what: 'letters drained and acked',
          n: letters,
          unit: '/s',
          ours: (letters / usage.wallMs) * 1000,
          ...(value === undefined ? {} : { anchor: { name: 'ejabberd, not acked', value } }),
          ...loadNote(usage.loadShare),
        },
        value === undefined ? undefined : { words: '≥ 5×', least: 5 },
      ),
      less(
        { what: 'memory grown at the peak', n: letters, unit: 'MB', ours: (peak - before) / 1e6 },
        { words: 'flat: ≤ 30 MB', most: 30 },
      ),
    ]
  },
}
