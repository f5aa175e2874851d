import type { Chat, ConversationContent, Privacy, SessionView } from '../web/chat/chat-view.ts'
import { createChat } from '../web/chat/chat.ts'
import type { ConversationId, Message } from '../web/chat/messages.ts'
import type { Clock, RandomBytes } from '../web/chat/ports/clock.ts'
import type { PeerLink } from '../web/chat/ports/peer-link.ts'
import type { OpenResident } from '../web/chat/ports/resident.ts'
import type { ServerLink } from '../web/chat/ports/server-link.ts'
import { createStore } from '../web/chat/store.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'

/** A browser tab with the real client core in it, and eyes on what it shows. */
export interface Tab {
  readonly label: string
  readonly life: Life
  readonly chat: Chat
  /** What each conversation shows now. */
  readonly shown: ReadonlyMap<ConversationId, ConversationContent>
  /** When the session last changed, virtual time. */
  sessionSince(): number
  /** Signs in, then looks at every conversation. */
  signIn(how?: 'resume'): void
  /** Takes the name back, then looks at every conversation. */
  recover(phrase: string): void
  /** The page goes away in good order. */
  close(): void
}

/** Hears what a tab shows. */
export interface TabWatch {
  shown(tab: Tab, conversation: ConversationId, content: ConversationContent): void
  arrived(tab: Tab, message: Message): void
  session(tab: Tab, session: SessionView): void
}

/**
 * The clock of one tab: virtual time, the browser's wall clock, and no callback after its death. Timers are of whole
 * milliseconds, one at least, as in a browser.
 */
export function createTabClock(life: Life, scheduler: Scheduler, wallTime: () => number): Clock {
  return {
    wallTime,
    monotonic: scheduler.now,
    after(ms, run) {
      let cancelled = false
      const cancel = scheduler.after(Math.max(1, Math.floor(ms)), () =>
        life.deliver(() => {
          if (!cancelled) run()
        }),
      )
      return () => {
        cancelled = true
        cancel()
      }
    },
  }
}

/** Opens a tab; nobody is signed in yet. */
export function openTab(of: {
  label: string
  name: string
  address: string
  conversations: readonly ConversationId[]
  life: Life
  clock: Clock
  randomBytes: RandomBytes
  serverLink: ServerLink
  peerLink: PeerLink
  openResident: OpenResident
  peerLinks: boolean
  ackTimeout: number | undefined
  watch: TabWatch
}): Tab {
  const { life, watch } = of
  const chat = createChat({
    openResident: of.openResident,
    serverLink: of.serverLink,
    peerLink: of.peerLink,
    clock: of.clock,
    randomBytes: of.randomBytes,
    options: { peerLinks: of.peerLinks ? 'on' : 'switched-off', ackTimeout: of.ackTimeout },
    privacy: createStore<Privacy>({ sendTyping: true, sendRead: true, directLinks: 'when-possible' }),
    parseServer: (typed) => typed,
  })
  const shown = new Map<ConversationId, ConversationContent>()
  let releases: (() => void)[] = []
  let since = 0

  function look(): void {
    for (const release of releases) release()
    shown.clear()
    releases = of.conversations.flatMap((conversation) => {
      const { content, release } = chat.open(conversation)
      const see = (now: ConversationContent) => {
        if (!life.isAlive() || now.state !== 'ready') return
        shown.set(conversation, now)
        watch.shown(tab, conversation, now)
      }
      see(content.get())
      return [content.subscribe(see), release]
    })
  }

  const tab: Tab = {
    label: of.label,
    life,
    chat,
    shown,
    sessionSince: () => since,
    signIn(how) {
      void chat.signIn(of.name, of.address, how).then(look)
    },
    recover(phrase) {
      void chat.recover(of.name, of.address, phrase).then(look)
    },
    close() {
      chat.dispose()
      life.kill()
    },
  }
  chat.session.subscribe((session) => {
    since = of.clock.monotonic()
    if (life.isAlive()) watch.session(tab, session)
  })
  chat.onArrival(({ message }) => {
    if (life.isAlive()) watch.arrived(tab, message)
  })
  return tab
}
