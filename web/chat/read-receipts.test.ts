import { expect, it } from 'vitest'
import { bytesToMessageId } from '../../protocol/ids.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually } from './testing/eventually.ts'
import { randomText } from './testing/letters.ts'
import { type Actor, realClock } from './testing/stage.ts'

const stage = createFileStage()

/** Alice, who tells what she has read, and bob, of whom she has got these texts. */
async function readers(texts: readonly string[]): Promise<readonly [Actor, Actor]> {
  const [alice, bob] = await stage.cast(['alice', 'bob'])
  alice.chat.setPrivacy({ ...alice.chat.privacy.get(), sendRead: true })
  for (const text of texts) await bob.say(alice, text)
  await eventually(() => expect(alice.read(bob)).toEqual(texts))
  return [alice, bob]
}

const seesOnline = ({ chat }: Actor, other: Actor) => chat.people.get().find(({ name }) => name === other.name)?.online

it('tells who was away what was read meanwhile, and no more, when they come', async () => {
  const [alice, bob] = await readers(['one', 'two'])
  await bob.signOut()
  await eventually(() => expect(seesOnline(alice, bob)).toBe(false))
  alice.chat.markRead(bob.name)
  expect(alice.server.asked('mail:put')).toEqual([])
  // Three comes after that, and before bob is seen again.
  alice.server.onFact('presence:changed', () => [])
  await bob.signIn()
  await bob.say(alice, 'three')
  await eventually(() => expect(alice.read(bob)).toContain('three'))
  alice.server.repent()
  await bob.signOut()
  await bob.signIn()
  await eventually(() => expect(bob.readUpTo(alice)).toBe(2))
})

it('tells it also when its page was left meanwhile', async () => {
  const { name } = stage.actors(['ann'])[0]
  const home = createMemoryHome(realClock.wallTime)
  const page = () => stage.actor(name, { peerLinks: false, home })
  const [first, second, [bob]] = [page(), page(), await stage.cast(['bob'])]
  await first.signIn()
  first.chat.setPrivacy({ ...first.chat.privacy.get(), sendRead: true })
  await bob.say(first, 'one')
  await eventually(() => expect(first.read(bob)).toEqual(['one']))
  await bob.signOut()
  await eventually(() => expect(seesOnline(first, bob)).toBe(false))
  first.chat.markRead(bob.name)
  await first.say(bob, 'two')
  await eventually(() => expect(first.delivery(bob, 'two')?.state).toBe('stored'))
  first.chat.dispose()
  second.chat.setPrivacy({ ...second.chat.privacy.get(), sendRead: true })
  await second.signIn()
  await bob.signIn()
  await eventually(() => expect(bob.readUpTo(second)).toBe(1))
  await bob.signOut()
  await bob.signIn()
  await second.say(bob, 'three')
  await eventually(() => expect(bob.read(second)).toEqual(['two', 'three']))
  expect(second.server.asked('mail:put')).toHaveLength(2)
})

it('tells at the next sign-in, be it after a reload, what was read while signed out', async () => {
  const { name } = stage.actors(['ann'])[0]
  const home = createMemoryHome(realClock.wallTime)
  const page = () => {
    const ann = stage.actor(name, { peerLinks: false, home })
    ann.chat.setPrivacy({ ...ann.chat.privacy.get(), sendRead: true })
    return ann
  }
  const [first, second, [bob]] = [page(), page(), await stage.cast(['bob'])]
  await first.signIn()
  await bob.say(first, 'one')
  await eventually(() => expect(first.read(bob)).toEqual(['one']))
  await first.signOut()
  first.chat.markRead(bob.name)
  first.chat.dispose()
  await second.signIn()
  await eventually(() => expect(bob.readUpTo(second)).toBe(1))
})

it('tells what is read after a reload behind which an own message came', async () => {
  const { name } = stage.actors(['ann'])[0]
  const home = createMemoryHome(realClock.wallTime)
  const page = () => stage.actor(name, { peerLinks: false, home })
  const [first, second, [bob]] = [page(), page(), await stage.cast(['bob'])]
  await first.signIn()
  for (const text of ['one', 'two']) await bob.say(first, text)
  await eventually(() => expect(first.read(bob)).toEqual(['one', 'two']))
  await first.say(bob, 'mine')
  await eventually(() => expect(bob.read(first)).toEqual(['mine']))
  first.chat.dispose()
  second.chat.setPrivacy({ ...second.chat.privacy.get(), sendRead: true })
  await second.signIn()
  await eventually(() => expect(second.read(bob)).toEqual(['one', 'two']))
  second.chat.markRead(bob.name)
  await eventually(() => expect(bob.readUpTo(second)).toBe(2))
})

it('counts as unread, and tells when read, what was being stored when all before it was read', async () => {
  const { name } = stage.actors(['ann'])[0]
  const home = createMemoryHome(realClock.wallTime)
  let receiving = 0
  let gate = Promise.resolve()
  const ann = stage.actor(name, {
    peerLinks: false,
    async home(of) {
      const resident = await home(of)
      const receive: typeof resident.storage.receive = async (messages) => {
        receiving++
        await gate
        return resident.storage.receive(messages)
      }
      return { ...resident, storage: { ...resident.storage, receive } }
    },
  })
  await ann.signIn()
  ann.chat.setPrivacy({ ...ann.chat.privacy.get(), sendRead: true })
  const [bob] = await stage.cast(['bob'])
  await bob.say(ann, 'one')
  await eventually(() => expect(ann.read(bob)).toEqual(['one']))
  let store = () => {}
  gate = new Promise((resolve) => (store = resolve))
  await bob.say(ann, 'two')
  await eventually(() => expect(receiving).toBe(2))
  const arrived = realClock.wallTime()
  await eventually(() => expect(realClock.wallTime()).toBeGreaterThan(arrived))
  ann.chat.markRead(bob.name)
  store()
  await eventually(() => expect(ann.read(bob)).toEqual(['one', 'two']))
  expect(ann.chat.conversations.get().find(({ id }) => id === bob.name)?.unread).toBe(1)
  ann.chat.markRead(bob.name)
  await eventually(() => expect(bob.readUpTo(ann)).toBe(2))
})

it('tells nothing of messages under a new key by a note about those under the old one', async () => {
  const [alice, bob] = await readers(['one', 'two', 'three'])
  const phrase = await bob.chat.newPhrase()
  expect(await bob.chat.setRecovery(phrase)).toBe('set')
  alice.server.onCommand('mail:put', () => 'rate-limited')
  alice.chat.markRead(bob.name)
  await eventually(() => expect(alice.server.asked('mail:put')).not.toEqual([]))
  const heir = stage.actor(bob.name, { peerLinks: false })
  await heir.chat.recover(heir.name, stage.url(), phrase)
  await eventually(() => expect(heir.chat.session.get().state).toBe('signedIn'))
  await eventually(() => expect(alice.contact(bob).changed).toEqual({ recovered: true }))
  alice.server.repent()
  await alice.chat.acceptKey(bob.name)
  await alice.say(bob, 'who are you')
  await eventually(() => expect(heir.read(alice)).toEqual(['who are you']))
  expect(heir.readUpTo(alice)).toBe(0)
})

it('tells nothing to whom one has blocked', async () => {
  const [alice, bob] = await readers(['one'])
  await alice.chat.setBlocked(bob.name, true)
  await eventually(() => expect(alice.contact(bob).blocked).toBe(true))
  alice.chat.markRead(bob.name)
  await alice.chat.setBlocked(bob.name, false)
  await eventually(() => expect(alice.contact(bob).blocked).toBe(false))
  await alice.say(bob, 'again')
  await eventually(() => expect(bob.read(alice)).toEqual(['again']))
  expect(bob.readUpTo(alice)).toBe(0)
})

it('tells again what was refused, when something else gets through', async () => {
  const [alice, bob] = await readers(['one'])
  alice.server.onCommand('mail:put', () => 'mailbox-full')
  alice.chat.markRead(bob.name)
  await eventually(() => expect(alice.server.asked('mail:put')).toHaveLength(1))
  await alice.say(bob, 'no room')
  await eventually(() => expect(alice.delivery(bob, 'no room')?.state).toBe('failed'))
  await alice.signOut()
  await alice.signIn()
  alice.server.repent()
  await alice.say(bob, 'room again')
  await eventually(() => expect(bob.readUpTo(alice)).toBe(1))
  expect(alice.delivery(bob, 'no room')?.state).toBe('failed')
})

it('believes nobody that they have read what they have not got', async () => {
  const [alice, bob] = await stage.cast(['alice', 'bob'])
  await alice.say(bob, 'one')
  await eventually(() => expect(alice.delivery(bob, 'one')?.state).toBe('delivered'))
  bob.server.onFact('mail:arrived', () => [])
  await alice.say(bob, 'two')
  await eventually(() => expect(alice.delivery(bob, 'two')?.state).toBe('stored'))
  // A client that is not ours.
  const sealer = await bob.keys()
  const id = bytesToMessageId(crypto.getRandomValues(new Uint8Array(16)))
  const plain = {
    id,
    seq: 1,
    sentAt: 1,
    receiptToken: randomText(16),
    body: { type: 'read', upTo: 0xffff_ffff },
  } as const
  const envelope = await sealer.seal(plain, alice.bundle())
  expect(await bob.server.ask('mail:put', { to: alice.name, envelope })).toMatchObject({ ok: true })
  await eventually(() => expect(alice.readUpTo(bob)).toBe(1))
  bob.server.repent()
  await bob.signOut()
  await bob.signIn()
  await eventually(() => expect(alice.readUpTo(bob)).toBe(2))
})
