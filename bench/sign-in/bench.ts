import { join } from 'node:path'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { deviceOf, identityKeyOf, prekeyOf, userName } from '../../server/testing/fixtures.ts'
import { scratch } from '../harness/commit.ts'
import { startOurs } from '../harness/servers.ts'
import { less, loadNote, more, type Row, type Suite } from '../harness/suite.ts'
import { measure } from '../harness/usage.ts'
import { challenged, createPeople, signIn, signInAll } from '../load/sign-in.ts'

/** Everybody who ever registered. */
const REGISTERED = 10_000

/** Fills a database with people who never come. */
async function register(directory: string, count: number): Promise<void> {
  const store = await openSqliteStore(join(directory, 'chat.db'), (reason) => {
    throw new Error(reason)
  })
  await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const name = `x${String(index).padStart(5, '0')}`
      return store.claim({
        name: userName(name),
        identityKey: identityKeyOf(name),
        device: deviceOf(name),
        prekey: prekeyOf(name),
        at: 1,
        revision: 1,
      })
    }),
  )
  await store.close()
}

interface Figures {
  readonly cpuMs: number
  readonly wallMs: number
  readonly bytes: number
  readonly frames: number
  readonly loadShare: number
}

/** So many of the registered sign in at once. */
async function wave(count: number, registered: number): Promise<Figures> {
  const { path, remove } = scratch()
  await register(path, registered - count)
  const server = await startOurs(path)
  const people = await createPeople('p', count)
  // They register first, so that what is measured is a return.
  for (const member of await signInAll(server, people)) member.socket.close()
  await new Promise((resolve) => setTimeout(resolve, 1000))
  let frames = 0
  const stop = measure(server.pid)
  const members = await Promise.all(
    people.map(async (person) => {
      const opened = await challenged(server)
      return signIn(server, person, opened, { onEvent: () => frames++ })
    }),
  )
  // The last delta is due within its tick.
  await new Promise((resolve) => setTimeout(resolve, 200))
  const { serverMs, wallMs, loadShare } = stop()
  const bytes = members.reduce((sum, { socket }) => sum + socket.received, 0)
  for (const { socket } of members) socket.close()
  await server.stop()
  remove()
  return { cpuMs: serverMs / count, wallMs: wallMs - 200, bytes: bytes / count, frames: frames / count, loadShare }
}

/** Everybody comes at once: after a restart, or in the morning. */
export const signInSuite: Suite = {
  name: 'sign-in',
  async run(stage) {
    const rows: Row[] = []
    for (const count of stage.isQuick ? [200] : [500, 1000, 2000]) {
      stage.progress(`${count} of ${REGISTERED} sign in at once`)
      const figures = await wave(count, stage.isQuick ? 1000 : REGISTERED)
      rows.push(
        less(
          {
            what: 'server CPU a sign-in',
            n: count,
            unit: 'ms',
            ours: figures.cpuMs,
            ...loadNote(figures.loadShare),
          },
          count === 2000 ? { words: '≤ 1 ms', most: 1 } : undefined,
        ),
        less({ what: 'all signed in after', n: count, unit: 's', ours: figures.wallMs / 1000 }),
        less({ what: 'frames a client hears', n: count, unit: '', ours: figures.frames }),
        more({ what: 'bytes a client receives', n: count, unit: 'KB', ours: figures.bytes / 1024 }),
      )
    }
    return rows
  },
}
