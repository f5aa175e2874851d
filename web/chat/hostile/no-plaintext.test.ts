import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { searchMemory, type MemorySearch } from '../../../server/testing/process-memory.ts'
import { NO_LIMITS, spawnServer, type SpawnedServer } from '../../../server/testing/start-server.ts'
import { eventually } from '../testing/eventually.ts'
import { createStage } from '../testing/stage.ts'

// Two people talk through a server in a process of its own; then everything that it has and had is searched.

/** Letters between two people: delivered, read late, long, not of this alphabet, and one that still lies there. */
const LETTERS = [
  'zanzibar-lantern-one',
  'zanzibar-lantern-two: ünïcödé 🐘🐘🐘',
  `zanzibar-lantern-three ${'lorem-quagmire '.repeat(200)}`.trim(),
  'zanzibar-lantern-four',
]
const WAITING = 'zanzibar-lantern-five'
/** What every letter has in it, so that a piece of one is found too. */
const PIECES = [...LETTERS, WAITING, 'zanzibar-lantern', 'lorem-quagmire']
/** Everyone is an open room: the server has this in the clear, and the search must find it. */
const POST = 'xylophone-harbour-everyone'

let server: SpawnedServer
const stage = createStage(() => server.url)

beforeAll(async () => {
  server = await spawnServer({ args: NO_LIMITS })
}, 30_000)
afterAll(async () => {
  stage.clear()
  await server.stop()
})

/** Which texts lie in the files of a directory, as UTF-8 or as UTF-16. */
async function searchFiles(directory: string, texts: readonly string[]): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = names.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  const contents = await Promise.all(files.map((file) => readFile(file)))
  expect(contents.length).toBeGreaterThan(0)
  return texts.filter((text) =>
    contents.some((bytes) => bytes.includes(text, 0, 'utf8') || bytes.includes(text, 0, 'utf16le')),
  )
}

it('leaves no plaintext of a letter in the server', async (context) => {
  const [alice, bob] = await stage.cast(['alice', 'bob'])
  await alice.say('everyone', POST)
  for (const text of LETTERS.slice(0, 2)) await alice.say(bob, text)
  await bob.say(alice, LETTERS[3] ?? '')
  await eventually(() => expect(bob.read(alice)).toEqual(LETTERS.slice(0, 2)))
  await bob.signOut()
  await alice.say(bob, LETTERS[2] ?? '')
  await eventually(() => expect(alice.delivery(bob, LETTERS[2] ?? '')?.state).toBe('stored'))
  await bob.signIn()
  await eventually(() => expect(bob.read(alice)).toEqual(LETTERS.slice(0, 3)))
  await eventually(() => expect(alice.read(bob)).toEqual([LETTERS[3]]))
  await eventually(() => expect(bob.read('everyone')).toEqual([POST]))
  for (const text of LETTERS.slice(0, 3))
    await eventually(() => expect(alice.delivery(bob, text)).toMatchObject({ state: 'delivered', way: 'mailbox' }))
  await bob.signOut()
  await alice.say(bob, WAITING)
  await eventually(() => expect(alice.delivery(bob, WAITING)?.state).toBe('stored'))

  const memory: MemorySearch = await searchMemory(server.pid, [POST, ...PIECES])
  if (memory.readable) {
    expect(memory.bytes).toBeGreaterThan(10_000_000)
    expect(memory.found).toEqual([POST])
  }
  expect(await searchFiles(server.data, [POST, ...PIECES])).toEqual([POST])
  for (const text of PIECES) expect(server.said()).not.toContain(text)
  await server.kill()
  expect(await searchFiles(server.data, [POST, ...PIECES])).toEqual([POST])
  if (!memory.readable) context.skip(`files and logs are clean; the memory could not be searched: ${memory.why}`)
})
