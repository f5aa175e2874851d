import { describe, expect, it } from 'vitest'
import { NO_LIMITS, startServer } from '../../server/testing/start-server.ts'
import { eventually } from './testing/eventually.ts'
import { createStage } from './testing/stage.ts'

describe('a key that changed without recovery', () => {
  it('holds what waits and hides what it signed, until it is accepted', async () => {
    const lost = await startServer({ args: NO_LIMITS })
    const other = createStage(() => lost.url)
    const [alice, bob] = await other.cast(['alice', 'bob'])
    await alice.say(bob, 'hello')
    await eventually(() => expect(alice.delivery(bob, 'hello')?.state).toBe('delivered'))
    const { identityKey } = alice.contact(bob)
    bob.chat.dispose()
    await lost.stop()
    // The same address without its database: names are for whoever comes first.
    const fresh = await startServer({ args: NO_LIMITS, port: lost.port })
    const stranger = other.actor(bob.name, { peerLinks: false })
    await stranger.signIn()
    alice.chat.retryConnection()
    await eventually(() => expect(alice.chat.session.get().state).toBe('signedIn'))

    await alice.say(bob, 'for bob only')
    await eventually(() => expect(alice.contact(bob)).toMatchObject({ identityKey, changed: { recovered: false } }))
    await stranger.say(alice, 'I am bob')
    await eventually(() => expect(stranger.delivery(alice, 'I am bob')?.state).toBe('delivered'))
    expect(alice.messages(bob).map(({ text }) => text)).toEqual(['hello', 'for bob only'])
    expect(alice.delivery(bob, 'for bob only')).toEqual({ state: 'queued' })
    expect(stranger.read(alice)).toEqual([])
    const [carol] = other.actors(['carol'])
    await carol.signIn()
    await stranger.say('everyone', 'bob here')
    await eventually(() => expect(stranger.delivery('everyone', 'bob here')?.state).toBe('posted'))
    await carol.say('everyone', 'who?')
    await eventually(() => expect(alice.read('everyone')).toEqual(['who?']))
    const unread = () => alice.chat.conversations.get().find(({ id }) => id === 'everyone')?.unread
    await eventually(() => expect(unread()).toBe(1))
    alice.chat.markRead('everyone')
    await eventually(() => expect(unread()).toBe(0))

    const arrivals: string[] = []
    alice.chat.onArrival(({ message }) => arrivals.push(message.text))
    await alice.chat.acceptKey(bob.name)
    await eventually(() => expect(stranger.read(alice)).toEqual(['for bob only']))
    await eventually(() => expect(alice.read(bob)).toEqual(['I am bob']))
    await eventually(() => expect(alice.read('everyone')).toEqual(['bob here', 'who?']))
    await eventually(() => expect(unread()).toBe(1))
    expect(arrivals).toEqual([])
    other.clear()
    await fresh.stop()
  })
})
