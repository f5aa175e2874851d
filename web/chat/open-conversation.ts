import type { MessageId } from '../../protocol/ids.ts'
import type { Told } from './change.ts'
import type { ConversationContent } from './chat-view.ts'
import type { ConversationId, Message } from './messages.ts'
import { isBehind } from './delivery.ts'
import { extendOrder, type MessageChange } from './extend-order.ts'
import { comparePlaces, findGaps, orderMessages, originals } from './order.ts'
import type { Clock } from './ports/clock.ts'
import type { Storage } from './ports/storage.ts'
import { isSameList } from './same-list.ts'
import { createStore, type Readable } from './store.ts'

/** The most messages of one conversation that are held in memory: each that comes costs milliseconds by then. */
const LIMIT = 20_000
/** So many more may come before the oldest are let go. */
const SPARE = 1000

/** One conversation on the screen, loaded and kept up to date. */
export interface OpenConversation {
  readonly content: Readable<ConversationContent>
  take(messages: readonly Message[], told: Told | undefined): void
  /** What may be shown changed (a key was accepted). */
  refresh(): void
  /** Reads it from storage again. */
  reload(): void
  close(): void
}

/** A conversation of which nothing is loaded yet. */
export const NOTHING: ConversationContent = {
  state: 'loading',
  messages: [],
  gaps: new Map<MessageId, number>(),
  unreadFrom: null,
  readUpTo: 0,
}

/** Loads it. `readAt`: incoming messages that arrived later are unread. `isShown`: whether a message may be seen. */
export function openConversation(
  id: ConversationId,
  readAt: number,
  ports: { storage: Storage; clock: Clock; isShown: (message: Message) => boolean; broken: (error: unknown) => void },
): OpenConversation {
  const { clock } = ports
  const content = createStore(NOTHING)
  const held = new Map<string, Message>()
  const ids = new Set<MessageId>()
  /** All that is held and may be shown, in order, as it was before `changes`; undefined: to be ordered anew. */
  let ordered: readonly Message[] | undefined
  let changes: MessageChange[] = []
  /** Once older ones were let go, the oldest that was not: what is told of those does not bring them back. */
  let oldest: Message | undefined
  let loaded = false
  let closed = false
  let cancelRefresh: (() => void) | undefined
  let cancelGap = () => {}

  function hold(message: Message): void {
    const before = held.get(keyOf(message))
    // What is hidden is in no order, and of two messages with one id only one is.
    if (ordered && ports.isShown(message) && (before || !ids.has(message.id))) changes.push({ before, after: message })
    else ordered = undefined
    held.set(keyOf(message), message)
    ids.add(message.id)
  }

  function order(): readonly Message[] {
    const extended = ordered && extendOrder(id, ordered, changes)
    changes = []
    return extended ?? orderMessages(id, originals([...held.values()].filter(ports.isShown)))
  }

  function letGo(all: readonly Message[]): readonly Message[] {
    if (all.length < LIMIT + SPARE) return all
    for (const message of all.slice(0, -LIMIT)) {
      held.delete(keyOf(message))
      ids.delete(message.id)
    }
    const kept = all.slice(-LIMIT)
    oldest = kept[0]
    return kept
  }

  /** Letters are never told again, but for the mark under one's own; and clocks, which order them, go wrong. */
  function isGone(message: Message): boolean {
    return id === 'everyone' && oldest !== undefined && comparePlaces(message, oldest) < 0
  }

  function compute(): void {
    cancelRefresh = undefined
    cancelGap()
    ordered = letGo(order())
    const { gaps, nextAt } = findGaps(id, ordered, clock.wallTime())
    if (nextAt !== undefined) cancelGap = clock.after(Math.max(0, nextAt - clock.wallTime()), compute)
    const reads = ordered.filter((message) => message.kind === 'incoming' && message.type === 'read')
    const messages = ordered.filter((message) => message.type === 'text')
    // Whoever claims to have read what they have not got, or what is yet to be written, has read what they have.
    const claimed = reads.reduce((most, { text }) => Math.max(most, Number(text)), 0)
    const read = messages.findLast(
      (message) => message.kind === 'outgoing' && message.delivery.state === 'delivered' && message.seq <= claimed,
    )
    const unread = messages.find((message) => 'arrivedAt' in message && message.arrivedAt > readAt)
    const before = content.get()
    const next: ConversationContent = {
      state: loaded ? 'ready' : 'loading',
      messages,
      gaps,
      unreadFrom: before.unreadFrom ?? unread?.id ?? null,
      readUpTo: read?.seq ?? 0,
    }
    // What is told of reading is a message as well, and changes nothing for who has read.
    content.set(isSameContent(before, next) ? before : next)
  }

  /** Changes of one turn are shown together. */
  function refresh(): void {
    if (loaded) cancelRefresh ??= clock.after(0, compute)
  }

  function load(): void {
    ports.storage.messages(id, LIMIT).then((messages) => {
      if (closed) return
      // What was heard while loading is newer than what was loaded, unless it was told by a tab that lagged behind.
      for (const message of messages) {
        const known = held.get(keyOf(message))
        if (!known || isStale(message, known, 'passing')) hold(message)
      }
      loaded = true
      ordered = undefined
      compute()
    }, ports.broken)
  }

  load()
  return {
    content,
    take(messages, told) {
      for (const message of messages) {
        if (!isGone(message) && !isStale(held.get(keyOf(message)), message, told)) hold(message)
      }
      refresh()
    },
    refresh() {
      ordered = undefined
      refresh()
    },
    reload: load,
    close() {
      closed = true
      cancelRefresh?.()
      cancelGap()
      loaded = false
    },
  }
}

function isSameContent(a: ConversationContent, b: ConversationContent): boolean {
  const isSame = a.state === b.state && a.unreadFrom === b.unreadFrom && a.readUpTo === b.readUpTo
  return isSame && isSameList(a.messages, b.messages) && isSameList([...a.gaps].flat(), [...b.gaps].flat())
}

/** An id counts per sender, as in storage. */
function keyOf({ from, id }: Message): string {
  return `${from} ${id}`
}

/** Whether a tab that does not lead any more, or was suspended, told this of an own message too late. */
function isStale(known: Message | undefined, message: Message, told?: Told): boolean {
  if (!known || !('delivery' in known) || !('delivery' in message)) return false
  if (told === 'composed') return true
  const isOver = known.delivery.state === 'failed' || known.delivery.state === 'expired'
  return (told === 'passing' && isOver) || isBehind(known.delivery, message.delivery)
}
