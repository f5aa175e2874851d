import { beforeAll, expect, it } from 'vitest'
import type { Bundle } from '../../protocol/keys.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { bob } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createBlocks } from './blocks.ts'
import { createContacts } from './contacts.ts'
import type { ConversationNote } from './messages.ts'
import { eventually } from './testing/eventually.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { realClock } from './testing/stage.ts'

const stage = createFileStage()

let other: TestPerson

beforeAll(async () => {
  other = await createPerson(bob)
})

/** Somebody who does not know bob, without a server. */
function createScene(notes: readonly ConversationNote[] = []) {
  const storage = openMemoryStorage(createMemoryDatabase())
  const server: { bundles?: readonly Bundle[]; readonly told: [string, boolean][] } = { told: [] }
  const noAnswer = { ok: false, error: { kind: 'no-answer', message: '' } } as const
  const contacts = createContacts({
    storage,
    sealer: other.sealer,
    known: [],
    fetch: async () => (server.bundles ? { ok: true, value: { bundles: [...server.bundles] } } : noAnswer),
    changed() {},
  })
  const blocks = createBlocks({
    contacts,
    storage,
    notes,
    async tell(name, blocked) {
      if (!server.bundles) return noAnswer
      server.told.push([name, blocked])
      return { ok: true, value: null }
    },
  })
  return { server, storage, contacts, blocks }
}

it('blocks whom nobody knew without a server as soon as it is back', async () => {
  const { server, contacts, blocks } = createScene()
  await blocks.block(bob, true)
  expect(contacts.get(bob)).toBeUndefined()
  server.bundles = [other.bundle]
  await blocks.welcomed()
  expect(server.told).toEqual([[bob, true]])
  expect(contacts.get(bob)).toMatchObject({ blocked: true })
})

it('blocks nobody whom it was told meanwhile to leave alone', async () => {
  const { server, contacts, blocks } = createScene()
  await blocks.block(bob, true)
  await blocks.block(bob, false)
  server.bundles = [other.bundle]
  await blocks.welcomed()
  await contacts.learn([bob], false)
  expect(contacts.get(bob)).toMatchObject({ blocked: false })
  expect(server.told).toEqual([[bob, false]])
})

it('blocks whom it was noted to block before the page was closed, and not again whom it then unblocked', async () => {
  const { server, storage, contacts, blocks } = createScene([
    { id: bob, draft: '', readAt: 0, muted: false, toBlock: true },
    { id: 'everyone', draft: '', readAt: 0, muted: false },
  ])
  await storage.saveNote({ id: bob, toBlock: true })
  server.bundles = [other.bundle]
  await blocks.welcomed()
  expect(server.told).toEqual([[bob, true]])
  expect(contacts.get(bob)).toMatchObject({ blocked: true })
  expect(await storage.notes()).toMatchObject([{ id: bob, toBlock: false }])
  await blocks.block(bob, false)
  await blocks.welcomed()
  expect(contacts.get(bob)).toMatchObject({ blocked: false })
})

it('tells the server once it hears what it did not hear', async () => {
  const { server, contacts, blocks } = createScene()
  server.bundles = [other.bundle]
  await contacts.learn([bob], false)
  delete server.bundles
  await blocks.block(bob, true)
  expect(contacts.get(bob)).toMatchObject({ blocked: true })
  server.bundles = []
  await blocks.welcomed()
  expect(server.told).toEqual([[bob, true]])
})

it('blocks at the next sign-in whom nobody here knew, though the page was closed before', async () => {
  const [[{ name }], [stranger]] = [stage.actors(['ann']), await stage.cast(['bob'])]
  const home = createMemoryHome(realClock.wallTime)
  const first = stage.actor(name, { peerLinks: false, home })
  await first.signIn()
  await first.signOut()
  await first.chat.setBlocked(stranger.name, true)
  first.chat.dispose()
  const second = stage.actor(name, { peerLinks: false, home })
  await second.signIn()
  await eventually(() => expect(second.chat.blocked.get()).toEqual([stranger.name]))
})
