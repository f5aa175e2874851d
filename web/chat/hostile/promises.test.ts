import { describe, expect, it } from 'vitest'
import type { ErrorKind } from '../../../protocol/errors.ts'
import { outerOf } from '../../seal/testing/people.ts'
import { randomText } from '../testing/letters.ts'
import { createFileStage } from '../testing/file-stage.ts'
import { eventually } from '../testing/eventually.ts'
import type { Actor } from '../testing/stage.ts'

// What a server may claim about letters it was given. Refusing service is in its power; lying about delivery is not.

const stage = createFileStage()

interface Scene {
  readonly alice: Actor
  readonly bob: Actor
  readonly carol: Actor
}

/** A letter lies at the server; nobody was told of it. Its id. */
async function stored({ alice, bob }: Scene, text: string): Promise<string> {
  bob.server.onFact('mail:arrived', () => [])
  await alice.say(bob, text)
  await eventually(() => expect(alice.delivery(bob, text)?.state).toBe('stored'))
  return outerOf(new Uint8Array(alice.server.asked('mail:put').at(-1)?.envelope ?? new Uint8Array())).id
}

/** A true receipt behind the forged one: when it is applied, the forged one was dealt with. */
async function hearsTruth(of: Scene): Promise<void> {
  of.alice.server.repent()
  of.bob.server.repent()
  await of.bob.signOut()
  await of.bob.signIn()
  await of.alice.say(of.bob, 'the truth')
  await eventually(() => expect(of.alice.delivery(of.bob, 'the truth')?.state).toBe('delivered'))
}

/** The server says that the letter was opened; nobody believes it until it was. */
function receipt(of: (scene: Scene, id: string) => object): (scene: Scene) => Promise<void> {
  return async (scene) => {
    const { alice, bob } = scene
    const id = await stored(scene, 'text')
    expect(alice.server.tell('receipt:issued', { receipts: [of(scene, id)] })).toBe(true)
    await eventually(() => expect(alice.server.asked('receipt:ack').length).toBeGreaterThan(0))
    expect(alice.delivery(bob, 'text')?.state).toBe('stored')
    await hearsTruth(scene)
    await eventually(() => expect(alice.delivery(bob, 'text')?.state).toBe('delivered'))
  }
}

const opened = (proof: string) => ({ outcome: 'opened', proof })

/** The server gives up on a letter. It cannot be kept from that, but it shows, and the truth can still be told: by itself, or when the user tries again. */
function givesUp(outcome: string, shown: object): (scene: Scene) => Promise<void> {
  return async (scene) => {
    const { alice, bob } = scene
    const id = await stored(scene, 'text')
    alice.server.tell('receipt:issued', { receipts: [{ to: bob.name, id, outcome: { outcome } }] })
    await eventually(() => expect(alice.delivery(bob, 'text')).toEqual(shown))
    await hearsTruth(scene)
    const [message] = alice.messages(bob)
    if (message && outcome === 'expired') await alice.chat.retry(message.id)
    await eventually(() => expect(alice.delivery(bob, 'text')?.state).toBe('delivered'))
    await eventually(() => expect(bob.read(alice)).toEqual(['text', 'the truth']))
  }
}

function refuses(kind: ErrorKind, reason: string): (scene: Scene) => Promise<void> {
  return async ({ alice, bob }) => {
    alice.server.onCommand('mail:put', () => kind)
    await alice.say(bob, 'text')
    await eventually(() => expect(alice.delivery(bob, 'text')).toEqual({ state: 'failed', reason }))
    alice.server.repent()
    const [message] = alice.messages(bob)
    if (message) await alice.chat.retry(message.id)
    await eventually(() => expect(bob.read(alice)).toEqual(['text']))
  }
}

const cases: readonly (readonly [string, (of: Scene) => Promise<void>])[] = [
  [
    'claims delivery with a proof it made up',
    receipt(({ bob }, id) => ({ to: bob.name, id, outcome: opened(randomText(32)) })),
  ],
  [
    'claims delivery with the message id as proof',
    receipt(({ bob }, id) => ({ to: bob.name, id, outcome: opened(`${id}${id}`.slice(0, 42) + 'A') })),
  ],
  [
    'claims delivery to somebody else',
    receipt(({ carol }, id) => ({ to: carol.name, id, outcome: opened(randomText(32)) })),
  ],
  [
    'claims delivery of a letter that was never written',
    receipt(({ bob }) => ({ to: bob.name, id: randomText(16), outcome: opened(randomText(32)) })),
  ],
  [
    'claims delivery with the proof of another letter',
    async (scene) => {
      const { alice, bob } = scene
      await alice.say(bob, 'first')
      await eventually(() => expect(alice.delivery(bob, 'first')?.state).toBe('delivered'))
      const [told] = alice.server.sent('receipt:issued').flatMap(({ receipts }) => receipts)
      const id = await stored(scene, 'second')
      alice.server.tell('receipt:issued', { receipts: [{ ...told, id }] })
      await eventually(() => expect(alice.server.asked('receipt:ack')).toHaveLength(2))
      expect(alice.delivery(bob, 'second')?.state).toBe('stored')
    },
  ],
  [
    'replays a true receipt',
    async ({ alice, bob }) => {
      await alice.say(bob, 'text')
      await eventually(() => expect(alice.delivery(bob, 'text')?.state).toBe('delivered'))
      const before = alice.delivery(bob, 'text')
      for (const issued of alice.server.sent('receipt:issued')) alice.server.tell('receipt:issued', issued)
      await eventually(() => expect(alice.server.asked('receipt:ack')).toHaveLength(2))
      expect(alice.delivery(bob, 'text')).toEqual(before)
    },
  ],
  [
    'takes back a delivery',
    async ({ alice, bob }) => {
      await alice.say(bob, 'text')
      await eventually(() => expect(alice.delivery(bob, 'text')?.state).toBe('delivered'))
      const [told] = alice.server.sent('receipt:issued').flatMap(({ receipts }) => receipts)
      alice.server.tell('receipt:issued', { receipts: [{ ...told, outcome: { outcome: 'rejected' } }] })
      await eventually(() => expect(alice.server.asked('receipt:ack')).toHaveLength(2))
      expect(alice.delivery(bob, 'text')?.state).toBe('delivered')
    },
  ],
  [
    'answers that a new letter was delivered before',
    async ({ alice, bob }) => {
      alice.server.onReply('mail:put', (_, { to, envelope }) => ({
        state: 'settled',
        receipt: { to, id: outerOf(new Uint8Array(envelope)).id, outcome: opened(randomText(32)) },
      }))
      await alice.say(bob, 'text')
      await eventually(() => expect(bob.read(alice)).toEqual(['text']))
      // The true receipt came by another way.
      await eventually(() => expect(alice.delivery(bob, 'text')?.state).toBe('delivered'))
      bob.server.onFact('mail:arrived', () => [])
      await alice.say(bob, 'unread')
      await eventually(() => expect(alice.server.asked('mail:put')).toHaveLength(2))
      expect(alice.delivery(bob, 'unread')?.state).not.toBe('delivered')
    },
  ],
  [
    'takes a letter and throws it away: it stays stored, never delivered, and the next one shows the gap',
    async ({ alice, bob }) => {
      await alice.say(bob, 'first')
      await eventually(() => expect(bob.read(alice)).toEqual(['first']))
      alice.server.onCommand('mail:put', () => ({ value: { state: 'stored' } }))
      await alice.say(bob, 'lost')
      await eventually(() => expect(alice.delivery(bob, 'lost')?.state).toBe('stored'))
      alice.server.repent()
      await alice.say(bob, 'third')
      await eventually(() => expect(bob.read(alice)).toEqual(['first', 'third']))
      await eventually(() => expect(bob.missing(alice)).toBe(1))
      expect(alice.delivery(bob, 'lost')?.state).toBe('stored')
    },
  ],
  [
    'keeps receipts to itself',
    async ({ alice, bob }) => {
      alice.server.onFact('receipt:issued', () => [])
      await alice.say(bob, 'text')
      await eventually(() => expect(bob.read(alice)).toEqual(['text']))
      await eventually(() => expect(alice.server.sent('receipt:issued')).toHaveLength(1))
      expect(alice.delivery(bob, 'text')?.state).toBe('stored')
    },
  ],
  [
    'says for ever that the keys of a recipient are outdated: the client does not spin',
    async ({ alice, bob }) => {
      alice.server.onCommand('mail:put', () => 'stale-bundle')
      const begun = performance.now()
      await alice.say(bob, 'text')
      await eventually(() => expect(alice.server.asked('mail:put').length).toBeGreaterThan(2))
      expect(alice.server.asked('mail:put').length).toBeLessThan(4 + (performance.now() - begun) / 500)
      expect(alice.delivery(bob, 'text')?.state).not.toBe('delivered')
      alice.server.repent()
      await eventually(() => expect(bob.read(alice)).toEqual(['text']))
    },
  ],
  ['says that keys were lost, which shows as failed', givesUp('keys-lost', { state: 'failed', reason: 'keys-lost' })],
  [
    'says that a letter was rejected, which shows as failed',
    givesUp('rejected', { state: 'failed', reason: 'rejected' }),
  ],
  ['says that a letter expired, which shows as expired', givesUp('expired', { state: 'expired' })],
  ['says that the sender is blocked, which shows as failed', refuses('blocked', 'blocked')],
  ['says that a mailbox is full, which shows as failed', refuses('mailbox-full', 'mailbox-full')],
  ['says that nobody has the name, which shows as failed', refuses('no-such-user', 'no-such-user')],
  ['says that a letter is malformed, which shows as failed', refuses('bad-payload', 'too-big')],
]

describe('a server that', () => {
  it.each(cases)('%s', async (_, attack) => {
    const [alice, bob, carol] = await stage.cast(['alice', 'bob', 'carol'])
    await attack({ alice, bob, carol })
  })
})
