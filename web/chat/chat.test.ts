import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { UserName } from '../../protocol/names.ts'
import { NO_LIMITS, type StartedServer, startServer } from '../../server/testing/start-server.ts'
import { createDiagnose } from '../link/diagnose.ts'
import { createSocketIoLink } from '../link/socket-io-link.ts'
import type { Chat, Privacy } from './chat-view.ts'
import { createChat } from './chat.ts'
import type { ConversationId, Message } from './messages.ts'
import { StorageError } from './ports/storage.ts'
import { createStore } from './store.ts'
import { eventually } from './testing/eventually.ts'
import { createLoopbackPeerLink } from './testing/loopback-peer-link.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { realClock } from './testing/stage.ts'

const alice = v.parse(UserName, 'alice')
const bob = v.parse(UserName, 'bob')

let server: StartedServer
let chats: Chat[] = []
const peerLink = createLoopbackPeerLink()

function tab(peerLinks = true, openResident = createMemoryHome(realClock.wallTime)): Chat {
  const page = { fetch, protocol: 'http:', violations: new EventTarget(), hasNetwork: () => true }
  const chat = createChat({
    openResident,
    serverLink: createSocketIoLink(createDiagnose(page)),
    peerLink,
    clock: realClock,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    options: { peerLinks: peerLinks ? 'on' : 'switched-off', ackTimeout: 500 },
    privacy: createStore<Privacy>({ sendTyping: true, sendRead: false, directLinks: 'when-possible' }),
    parseServer: (typed) => typed,
  })
  chats.push(chat)
  return chat
}

async function signIn(chat: Chat, name: string): Promise<void> {
  await chat.signIn(name, server.url)
  await eventually(() => expect(chat.session.get().state).toBe('signedIn'))
}

function shown(chat: Chat, conversation: ConversationId): () => readonly Message[] {
  const { content } = chat.open(conversation)
  return () => content.get().messages
}

const delivery = (message: Message | undefined) => (message && 'delivery' in message ? message.delivery : undefined)

beforeEach(async () => {
  server = await startServer({ args: NO_LIMITS })
})

afterEach(async () => {
  for (const chat of chats) chat.dispose()
  chats = []
  await server.stop()
})

describe('two people on a real server', () => {
  it('deliver directly when both are there', async () => {
    const [a, b] = [tab(), tab()]
    await signIn(a, 'alice')
    await signIn(b, 'bob')
    await eventually(() => expect(a.people.get().map(({ online }) => online)).toEqual([true]))
    const [sent, got] = [shown(a, bob), shown(b, alice)]
    expect(await a.submit(bob, 'hi')).toEqual({ kind: 'accepted', conversation: 'bob' })
    await eventually(() => expect(delivery(sent()[0])).toMatchObject({ state: 'delivered', way: 'direct' }))
    expect(got().map(({ text }) => text)).toEqual(['hi'])
  })

  it('go through the mailbox when links are off, shown once', async () => {
    const [a, b] = [tab(), tab(false)]
    await signIn(a, 'alice')
    await signIn(b, 'bob')
    const [sent, got] = [shown(a, bob), shown(b, alice)]
    await eventually(() => expect(a.people.get()).toHaveLength(1))
    await a.submit(bob, 'hi')
    await eventually(() => expect(delivery(sent()[0])).toMatchObject({ state: 'delivered', way: 'mailbox' }))
    expect(got().map(({ text }) => text)).toEqual(['hi'])
  })

  it('find mail at the next sign-in, and the sender hears of it', async () => {
    const [a, b] = [tab(), tab()]
    await signIn(a, 'alice')
    await signIn(b, 'bob')
    await b.signOut()
    expect(b.session.get()).toMatchObject({ state: 'signedOut', notice: { kind: 'signed-out', unsent: 0 } })
    await eventually(() => expect(b.people.get()).toMatchObject([{ name: 'alice', online: null }]))
    await eventually(() => expect(a.people.get()[0]?.online).toBe(false))
    const sent = shown(a, bob)
    await a.submit(bob, 'one')
    await a.submit(bob, 'two')
    await eventually(() => expect(sent().map((message) => delivery(message)?.state)).toEqual(['stored', 'stored']))
    await a.signOut()
    await signIn(b, 'bob')
    expect(b.session.get()).toMatchObject({ welcome: 'back', waiting: 2 })
    const got = shown(b, alice)
    await eventually(() => expect(got().map(({ text }) => text)).toEqual(['one', 'two']))
    await signIn(a, 'alice')
    const after = shown(a, bob)
    await eventually(() =>
      expect(after().map((message) => delivery(message)?.state)).toEqual(['delivered', 'delivered']),
    )
  })

  it('counts a message as read as soon as it is shown, be the list of conversations drawn or not', async () => {
    const [a, b] = [tab(), tab()]
    await signIn(a, 'alice')
    await signIn(b, 'bob')
    const unread = () => b.conversations.get().find(({ id }) => id === 'alice')?.unread
    const { content } = b.open(alice)
    content.subscribe(({ messages }) => {
      if (messages.length > 0) b.markRead(alice)
    })
    const drawn: (number | undefined)[] = []
    b.conversations.subscribe(() => drawn.push(unread()))
    await eventually(() => expect(a.people.get()).toHaveLength(1))
    await a.submit(bob, 'hi')
    await eventually(() => expect(b.conversations.get().some(({ newest }) => newest?.text === 'hi')).toBe(true))
    expect(unread()).toBe(0)
    expect(drawn).not.toContain(1)
  })

  it('go on in the conversation that is open when they sign in again after storage failed', async () => {
    const home = createMemoryHome(realClock.wallTime)
    let full = false
    const a = tab(true, async (of) => {
      const resident = await home(of)
      const { storage } = resident
      const compose: typeof storage.compose = (messages) =>
        full ? Promise.reject(new StorageError('quota-exceeded')) : storage.compose(messages)
      return { ...resident, storage: { ...storage, compose } }
    })
    const b = tab()
    await signIn(a, 'alice')
    await signIn(b, 'bob')
    const [sent, contact] = [shown(a, bob), a.contact(bob)]
    await eventually(() => expect(a.people.get()).toHaveLength(1))
    await a.submit(bob, 'before')
    await eventually(() => expect(sent().map(({ text }) => text)).toEqual(['before']))
    full = true
    expect(await a.submit(bob, 'too late')).toMatchObject({ kind: 'hint', hint: 'storage' })
    full = false
    await a.signOut()
    await signIn(a, 'alice')
    expect(sent().map(({ text }) => text)).toEqual(['before'])
    await a.submit(bob, 'after')
    await eventually(() => expect(sent().map(({ text }) => text)).toEqual(['before', 'after']))
    await a.setBlocked(bob, true)
    await eventually(() => expect(contact.get().blocked).toBe(true))
  })

  it('are told that the session is over when their storage is closed, and open it anew', async () => {
    const home = createMemoryHome(realClock.wallTime)
    let close = () => {}
    const a = tab(true, async (of) => {
      const resident = await home(of)
      close = () => resident.storage.close()
      return resident
    })
    await signIn(a, 'alice')
    close()
    expect(await a.submit(alice, 'too late')).toMatchObject({ kind: 'hint', hint: 'storage' })
    const notice = { kind: 'problem', problem: { kind: 'storage', problem: 'closed' } }
    expect(a.session.get()).toMatchObject({ state: 'signedOut', notice })
    await signIn(a, 'alice')
    expect(await a.submit(alice, 'in time')).toMatchObject({ kind: 'accepted' })
  })

  it('post to Everyone', async () => {
    const [a, b] = [tab(), tab()]
    await signIn(a, 'alice')
    await signIn(b, 'bob')
    const [sent, got] = [shown(a, 'everyone'), shown(b, 'everyone')]
    await a.submit('everyone', 'all hear')
    await eventually(() => expect(got().map(({ text }) => text)).toEqual(['all hear']))
    await eventually(() => expect(delivery(sent()[0])).toMatchObject({ state: 'posted', delivered: 1, of: 1 }))
  })

  it('are told at once when there is no server', async () => {
    const a = tab()
    await a.signIn('alice', 'http://127.0.0.1:9')
    await eventually(() =>
      expect(a.session.get()).toMatchObject({
        state: 'signedOut',
        notice: { kind: 'problem', problem: { kind: 'connection', loss: { reason: 'unreachable' } } },
      }),
    )
  })

  it('are told that the browser makes no keys, and may try again', async () => {
    const home = createMemoryHome(realClock.wallTime)
    let isOld = true
    const a = tab(true, (of) =>
      isOld ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : home(of),
    )
    await a.signIn('alice', server.url)
    expect(a.session.get()).toMatchObject({
      state: 'signedOut',
      name: 'alice',
      notice: { kind: 'problem', problem: { kind: 'keys' } },
    })
    isOld = false
    await signIn(a, 'alice')
  })

  it('keep a name for its first key', async () => {
    const [a, b] = [tab(), tab()]
    await signIn(a, 'alice')
    await b.signIn('Alice', server.url)
    await eventually(() =>
      expect(b.session.get()).toMatchObject({
        state: 'signedOut',
        notice: { kind: 'problem', problem: { kind: 'refused', error: 'name-taken' } },
      }),
    )
    expect(a.session.get().state).toBe('signedIn')
  })
})
