import { join } from 'node:path'
import { openLog } from '../anchors/sqlite-log.ts'
import { scratch } from '../harness/commit.ts'
import { median } from '../harness/numbers.ts'
import { startOurs, type BenchServer } from '../harness/servers.ts'
import { less, more, type Suite } from '../harness/suite.ts'
import { cpuOf } from '../harness/usage.ts'
import { commandFrame } from '../load/connection.ts'
import { createPeople, signInAll, type Member } from '../load/sign-in.ts'

/** A post of 200 bytes. */
const TEXT_200 = 'A post to Everyone, as long as people write them. '.repeat(4)

interface Away {
  readonly server: BenchServer
  readonly poster: Member
  readonly members: number
  readonly costs: number[]
}

/** A server with so many members who are not there, and one who posts. */
async function open(members: number): Promise<Away> {
  const server = await startOurs()
  const [first, ...others] = await createPeople('a', members + 1)
  if (!first) throw new Error('nobody')
  for (const member of await signInAll(server, others)) member.socket.close()
  const [poster] = await signInAll(server, [first])
  if (!poster) throw new Error('nobody')
  return { server, poster, members, costs: [] }
}

/** Server CPU of a post, ms: `count` posts one behind the other. */
async function post({ server, poster }: Away, count: number): Promise<number> {
  const frames: Buffer[] = []
  for (let index = 0; index < count; index++) {
    const made = await poster.person.post(`${performance.now()} ${index}`, TEXT_200)
    frames.push(commandFrame(poster.nextId(), 'group:post', made))
  }
  const before = cpuOf(server.pid)
  for (const frame of frames) {
    const acked = new Promise<void>((resolve) => {
      poster.ears = { onAck: () => resolve() }
    })
    poster.socket.send(frame)
    await acked
  }
  return (cpuOf(server.pid) - before) / count
}

/** What it takes to write a copy for each, in one commit, ms. */
function copies(members: number): number {
  const { path, remove } = scratch()
  const log = openLog(join(path, 'log.db'))
  const envelope = new Uint8Array(400)
  const times = Array.from({ length: 30 }, (_, round) => {
    const rows = Array.from({ length: members }, (_, index) => ({ to: `a${round} ${index}`, envelope }))
    const before = process.cpuUsage()
    log.append(rows)
    const used = process.cpuUsage(before)
    return (used.user + used.system) / 1000
  })
  log.close()
  remove()
  return median(times)
}

/** Posts to Everyone for members who are not there: one row, however many they are. */
export const away: Suite = {
  name: 'away',
  async run(stage) {
    const [few, many] = [await open(100), await open(1000)]
    stage.progress('posts to 100 and to 1,000 who are away')
    for (let round = -1; round < (stage.isQuick ? 2 : 9); round++) {
      for (const side of [few, many]) {
        const cost = await post(side, 100)
        if (round >= 0) side.costs.push(cost)
      }
    }
    const [ofFew, ofMany] = [median(few.costs), median(many.costs)]
    const bare = oneRow()
    for (const { server, poster } of [few, many]) {
      poster.socket.close()
      await server.stop()
    }
    return [
      less(
        {
          what: 'server CPU a post, 1,000 away',
          n: 1000,
          unit: 'ms',
          ours: ofMany,
          anchor: { name: 'with 100 away', value: ofFew },
        },
        { words: '≤ 1.2× the cost with 100', most: ofFew * 1.2 },
      ),
      more(
        {
          what: 'rows written a post',
          n: 1000,
          unit: 'row',
          ours: 1,
          anchor: { name: 'a copy each', value: 1 / 1000 },
        },
        { words: '≥ 50× below a copy each', least: 50 },
      ),
      less({
        what: 'SQLite alone, a row against a copy each',
        n: 1000,
        unit: 'ms',
        ours: bare,
        anchor: { name: 'a copy each', value: copies(1000) },
        note: 'CPU of the write only, both in one commit',
      }),
    ]
  },
}

function oneRow(): number {
  const { path, remove } = scratch()
  const log = openLog(join(path, 'log.db'))
  const before = process.cpuUsage()
  const commits = 300
  for (let each = 0; each < commits; each++) log.append([{ to: 'everyone', envelope: new Uint8Array(400) }])
  const used = process.cpuUsage(before)
  log.close()
  remove()
  return (used.user + used.system) / 1000 / commits
}
