import { beforeAll, expect, it } from 'vitest'
import type { Bundle } from '../../protocol/keys.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { bob } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { createBlocks } from './blocks.ts'
import { createContacts } from './contacts.ts'

let other: TestPerson

beforeAll(async () => {
  other = await createPerson(bob)
})

/** Somebody who does not know bob, without a server. */
function createScene() {
  const server: { bundles?: readonly Bundle[]; readonly told: [string, boolean][] } = { told: [] }
  const noAnswer = { ok: false, error: { kind: 'no-answer', message: '' } } as const
  const contacts = createContacts({
    storage: openMemoryStorage(createMemoryDatabase()),
    sealer: other.sealer,
    known: [],
    fetch: async () => (server.bundles ? { ok: true, value: { bundles: [...server.bundles] } } : noAnswer),
    changed() {},
  })
  const blocks = createBlocks({
    contacts,
    async tell(name, blocked) {
      if (!server.bundles) return noAnswer
      server.told.push([name, blocked])
      return { ok: true, value: null }
    },
  })
  return { server, contacts, blocks }
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
