import { describe, expect, it } from 'vitest'
import { PROTOCOL_VERSION } from '../../../protocol/version.ts'
import { createPerson } from '../../seal/testing/people.ts'
import { forge, pack, randomText } from '../testing/letters.ts'
import { createFileStage } from '../testing/file-stage.ts'
import { eventually } from '../testing/eventually.ts'
import type { Actor } from '../testing/stage.ts'

// A server that plays with the session itself: challenge, welcome, roster, end.

const stage = createFileStage()

/** Signs in and waits for the end that the page shows. */
async function endsAs({ chat, name }: Actor, notice: object): Promise<void> {
  await chat.signIn(name, stage.url())
  await eventually(() => expect(chat.session.get()).toMatchObject({ state: 'signedOut', notice }))
}

const problem = (of: object) => ({ kind: 'problem', problem: of })

const cases: readonly (readonly [string, (alice: Actor, bob: Actor) => Promise<void>])[] = [
  ...[PROTOCOL_VERSION - 1, PROTOCOL_VERSION + 1].map(
    (protocolVersion) =>
      [
        `speaks version ${protocolVersion - PROTOCOL_VERSION} from ours: nothing is signed for it`,
        async (alice: Actor) => {
          alice.server.onFact('session:challenged', (challenge) => [{ ...challenge, protocolVersion }])
          await endsAs(alice, problem({ kind: 'wrong-version', theirs: protocolVersion }))
          expect(alice.server.commands).toEqual([])
        },
      ] as const,
  ),
  [
    'uses a captured sign-in on another connection: the signature is for one nonce',
    async (alice, bob) => {
      await alice.signIn()
      await bob.signIn()
      const [payload] = alice.server.asked('session:sign-in')
      if (!payload) throw new Error('nobody signed in')
      await alice.signOut()
      const thief = stage.actor(bob.name, { peerLinks: false })
      thief.server.onFact('session:challenged', () => [])
      void thief.chat.signIn(bob.name, stage.url())
      await eventually(() => expect(thief.server.sent('session:challenged')).toHaveLength(1))
      expect(await thief.server.ask('session:sign-in', payload)).toMatchObject({
        ok: false,
        error: { kind: 'bad-signature' },
      })
    },
  ],
  [
    'passes on the challenge of another server: the signature names the address that was dialled',
    async (alice, bob) => {
      await bob.signIn()
      const victim = stage.actor(bob.name, { peerLinks: false })
      victim.server.onFact('session:challenged', () => [])
      void victim.chat.signIn(bob.name, stage.url())
      await eventually(() => expect(victim.server.sent('session:challenged')).toHaveLength(1))
      const [challenge] = victim.server.sent('session:challenged')
      alice.server.onFact('session:challenged', () => [challenge])
      // The same machine under an address that is not one of this server's.
      void alice.chat.signIn(alice.name, stage.url().replace('localhost', '[::ffff:127.0.0.1]'))
      await eventually(() => expect(alice.server.asked('session:sign-in')).toHaveLength(1))
      const [payload] = alice.server.asked('session:sign-in')
      if (!payload) throw new Error('nobody signed in')
      expect(await victim.server.ask('session:sign-in', payload)).toMatchObject({
        ok: false,
        error: { kind: 'bad-signature' },
      })
    },
  ],
  [
    'challenges again while signed in: only one nonce is signed',
    async (alice) => {
      await alice.signIn()
      const signIns = alice.server.asked('session:sign-in').length
      alice.server.tell('session:challenged', { ...alice.server.sent('session:challenged')[0], nonce: randomText(32) })
      await alice.signOut()
      expect(alice.server.asked('session:sign-in')).toHaveLength(signIns)
    },
  ],
  [
    'tells mail, posts, people and typing before the sign-in: nothing is believed',
    async (alice, bob) => {
      await bob.signIn()
      alice.server.onCommand('session:sign-in', () => 'internal')
      alice.server.onFact('session:challenged', (challenge) => {
        const entry = { name: 'zoe', device: randomText(16), online: true, lastSeen: 1, revision: 1 }
        alice.server.tell('presence:changed', { entries: [entry] })
        alice.server.tell('typing:received', { from: bob.name, to: 'everyone' })
        alice.server.tell('mail:arrived', pack([]))
        alice.server.tell('group:delivered', { items: [] })
        return [challenge]
      })
      await endsAs(alice, problem({ kind: 'refused', error: 'internal' }))
      expect(alice.chat.people.get()).toEqual([])
      expect(alice.server.commands.map(({ event }) => event)).toEqual(['session:sign-in'])
    },
  ],
  [
    'answers the sign-in with garbage, which shows',
    async (alice) => {
      alice.server.onCommand('session:sign-in', () => ({ value: { welcome: 'first', fence: 'x' } }))
      await endsAs(alice, problem({ kind: 'refused', error: 'internal' }))
    },
  ],
  [
    'claims every prekey id: the next sign-in ends in words instead of hanging',
    async (alice) => {
      alice.server.onReply('session:sign-in', (welcome) => ({ ...welcome, prekeyId: Number.MAX_SAFE_INTEGER }))
      await alice.signIn()
      alice.server.tell('server:stopping', {})
      // A sign-in that hangs is not tried again.
      await eventually(() => expect(alice.server.sent('session:challenged').length).toBeGreaterThan(2))
      expect(alice.chat.session.get()).toMatchObject({ state: 'reconnecting' })
      expect(alice.server.asked('session:sign-in')).toHaveLength(1)
    },
  ],
  [
    'says that another sign-in took over, which shows',
    async (alice) => {
      await alice.signIn()
      alice.server.tell('session:superseded', { fence: 99 })
      await eventually(() => expect(alice.chat.session.get()).toMatchObject({ notice: { kind: 'superseded' } }))
    },
  ],
  [
    'hands out a roster without end: the client stops at the page that leads back',
    async (alice, bob) => {
      await bob.signIn()
      alice.server.onReply('session:sign-in', (welcome) => ({ ...welcome, roster: { entries: [], next: 'mm' } }))
      const pages = ['zz', 'aa', 'bb']
      alice.server.onCommand('roster:list', () => ({ value: { entries: [], next: pages.shift() ?? null } }))
      await alice.signIn()
      await alice.say('everyone', 'still here')
      await eventually(() => expect(bob.read('everyone')).toContain('still here'))
      expect(alice.server.asked('roster:list')).toEqual([{ after: 'mm' }, { after: 'zz' }])
    },
  ],
  [
    'lists names that look like others: no schema lets them pass',
    async (alice, bob) => {
      await bob.signIn()
      await alice.signIn()
      for (const name of ['Bob', 'bоb', 'bob\u200B', 'ｂｏｂ', 'everyone', '__proto__', ' bob', 'b', '']) {
        const entry = { name, device: randomText(16), online: true, lastSeen: 1, revision: 1e9 }
        expect(alice.server.tell('presence:changed', { entries: [entry] })).toBe(false)
        expect(alice.server.tell('typing:received', { from: name, to: 'everyone' })).toBe(false)
      }
    },
  ],
  [
    'forgets and replays presence: the newest revision counts',
    async (alice, bob) => {
      await alice.signIn()
      await bob.signIn()
      const person = () => alice.chat.people.get().find(({ name }) => name === bob.name)
      await eventually(() => expect(person()?.online).toBe(true))
      const told = alice.server.sent('presence:changed').slice()
      await bob.signOut()
      await eventually(() => expect(person()?.online).toBe(false))
      for (const fact of told) alice.server.tell('presence:changed', fact)
      const fake = await createPerson(bob.name)
      alice.server.tell('mail:arrived', pack([await forge(fake.sealer, bob.name, alice.bundle(), 'fence')]))
      await eventually(() => expect(alice.server.asked('mail:ack')).toHaveLength(1))
      expect(person()?.online).toBe(false)
    },
  ],
  [
    'shows a blocked person typing',
    async (alice, bob) => {
      await bob.signIn()
      await alice.signIn()
      await eventually(() => expect(alice.chat.people.get().length).toBeGreaterThan(0))
      await alice.chat.setBlocked(bob.name, true)
      await eventually(() => expect(alice.contact(bob).blocked).toBe(true))
      const typing = () => alice.chat.conversations.get().flatMap((each) => each.typing)
      alice.server.tell('typing:received', { from: bob.name, to: alice.name })
      alice.server.tell('typing:received', { from: 'zoe', to: 'everyone' })
      await eventually(() => expect(typing()).toEqual(['zoe']))
    },
  ],
]

describe('a server that', () => {
  it.each(cases)('%s', async (_, attack) => {
    const [alice, bob] = stage.actors(['alice', 'bob'])
    await attack(alice, bob)
  })
})
