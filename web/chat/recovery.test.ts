import { describe, expect, it } from 'vitest'
import { startServer } from '../../server/testing/start-server.ts'
import { createPerson } from '../seal/testing/people.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually } from './testing/eventually.ts'
import { realClock, type Actor } from './testing/stage.ts'

const stage = createFileStage()

/** Sets a phrase, as the settings do. */
async function phraseOf({ chat }: Actor): Promise<string> {
  const phrase = await chat.newPhrase()
  expect(await chat.setRecovery(phrase)).toBe('set')
  return phrase
}

/** The same name in a browser that has none of its keys. */
const elsewhere = ({ name }: Actor): Actor => stage.actor(name, { peerLinks: false })

async function recovered(lost: Actor, phrase: string): Promise<Actor> {
  const heir = elsewhere(lost)
  await heir.chat.recover(heir.name, stage.url(), phrase)
  await eventually(() => expect(heir.chat.session.get().state).toBe('signedIn'))
  return heir
}

const refusal = (error: string) => ({
  state: 'signedOut',
  notice: { kind: 'problem', problem: { kind: 'refused', error } },
})

describe('recovery', () => {
  it('gives a name back, reports mail to lost keys, and contacts see that its owner did it', async () => {
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    const phrase = await phraseOf(bob)
    await alice.say(bob, 'hello')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
    const before = alice.contact(bob).identityKey
    await alice.chat.setVerified(bob.name, true)
    await bob.signOut()
    await alice.say(bob, 'to lost keys')
    await eventually(() => expect(alice.delivery(bob, 'to lost keys')?.state).toBe('stored'))

    const heir = await recovered(bob, phrase)
    expect(heir.chat.session.get()).toMatchObject({ welcome: 'back', recovery: true, waiting: 0 })
    await eventually(() =>
      expect(alice.delivery(bob, 'to lost keys')).toEqual({ state: 'failed', reason: 'keys-lost' }),
    )
    await eventually(() =>
      expect(alice.contact(bob)).toMatchObject({ identityKey: before, verified: false, changed: { recovered: true } }),
    )

    // What the heir writes may be read at once: the lost key's owner vouches for it.
    await heir.say(alice, 'it is me')
    await eventually(() => expect(alice.read(bob)).toEqual(['it is me']))
    // What alice writes waits until she agrees.
    const puts = alice.server.asked('mail:put').length
    await alice.say(bob, 'are you?')
    await eventually(() => expect(alice.delivery(bob, 'are you?')).toEqual({ state: 'queued' }))
    expect(alice.server.asked('mail:put')).toHaveLength(puts)

    await alice.chat.acceptKey(bob.name)
    await eventually(() => expect(heir.read(alice)).toEqual(['are you?']))
    const failed = alice.messages(bob).find(({ text }) => text === 'to lost keys')
    if (failed) await alice.chat.retry(failed.id)
    await eventually(() => expect(heir.read(alice)).toEqual(['to lost keys', 'are you?']))
    await eventually(() => expect(alice.delivery(bob, 'to lost keys')?.state).toBe('delivered'))
    expect(alice.contact(bob)).toMatchObject({ verified: false, changed: null })
    expect(alice.contact(bob).identityKey).not.toBe(before)
    expect(await alice.chat.safetyNumber(bob.name)).toBe(await heir.chat.safetyNumber(alice.name))
  })

  it('goes on at the end of a conversation, and calls nothing read that was not', async () => {
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    const phrase = await phraseOf(bob)
    alice.chat.setPrivacy({ ...alice.chat.privacy.get(), sendRead: true })
    const before = ['one', 'two', 'three']
    for (const text of before) await bob.say(alice, text)
    await eventually(() => expect(alice.read(bob)).toEqual(before))
    alice.chat.markRead(bob.name)
    await eventually(() => expect(bob.readUpTo(alice)).toBe(3))

    const heir = await recovered(bob, phrase)
    await heir.say(alice, 'new one')
    await eventually(() => expect(alice.read(bob)).toEqual([...before, 'new one']))
    await alice.chat.acceptKey(bob.name)
    const isThere = () => alice.chat.people.get().some(({ name, online }) => name === bob.name && online)
    await eventually(() => expect(isThere()).toBe(true))
    alice.chat.markRead(bob.name)
    await eventually(() => expect(heir.readUpTo(alice)).toBe(1))
    await heir.say(alice, 'new two')
    await eventually(() => expect(alice.read(bob)).toEqual([...before, 'new one', 'new two']))
    await alice.say(bob, 'an answer')
    await eventually(() => expect(heir.read(alice)).toContain('an answer'))
    expect(heir.readUpTo(alice)).toBe(1)
    expect(alice.messages(bob).map(({ text }) => text)).toEqual([...before, 'new one', 'new two', 'an answer'])
  })

  it('shows what was last posted to Everyone, as to a newcomer', async () => {
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    const phrase = await phraseOf(bob)
    await alice.say('everyone', 'before')
    await eventually(() => expect(bob.read('everyone')).toContain('before'))
    await eventually(() => expect(bob.server.asked('group:ack')).not.toEqual([]))
    const heir = await recovered(bob, phrase)
    await eventually(() => expect(heir.read('everyone')).toContain('before'))
    await alice.say('everyone', 'after')
    await eventually(() => expect(heir.read('everyone').slice(-2)).toEqual(['before', 'after']))
  })

  it('keeps the lost browser out, and works again with the same phrase', async () => {
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    const phrase = await phraseOf(bob)
    await alice.say(bob, 'hello')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
    const second = await recovered(bob, phrase)
    await eventually(() => expect(bob.chat.session.get()).toMatchObject({ notice: { kind: 'superseded' } }))
    await bob.chat.signIn(bob.name, stage.url())
    await eventually(() => expect(bob.chat.session.get()).toMatchObject(refusal('name-taken')))
    await second.signOut()
    const third = await recovered(second, phrase)
    await eventually(() => expect(alice.contact(bob).changed).toEqual({ recovered: true }))
    await third.say(alice, 'third browser')
    await eventually(() => expect(alice.read(bob)).toEqual(['third browser']))
  })

  it('comes back to the browser that had lost it, with keys that the name never had', async () => {
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    const phrase = await phraseOf(bob)
    await alice.say(bob, 'hello')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello']))
    await alice.say('everyone', 'hello all')
    await eventually(() => expect(bob.read('everyone')).toContain('hello all'))
    const first = alice.contact(bob).identityKey
    const phone = await recovered(bob, phrase)
    await eventually(() => expect(bob.chat.session.get().state).toBe('signedOut'))
    await alice.say('everyone', 'who is there')
    await eventually(() => expect(phone.read('everyone')).toContain('who is there'))
    const heads = phone.server.sent('group:posted').flatMap(({ posts }) => posts.map(({ groupSeq }) => groupSeq))
    await eventually(() => expect(phone.server.asked('group:ack').at(-1)?.upTo).toBe(heads.at(-1)))
    await phone.signOut()

    await bob.chat.recover(bob.name, stage.url(), phrase)
    await eventually(() => expect(bob.chat.session.get().state).toBe('signedIn'))
    await bob.say(alice, 'back at my desk')
    await eventually(() => expect(alice.read(bob)).toEqual(['back at my desk']))
    expect(alice.contact(bob)).toMatchObject({ identityKey: first, changed: { recovered: true } })
    await alice.chat.acceptKey(bob.name)
    await eventually(() => expect(alice.contact(bob).identityKey).not.toBe(first))
    await alice.say(bob, 'good')
    await eventually(() => expect(bob.read(alice)).toEqual(['hello', 'good']))
    // What the other browser has acked was not seen here.
    await eventually(() => expect(bob.read('everyone').slice(-2)).toEqual(['hello all', 'who is there']))
  })

  it('tells a typo, the phrase of somebody else and a name without one apart', async () => {
    const [alice, bob] = await stage.cast(['alice', 'bob'])
    const [phrase, others] = [await phraseOf(bob), await (await createPerson('carol')).sealer.createPhrase()]
    const words = phrase.split(' ')
    const attempts = [
      [phrase.replace(/\w+$/, 'zzzz'), { kind: 'phrase', problem: { unknownWord: 'zzzz' } }],
      [words.slice(1).join(' '), { kind: 'phrase', problem: 'count' }],
      [words.map(() => 'abandon').join(' '), { kind: 'phrase', problem: 'checksum' }],
      [others, { kind: 'refused', error: 'wrong-phrase' }],
    ] as const
    for (const [typed, problem] of attempts) {
      const heir = elsewhere(bob)
      await heir.chat.recover(bob.name, stage.url(), typed)
      expect(heir.chat.session.get()).toMatchObject({ notice: { kind: 'problem', problem } })
    }
    const heir = elsewhere(alice)
    await heir.chat.recover(alice.name, stage.url(), phrase)
    expect(heir.chat.session.get()).toMatchObject(refusal('no-recovery'))
    expect(bob.chat.session.get().state).toBe('signedIn')
  })

  it('says that its code could not be loaded', async () => {
    const [{ name }] = await stage.cast(['bob'])
    const home = createMemoryHome(realClock.wallTime)
    const heir = stage.actor(name, {
      peerLinks: false,
      async home(of) {
        const resident = await home(of)
        const phraseProblem = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
        return { ...resident, sealer: { ...resident.sealer, phraseProblem } }
      },
    })
    await heir.chat.recover(name, stage.url(), 'some words')
    expect(heir.chat.session.get()).toMatchObject({
      state: 'signedOut',
      notice: { kind: 'problem', problem: { kind: 'missing-part' } },
    })
  })

  it('names it when there were too many tries', async () => {
    const limited = await startServer({ args: ['--sign-ins-per-minute', '2'] })
    const heir = stage.actor((await stage.cast(['bob']))[0].name, { peerLinks: false })
    const phrase = await (await createPerson('carol')).sealer.createPhrase()
    for (const error of ['no-such-user', 'no-such-user', 'rate-limited']) {
      await heir.chat.recover(heir.name, limited.url, phrase)
      expect(heir.chat.session.get()).toMatchObject(refusal(error))
    }
    await limited.stop()
  })
})
