import { expect, it } from 'vitest'
import { createPerson } from '../seal/testing/people.ts'
import type { ServerFact } from './ports/server-link.ts'
import { createSession } from './session.ts'
import { createScriptedServer } from './testing/scripted-server.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

it('hears what comes in one breath with the answer to its sign-in, after it was welcomed', async () => {
  const { name, sealer, bundle } = await createPerson('alice')
  const browser = createTabsOfOne()
  const server = createScriptedServer(browser.clock)
  const mail: ServerFact = { event: 'mail:arrived', fact: { letters: [], envelopes: new Uint8Array() } }
  server.saysAtOnce = [mail]
  const heard: string[] = []
  createSession(
    { name, address: 'https://chat.example', persistent: false },
    {
      link: server.link,
      clock: browser.clock,
      randomBytes: (length) => new Uint8Array(length),
      sealer: {
        ...sealer,
        signChallenge: async () => 'signature',
        currentPrekey: async () => ({ prekey: bundle.prekey, superseded: [] }),
      },
    },
    {
      changed: ({ state }) => heard.push(state),
      welcomed: () => heard.push('welcomed'),
      fact: (event) => heard.push(event),
    },
  )
  await browser.crank(50)
  expect(heard).toEqual(['connecting', 'signingIn', 'signedIn', 'welcomed', 'mail:arrived'])
})
