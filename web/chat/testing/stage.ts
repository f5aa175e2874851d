import { expect } from 'vitest'
import * as v from 'valibot'
import { Bundle } from '../../../protocol/keys.ts'
import { UserName } from '../../../protocol/names.ts'
import { createDiagnose } from '../../link/diagnose.ts'
import { createSocketIoLink } from '../../link/socket-io-link.ts'
import type { Chat, ContactView, Privacy } from '../chat-view.ts'
import { createChat } from '../chat.ts'
import type { Delivery, PostDelivery } from '../delivery.ts'
import type { ConversationId, Message } from '../messages.ts'
import type { Clock } from '../ports/clock.ts'
import type { PeerLink } from '../ports/peer-link.ts'
import type { OpenResident } from '../ports/resident.ts'
import type { Sealer } from '../ports/sealer.ts'
import { createStore } from '../store.ts'
import { eventually } from './eventually.ts'
import { createHostileLink, type HostileLink } from './hostile-link.ts'
import { createLoopbackPeerLink } from './loopback-peer-link.ts'
import { createMemoryHome } from './memory-home.ts'

/** This machine's time. */
export const realClock: Clock = {
  wallTime: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Somebody with a real client, behind a server that may be told to lie to it. */
export interface Actor {
  readonly name: UserName
  readonly chat: Chat
  readonly server: HostileLink
  signIn(): Promise<void>
  signOut(): Promise<void>
  say(to: Actor | 'everyone', text: string): Promise<void>
  /** Texts of others in a conversation as shown. */
  read(from: Actor | 'everyone'): readonly string[]
  /** Everything in a conversation as shown. */
  messages(conversation: Actor | 'everyone'): readonly Message[]
  /** How many messages are told to be missing. */
  missing(conversation: Actor | 'everyone'): number
  /** The greatest seq of an own message that the other has read. */
  readUpTo(conversation: Actor): number
  /** What became of an own message, by its text. */
  delivery(to: Actor | 'everyone', text: string): Delivery | PostDelivery | undefined
  contact(of: Actor): ContactView
  /** What an honest server hands out for this person. */
  bundle(): Bundle
  /** The person's keys, for what a client that is not ours could do with them. */
  keys(): Promise<Sealer>
}

/** People on one real server at `url`; each scene's names are new. */
export function createStage(url: () => string) {
  const peerLink = createLoopbackPeerLink()
  const chats: Chat[] = []
  let scene = 0

  /** `home`: the browser, when it is not one of its own; `clock`: its clock, when it is not this machine's; `peerLink`: its links, if other than the stage's. */
  function actor(
    name: UserName,
    options: { peerLinks: boolean; home?: OpenResident; clock?: Clock; peerLink?: PeerLink },
  ): Actor {
    const clock = options.clock ?? realClock
    const home = options.home ?? createMemoryHome(clock.wallTime)
    const page = { fetch, protocol: 'http:', violations: new EventTarget(), hasNetwork: () => true }
    const server = createHostileLink(createSocketIoLink(createDiagnose(page)))
    const chat = createChat({
      openResident: home,
      serverLink: server.link,
      peerLink: options.peerLink ?? peerLink,
      clock,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      options: { peerLinks: options.peerLinks ? 'on' : 'switched-off', ackTimeout: 200 },
      privacy: createStore<Privacy>({ sendTyping: true, sendRead: false, directLinks: 'when-possible' }),
      parseServer: (typed) => typed,
    })
    chats.push(chat)
    const opened = new Map<ConversationId, ReturnType<Chat['open']>>()
    const idOf = (of: Actor | 'everyone'): ConversationId => (of === 'everyone' ? of : of.name)
    const content = (of: Actor | 'everyone') => {
      const id = idOf(of)
      const held = opened.get(id) ?? chat.open(id)
      opened.set(id, held)
      return held.content.get()
    }

    return {
      name,
      chat,
      server,
      async signIn() {
        await chat.signIn(name, url())
        await eventually(() => expect(chat.session.get().state).toBe('signedIn'))
      },
      signOut: () => chat.signOut(),
      async say(to, text) {
        content(to)
        await eventually(() => expect(to === 'everyone' || knows(chat, to.name)).toBe(true))
        expect(await chat.submit(idOf(to), text)).toMatchObject({ kind: 'accepted' })
      },
      messages: (of) => content(of).messages,
      read: (from) => content(from).messages.flatMap((message) => ('signedBy' in message ? [message.text] : [])),
      missing: (of) => [...content(of).gaps.values()].reduce((sum, count) => sum + count, 0),
      readUpTo: (of) => content(of).readUpTo,
      delivery(to, text) {
        const message = content(to).messages.find((each) => each.text === text && 'delivery' in each)
        return message && 'delivery' in message ? message.delivery : undefined
      },
      contact: (of) => chat.contact(of.name).get(),
      keys: async () => (await home({ server: url(), name })).sealer,
      bundle() {
        const [signIn] = server.asked('session:sign-in').slice(-1)
        if (!signIn) throw new Error(`${name} never signed in`)
        const { identityKey, prekey } = signIn
        return v.parse(Bundle, { name, identityKey, prekey, recovery: null, lineage: [] })
      },
    }
  }

  function actors<const R extends readonly string[]>(roles: R, peerLinks = false): { [K in keyof R]: Actor } {
    scene += 1
    const cast = roles.map((role) => actor(v.parse(UserName, `${role}-${scene}`), { peerLinks }))
    return cast as { [K in keyof R]: Actor }
  }

  return {
    actor,
    peerLink,
    /** Fresh people, not signed in. Names begin with the roles, so that their order is that of the roles. */
    actors,
    /** The same, signed in. */
    async cast<const R extends readonly string[]>(roles: R, peerLinks = false): Promise<{ [K in keyof R]: Actor }> {
      const cast = actors(roles, peerLinks)
      for (const each of cast) await each.signIn()
      return cast
    },
    clear() {
      for (const chat of chats.splice(0)) chat.dispose()
    },
  }
}

function knows(chat: Chat, name: UserName): boolean {
  return chat.people.get().some((person) => person.name === name)
}
