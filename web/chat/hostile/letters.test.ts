import { describe, expect, it } from 'vitest'
import { outerToBytes, OUTER_LENGTH } from '../../../protocol/envelope.ts'
import { createPerson, outerOf } from '../../seal/testing/people.ts'
import { flip, forge, pack, rewrite, unpack } from '../testing/letters.ts'
import { pagesOf, readsOnly, swapped, tampering, type MailScene } from '../testing/mail-scene.ts'
import { createFileStage } from '../testing/file-stage.ts'
import { eventually } from '../testing/eventually.ts'

const stage = createFileStage()

async function scene(): Promise<MailScene> {
  const [alice, bob, carol] = await stage.cast(['alice', 'bob', 'carol'])
  return { alice, bob, carol }
}

const cases: readonly (readonly [string, (of: MailScene) => Promise<void>])[] = [
  ['changes a byte of the text', tampering((letter) => ({ ...letter, envelope: flip(letter.envelope, 100) }))],
  ['changes a byte of the tag', tampering((letter) => ({ ...letter, envelope: flip(letter.envelope, -1) }))],
  ['changes the encapsulated key', tampering((letter) => ({ ...letter, envelope: flip(letter.envelope, 60) }))],
  ['changes the message id in the header', tampering((letter) => ({ ...letter, envelope: flip(letter.envelope, 5) }))],
  ['changes the version', tampering((letter) => ({ ...letter, envelope: flip(letter.envelope, 0) }))],
  ['names another prekey', swapped({ prekeyId: 77 })],
  ['cuts a letter short', tampering((letter) => ({ ...letter, envelope: letter.envelope.slice(0, -1) }))],
  ['empties a letter', tampering((letter) => ({ ...letter, envelope: new Uint8Array() }))],
  ['adds to a letter', tampering((letter) => ({ ...letter, envelope: new Uint8Array([...letter.envelope, 0]) }))],
  [
    'reads the mail',
    async (of) => {
      await of.alice.say(of.bob, 'attack at dawn')
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['attack at dawn']))
      const seen = [
        ...of.alice.server.asked('mail:put').map(({ envelope }) => new Uint8Array(envelope)),
        ...of.bob.server.sent('mail:arrived').map(({ envelopes }) => envelopes),
      ]
      expect(seen.length).toBeGreaterThanOrEqual(2)
      for (const bytes of seen) expect(Buffer.from(bytes).includes('dawn')).toBe(false)
    },
  ],
  [
    'tells long texts from short ones of one size class',
    async ({ alice, bob }) => {
      await alice.say(bob, 'n')
      await alice.say(bob, 'y'.repeat(60))
      await eventually(() => expect(alice.server.asked('mail:put')).toHaveLength(2))
      const lengths = alice.server.asked('mail:put').map(({ envelope }) => envelope.byteLength)
      expect(new Set(lengths).size).toBe(1)
    },
  ],
  [
    'delivers a letter twice in one page',
    async (of) => {
      of.bob.server.onFact('mail:arrived', (page) => [pack([...unpack(page), ...unpack(page)])])
      await of.alice.say(of.bob, 'once')
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['once']))
      await readsOnly(of, 'once')
    },
  ],
  [
    'replays a letter after it was acked',
    async (of) => {
      await of.alice.say(of.bob, 'once')
      await eventually(() => expect(of.alice.delivery(of.bob, 'once')?.state).toBe('delivered'))
      for (const page of of.bob.server.sent('mail:arrived')) of.bob.server.tell('mail:arrived', page)
      await readsOnly(of, 'once')
    },
  ],
  [
    'replays a letter in the next session',
    async (of) => {
      await of.alice.say(of.bob, 'once')
      await eventually(() => expect(of.alice.delivery(of.bob, 'once')?.state).toBe('delivered'))
      await of.bob.signOut()
      await of.bob.signIn()
      for (const page of of.bob.server.sent('mail:arrived')) of.bob.server.tell('mail:arrived', page)
      await readsOnly(of, 'once')
    },
  ],
  [
    "delivers alice's letter as carol's",
    async (of) => {
      of.bob.server.onFact('mail:arrived', (page) => [rewrite(page, (letter) => ({ ...letter, from: of.carol.name }))])
      await of.alice.say(of.bob, 'from whom?')
      await eventually(() => expect(of.bob.server.asked('mail:ack')).toHaveLength(1))
      expect([...of.bob.read(of.carol), ...of.bob.read(of.alice)]).toEqual([])
      await eventually(() =>
        expect(of.alice.delivery(of.bob, 'from whom?')).toEqual({ state: 'failed', reason: 'rejected' }),
      )
      await readsOnly(of)
      expect(of.bob.read(of.carol)).toEqual([])
    },
  ],
  [
    'delivers a letter to somebody it is not for',
    async (of) => {
      await of.alice.say(of.bob, 'for bob')
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['for bob']))
      for (const page of of.bob.server.sent('mail:arrived')) of.carol.server.tell('mail:arrived', page)
      await eventually(() => expect(of.carol.server.asked('mail:ack')).toHaveLength(1))
      expect(of.carol.server.asked('mail:ack')[0]?.proofs).toEqual([null])
      expect(of.carol.read(of.alice)).toEqual([])
    },
  ],
  [
    'sends a letter back to its writer as the answer',
    async (of) => {
      await of.alice.say(of.bob, 'echo?')
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['echo?']))
      for (const page of of.bob.server.sent('mail:arrived'))
        of.alice.server.tell(
          'mail:arrived',
          rewrite(page, (letter) => ({ ...letter, from: of.bob.name })),
        )
      await eventually(() => expect(of.alice.server.asked('mail:ack')).toHaveLength(1))
      expect(of.alice.read(of.bob)).toEqual([])
    },
  ],
  [
    "writes a letter itself in alice's name",
    async (of) => {
      const imposter = await createPerson(of.alice.name)
      const letter = await forge(imposter.sealer, of.alice.name, of.bob.bundle(), 'send money')
      of.bob.server.tell('mail:arrived', pack([letter]))
      await readsOnly(of)
    },
  ],
  [
    "writes a letter itself and puts alice's device on it",
    async (of) => {
      const imposter = await createPerson(of.alice.name)
      const letter = await forge(imposter.sealer, of.alice.name, of.bob.bundle(), 'send money')
      await of.alice.say(of.bob, 'hello')
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['hello']))
      const [page] = of.bob.server.sent('mail:arrived')
      const { fromDevice } = outerOf(unpack(page ?? pack([]))[0]?.envelope ?? new Uint8Array())
      const header = outerToBytes({ ...outerOf(letter.envelope), fromDevice })
      const envelope = new Uint8Array([...header, ...letter.envelope.subarray(OUTER_LENGTH)])
      of.bob.server.tell('mail:arrived', pack([{ ...letter, envelope }]))
      await readsOnly(of, 'hello')
    },
  ],
  [
    'delivers letters in the wrong order',
    async (of) => {
      const [page] = await pagesOf(of, 'one', 'two', 'three')
      for (const letter of unpack(page ?? pack([])).toReversed()) of.bob.server.tell('mail:arrived', pack([letter]))
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['one', 'two', 'three']))
      await readsOnly(of, 'one', 'two', 'three')
      expect(of.bob.missing(of.alice)).toBe(0)
    },
  ],
  [
    'takes the answer to each of two letters for the other',
    async (of) => {
      const [page] = await pagesOf(of, 'one', 'two')
      const [one, two] = page ? unpack(page) : []
      if (one && two) {
        of.bob.server.tell('mail:arrived', pack([{ ...one, number: two.number }]))
        of.bob.server.tell('mail:arrived', pack([{ ...two, number: one.number }]))
      }
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['one', 'two']))
      await readsOnly(of, 'one', 'two')
      await eventually(() => expect(of.alice.delivery(of.bob, 'the end')?.state).toBe('delivered'))
      for (const text of ['one', 'two']) expect(of.alice.delivery(of.bob, text)?.state).toBe('stored')
    },
  ],
  [
    'drops the second of three letters, which shows as a gap',
    async (of) => {
      const [page] = await pagesOf(of, 'one', 'two', 'three')
      for (const letter of unpack(page ?? pack([])).toSpliced(1, 1)) of.bob.server.tell('mail:arrived', pack([letter]))
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['one', 'three']))
      await eventually(() => expect(of.bob.missing(of.alice)).toBe(1))
      expect(of.alice.delivery(of.bob, 'two')?.state).toBe('stored')
    },
  ],
  [
    'delivers what a blocked person writes',
    async (of) => {
      await of.alice.say(of.bob, 'first')
      await eventually(() => expect(of.bob.read(of.alice)).toEqual(['first']))
      await of.alice.signOut()
      of.bob.server.onCommand('block:set', () => ({ value: null }))
      await of.bob.chat.setBlocked(of.alice.name, true)
      await eventually(() => expect(of.bob.contact(of.alice).blocked).toBe(true))
      await of.alice.signIn()
      await of.alice.say(of.bob, 'let me in')
      await eventually(() => expect(of.alice.delivery(of.bob, 'let me in')?.state).toBe('failed'))
      expect(of.bob.read(of.alice)).toEqual(['first'])
    },
  ],
  [
    "is honest, while bob answers under the id of alice's own letter",
    async ({ alice, bob }) => {
      await alice.say(bob, 'I owe you five')
      await eventually(() => expect(alice.delivery(bob, 'I owe you five')?.state).toBe('delivered'))
      const { id } = outerOf(new Uint8Array(alice.server.asked('mail:put')[0]?.envelope ?? new Uint8Array()))
      const letter = await forge(await bob.keys(), bob.name, alice.bundle(), 'you owe me fifty', id)
      expect(
        await bob.server.ask('mail:put', { to: alice.name, envelope: new Uint8Array(letter.envelope) }),
      ).toMatchObject({
        ok: true,
      })
      await bob.say(alice, 'the end')
      await eventually(() => expect(alice.read(bob)).toContain('the end'))
      expect(alice.messages(bob).map(({ text }) => text)).toEqual(['I owe you five', 'the end'])
    },
  ],
]

describe('a server that', () => {
  it.each(cases)('%s', async (_, attack) => attack(await scene()))
})
