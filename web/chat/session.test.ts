import { beforeAll, expect, it } from 'vitest'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import type { Sealer } from './ports/sealer.ts'
import type { ServerFact } from './ports/server-link.ts'
import { StorageError } from './ports/storage.ts'
import { createSession } from './session.ts'
import type { SessionState } from './session-state.ts'
import { createScriptedServer, type ScriptedServer } from './testing/scripted-server.ts'
import { createTabsOfOne, type TabsOfOne } from './testing/tabs-of-one.ts'

let alice: TestPerson

beforeAll(async () => {
  alice = await createPerson('alice')
})

/** What alice's session comes to, and what it hears of a server that says this at once. */
async function play(
  saysAtOnce: readonly ServerFact[],
  currentPrekey?: Sealer['currentPrekey'],
  goOn?: (server: ScriptedServer, browser: TabsOfOne) => Promise<void>,
) {
  const { name, sealer, bundle } = alice
  const browser = createTabsOfOne()
  const server = createScriptedServer(browser.clock)
  server.saysAtOnce = saysAtOnce
  const heard: string[] = []
  const states: SessionState[] = []
  createSession(
    { name, address: 'https://chat.example', persistent: goOn !== undefined },
    {
      link: server.link,
      clock: browser.clock,
      randomBytes: (length) => new Uint8Array(length),
      sealer: {
        ...sealer,
        signChallenge: async () => 'signature',
        currentPrekey: currentPrekey ?? (async () => ({ prekey: bundle.prekey, superseded: [] })),
      },
      code: () => undefined,
    },
    {
      changed(state) {
        heard.push(state.state)
        states.push(state)
      },
      welcomed: () => heard.push('welcomed'),
      heard: ({ event }) => heard.push(event),
    },
  )
  await browser.crank(50)
  await goOn?.(server, browser)
  return { heard, last: states.at(-1) }
}

it('hears what comes in one breath with the answer to its sign-in, after it was welcomed', async () => {
  const { heard } = await play([
    { event: 'mail:arrived', fact: { first: 1, from: [], storedAt: [], lengths: [], envelopes: new Uint8Array() } },
  ])
  expect(heard).toEqual(['connecting', 'signingIn', 'signedIn', 'welcomed', 'mail:arrived'])
})

it.each([
  [new DOMException('Unrecognized name.', 'NotSupportedError'), { kind: 'keys' }],
  [new StorageError('quota-exceeded'), { kind: 'storage', problem: 'quota-exceeded' }],
])('does not call it the refusal of a server when no prekey is made: %s', async (error, problem) => {
  const { last } = await play([], () => Promise.reject(error))
  expect(last).toEqual({ state: 'ended', end: { why: 'unable', problem } })
})

it('is not ended by keys that failed for a connection which was lost meanwhile', async () => {
  const failures: (() => void)[] = []
  const currentPrekey = () =>
    new Promise<never>((_, reject) => failures.push(() => reject(new StorageError('unavailable'))))
  const { last } = await play([], currentPrekey, async (server, browser) => {
    server.lose()
    while (failures.length < 2) await browser.crank(10)
    failures[0]?.()
    await browser.crank(10)
  })
  expect(last).toMatchObject({ state: 'signingIn' })
})
