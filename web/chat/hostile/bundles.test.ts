import { describe, expect, it } from 'vitest'
import { bytesToText } from '../../../protocol/bytes.ts'
import { createPerson, outerOf } from '../../seal/testing/people.ts'
import { UNIVERSAL_SIGNATURE, WEAK_KEYS } from '../../seal/testing/weak-keys.ts'
import {
  acquainted,
  atFirstContact,
  later,
  lineage,
  renewedPrekey,
  serve,
  tellsChange,
  type KeyScene,
} from '../testing/key-scene.ts'
import { forge, pack, randomText } from '../testing/letters.ts'
import { createFileStage } from '../testing/file-stage.ts'
import { eventually } from '../testing/eventually.ts'

// A server that hands out other keys than it was given.

const stage = createFileStage()

const cases: readonly (readonly [string, (of: KeyScene) => Promise<void>])[] = [
  [
    'swaps the identity key',
    atFirstContact(({ bob, fake }) => ({ ...bob.bundle(), identityKey: fake.sealer.identityKey })),
  ],
  [
    'swaps the prekey',
    atFirstContact(({ bob, fake }) => ({
      ...bob.bundle(),
      prekey: { ...bob.bundle().prekey, key: fake.bundle.prekey.key },
    })),
  ],
  ['swaps prekey and signature', atFirstContact(({ bob, fake }) => ({ ...bob.bundle(), prekey: fake.bundle.prekey }))],
  [
    'renumbers the prekey',
    atFirstContact(({ bob }) => ({ ...bob.bundle(), prekey: { ...bob.bundle().prekey, id: 9 } })),
  ],
  [
    'strips the signature of the prekey',
    atFirstContact(({ bob }) => ({
      ...bob.bundle(),
      prekey: { ...bob.bundle().prekey, signature: bytesToText(new Uint8Array(64)) },
    })),
  ],
  [
    "hands out carol's keys under bob's name",
    atFirstContact(({ bob, carol }) => ({ ...carol.bundle(), name: bob.name })),
  ],
  [
    'adds a recovery key that bob never named',
    atFirstContact(({ bob, fake }) => ({
      ...bob.bundle(),
      recovery: { key: fake.sealer.identityKey, endorsement: randomText(64) },
    })),
  ],
  [
    'presents weak identity keys with the signature that fits all',
    async (of) => {
      const { alice, bob, fake } = of
      for (const [index, identityKey] of WEAK_KEYS.entries()) {
        serve(of, { ...fake.bundle, identityKey, prekey: { ...fake.bundle.prekey, signature: UNIVERSAL_SIGNATURE } })
        await eventually(() => {
          alice.contact(bob)
          expect(alice.server.asked('bundle:fetch')).toHaveLength(index + 1)
        })
      }
      alice.server.repent()
      await acquainted(of)
      expect(alice.contact(bob)).toMatchObject({ identityKey: bob.bundle().identityKey, changed: null })
    },
  ],
  ['swaps the prekey later', later(({ bob, fake }) => ({ ...bob.bundle(), prekey: fake.bundle.prekey }))],
  ['presents its key as recovered, with a succession nobody signed', later((of) => lineage(of))],
  [
    'presents its key as recovered, by a weak recovery key',
    async (of) => {
      const { alice, bob } = of
      await acquainted(of)
      const weak = { key: WEAK_KEYS[0], endorsement: UNIVERSAL_SIGNATURE }
      serve(of, await lineage(of, { recovery: weak, signature: UNIVERSAL_SIGNATURE }))
      alice.server.onCommand('mail:put', () => 'stale-bundle')
      await alice.say(bob, 'secret')
      await eventually(() => expect(alice.server.asked('bundle:fetch')).toHaveLength(2))
      expect(alice.contact(bob)).toMatchObject({ identityKey: bob.bundle().identityKey, changed: null })
      alice.server.repent()
      await eventually(() => expect(bob.read(alice)).toEqual(['hello', 'secret']))
    },
  ],
  [
    'presents a lineage that ends in another key',
    later(async (of) => lineage(of, { to: of.bob.bundle().identityKey })),
  ],
  ['presents a lineage that leads in a circle', later(async (of) => lineage(of, { from: of.fake.sealer.identityKey }))],
  ['presents keys of its own', tellsChange(({ fake }) => fake.bundle)],
  [
    'presents a true lineage that does not begin at the known key',
    tellsChange(async ({ fake, bob }) => {
      const phrase = await fake.sealer.createPhrase()
      const recovery = await fake.sealer.endorseRecovery(phrase)
      const heir = await createPerson(bob.name)
      const words = await heir.sealer.succeed(phrase, { identityKey: fake.sealer.identityKey, recovery })
      if (!words) throw new Error('the phrase does not fit')
      const next = { key: recovery.key, endorsement: words.nextEndorsement }
      return { ...heir.bundle, recovery: next, lineage: [words.succession] }
    }),
  ],
  [
    'writes under a key of its own before anybody has accepted it',
    async (of) => {
      const { alice, bob, fake } = of
      await acquainted(of)
      serve(of, fake.bundle)
      const letter = await forge(fake.sealer, bob.name, alice.bundle(), 'it is me, new phone')
      alice.server.tell('mail:arrived', pack([letter]))
      await eventually(() => expect(alice.contact(bob).changed).toEqual({ recovered: false }))
      await eventually(() => expect(alice.server.asked('mail:ack')).toHaveLength(1))
      expect(alice.read(bob)).toEqual([])
      expect(alice.chat.conversations.get().find(({ id }) => id === bob.name)?.unread).toBe(0)
      const history = await alice.chat.history()
      expect(history.flatMap(({ messages }) => messages).map(({ text }) => text)).toEqual(['hello'])
    },
  ],
  [
    'shows a new device in the roster and keys of its own behind it',
    async (of) => {
      const { alice, bob, fake } = of
      await acquainted(of)
      serve(of, fake.bundle)
      const entry = { name: bob.name, device: fake.sealer.device, online: true, lastSeen: 1, revision: 1e9 }
      alice.server.tell('presence:changed', { entries: [entry] })
      await eventually(() => expect(alice.contact(bob).changed).toEqual({ recovered: false }))
    },
  ],
  [
    'shows a device in the roster that nobody has',
    async (of) => {
      const { alice, bob } = of
      await acquainted(of)
      const entry = { name: bob.name, device: randomText(16), online: true, lastSeen: 1, revision: 1e9 }
      const before = alice.server.asked('bundle:fetch').length
      alice.server.tell('presence:changed', { entries: [entry] })
      await eventually(() => expect(alice.server.asked('bundle:fetch').length).toBeGreaterThan(before))
      await alice.say(bob, 'still you')
      await eventually(() => expect(bob.read(alice)).toEqual(['hello', 'still you']))
      expect(alice.contact(bob).changed).toBeNull()
    },
  ],
  [
    'slips in keys of somebody who was not asked for',
    async (of) => {
      const { alice, bob, carol } = of
      const fakeCarol = await createPerson(carol.name)
      alice.server.onReply('bundle:fetch', ({ bundles }) => ({ bundles: [...bundles, fakeCarol.bundle] }))
      await acquainted(of)
      alice.server.repent()
      expect(alice.contact(carol).identityKey).not.toBe(fakeCarol.sealer.identityKey)
      await alice.say(carol, 'for carol')
      await eventually(() => expect(carol.read(alice)).toEqual(['for carol']))
      expect(alice.contact(bob).changed).toBeNull()
    },
  ],
  [
    'answers with two keys at once: the second never replaces the first unseen',
    async (of) => {
      const { alice, bob, fake } = of
      serve(of, bob.bundle(), fake.bundle)
      await eventually(() => expect(alice.contact(bob).changed).toEqual({ recovered: false }))
      expect(alice.contact(bob).identityKey).toBe(bob.bundle().identityKey)
    },
  ],
  [
    'goes back to an older prekey of bob',
    async (of) => {
      const { alice, bob } = of
      const old = bob.bundle()
      const newest = await renewedPrekey(bob)
      await acquainted(of)
      serve(of, old)
      alice.server.onCommand('mail:put', () => 'stale-bundle')
      await alice.say(bob, 'secret')
      await eventually(() => expect(alice.server.asked('mail:put').length).toBeGreaterThan(2))
      const used = alice.server.asked('mail:put').map(({ envelope }) => outerOf(new Uint8Array(envelope)).prekeyId)
      expect(new Set(used)).toEqual(new Set([newest]))
    },
  ],
  [
    'denies that bob exists',
    async (of) => {
      serve(of)
      await of.alice.say(of.bob, 'hello')
      await eventually(() =>
        expect(of.alice.delivery(of.bob, 'hello')).toEqual({ state: 'failed', reason: 'no-such-user' }),
      )
    },
  ],
]

describe('a server that', () => {
  it.each(cases)('%s', async (_, attack) => {
    const [alice, bob, carol] = await stage.cast(['alice', 'bob', 'carol'])
    await attack({ alice, bob, carol, fake: await createPerson(bob.name) })
  })
})
