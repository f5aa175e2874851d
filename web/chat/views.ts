import type { UserName } from '../../protocol/names.ts'
import type { RosterEntry } from '../../protocol/presence.ts'
import type { Change, Told } from './change.ts'
import type {
  Arrival,
  ContactView,
  ConversationContent,
  ConversationSummary,
  LinkView,
  Person,
  SessionView,
} from './chat-view.ts'
import { createContactViews } from './contact-views.ts'
import { isSeen } from './contacts.ts'
import { isOwn, type ConversationId, type ConversationNote, type Message } from './messages.ts'
import { changeNote, emptyNote, type NoteChange } from './note-change.ts'
import { openConversation, type OpenConversation } from './open-conversation.ts'
import { createLatest } from './latest.ts'
import { loadStored, type Loaded } from './load-stored.ts'
import { hasLinks, toPeople } from './people.ts'
import type { Clock } from './ports/clock.ts'
import type { Storage, StorageProblem } from './ports/storage.ts'
import type { Reading } from './reading.ts'
import { createStore, type Readable, type Store } from './store.ts'
import { keepUnchanged } from './summaries.ts'
import { createTypists } from './typists.ts'

/** Pause before storage is read again for what was told while it was being read, milliseconds: the telling may go on. */
const AGAIN = 1000

/** Everything one person sees, made of changes. */
export interface Views {
  readonly people: Readable<readonly Person[]>
  readonly conversations: Readable<readonly ConversationSummary[]>
  readonly blocked: Readable<readonly UserName[]>
  apply(change: Change): void
  contact(name: UserName): Readable<ContactView>
  open(id: ConversationId): { readonly content: Readable<ConversationContent>; release(): void }
  /** Looks into storage again: the tab that led may have died before it told what it stored. Never rejects. */
  reload(): Promise<void>
  /** Whether a message may be seen. */
  isShown(message: Message): boolean
  /** What is on the screen of a conversation; nothing when it is not open. */
  shown(id: ConversationId): readonly Message[]
  note(id: ConversationId): ConversationNote
  /** How many messages of others were stored since the conversation was last read; never behind what `open` shows. */
  unread(id: ConversationId): number
  /** When the last message of others arrived that is known here: one that is being stored was read by nobody. */
  arrivedUpTo(id: ConversationId): number
  /** When a message of others arrives that comes now: behind all before it, though the clock was set back meanwhile. */
  arrivalTime(id: ConversationId): number
  rosterEntries(): readonly RosterEntry[]
  readonly links: ReadonlyMap<UserName, LinkView>
  knows(name: UserName): boolean
  /** The newest message of a peer that is known here. */
  newestFrom(peer: UserName): Reading | undefined
  onArrival(listener: (arrival: Arrival) => void): () => void
  close(): void
}

/** Views of one resident. `session` and `storageProblem` outlive it and belong to the page. */
export function createViews(of: {
  readonly me: UserName
  readonly loaded: Loaded
  readonly storage: Storage
  readonly clock: Clock
  readonly session: Store<SessionView>
  readonly storageProblem: Store<StorageProblem | null>
  broken(error: unknown): void
}): Views {
  const { me, clock } = of
  const roster = new Map<UserName, RosterEntry>()
  const contacts = createContactViews(of.loaded.contacts)
  const notes = new Map(of.loaded.notes.map((note) => [note.id, note]))
  const latest = createLatest((id) => noteOf(id).readAt)
  const openOnes = new Map<ConversationId, Set<OpenConversation>>()
  const arrivalListeners = new Set<(arrival: Arrival) => void>()
  const people = createStore<readonly Person[]>([])
  const conversations = createStore<readonly ConversationSummary[]>([])
  let cancelRefresh: (() => void) | undefined
  let cancelReload: (() => void) | undefined
  let closed = false
  let rosterChanged = false
  const typists = createTypists(clock, refresh)

  const noteOf = (id: ConversationId): ConversationNote => notes.get(id) ?? emptyNote(id)

  const isShown = (message: Message) => isSeen(message, contacts.get)

  const shown = (id: ConversationId) => [...(openOnes.get(id) ?? [])][0]?.content.get().messages ?? []

  function newestFrom(peer: UserName): Reading | undefined {
    const contact = contacts.get(peer)
    const key = contact?.changed?.recovered ? contact.changed.key : contact?.pinned
    if (!key) return undefined
    // Of what was stored before this page opened, the summary knows the newest message, which may be one's own.
    const seen = shown(peer).findLast((message) => message.kind === 'incoming' && message.signedBy === key)
    const upTo = Math.max(seen?.seq ?? 0, latest.seqUpTo(peer, key) ?? 0)
    return upTo > 0 ? { upTo, key } : undefined
  }

  function summarize(id: ConversationId): ConversationSummary {
    const { muted, draft } = noteOf(id)
    const typing = typists.of(id).filter((name) => !contacts.get(name)?.blocked)
    return { id, newest: latest.newest(id), unread: latest.unread(id), typing, muted, draft }
  }

  function compute(): void {
    cancelRefresh = undefined
    if (rosterChanged) {
      rosterChanged = false
      people.set(toPeople(roster.values(), { me, session: of.session.get(), links: contacts.links }))
    }
    const ids = new Set<ConversationId>([me, ...latest.conversations(), ...people.get().map((person) => person.name)])
    ids.delete('everyone')
    const time = (summary: ConversationSummary) => summary.newest?.sentAt ?? 0
    const sorted = [...ids].map(summarize).toSorted((a, b) => time(b) - time(a) || (a.id < b.id ? -1 : 1))
    conversations.set(keepUnchanged(conversations.get(), [summarize('everyone'), ...sorted]))
  }

  /** Changes of one turn are shown together. */
  function refresh(): void {
    cancelRefresh ??= clock.after(0, compute)
  }

  function takeMessages(messages: readonly Message[], told: Told | undefined): void {
    for (const conversation of new Set(messages.map((message) => message.conversation))) {
      const its = messages.filter((message) => message.conversation === conversation)
      for (const open of openOnes.get(conversation) ?? []) open.take(its, told)
    }
    for (const message of messages) if (message.type === 'text' && isShown(message)) takeText(message)
  }

  function takeText(message: Message): void {
    const { conversation, from } = message
    latest.take(message)
    if (isOwn(message)) return
    typists.stopped(conversation, from)
    const { muted } = noteOf(conversation)
    for (const listener of arrivalListeners) listener({ message, muted })
  }

  function takeNote(change: NoteChange): void {
    const before = noteOf(change.id)
    const note = changeNote(before, change)
    if (note.readAt > before.readAt) latest.read(note.id)
    notes.set(note.id, note)
  }

  function sessionChanged(session: SessionView): void {
    if (!hasLinks(session)) contacts.dropLinks()
    rosterChanged = true
    refresh()
  }

  function apply(change: Change): void {
    switch (change.type) {
      case 'session':
        return of.session.set(change.session)
      case 'storage':
        return of.storageProblem.set(change.problem)
      case 'roster':
        for (const entry of change.entries) roster.set(entry.name, entry)
        rosterChanged = true
        break
      case 'messages':
        takeMessages(change.messages, change.told)
        break
      case 'contact':
        contacts.take(change.contact)
        for (const open of [...openOnes.values()].flatMap((set) => [...set])) open.refresh()
        break
      case 'note':
        takeNote(change.note)
        break
      case 'link':
        contacts.takeLink(change.peer, change.link)
        // Otherwise it is the roster alone that tells who is there.
        rosterChanged ||= of.session.get().state !== 'signedIn'
        break
      case 'typing':
        typists.typed(change.in, change.from)
        break
    }
    refresh()
  }

  function reload(): Promise<void> {
    cancelReload?.()
    cancelReload = undefined
    const load = latest.loading()
    return loadStored(of.storage).then((stored) => {
      if (closed) return
      for (const contact of stored.contacts) contacts.take(contact)
      // Whether what was told meanwhile is in what was read is not known.
      if (!load(stored.summaries)) cancelReload ??= clock.after(AGAIN, () => void reload())
      refresh()
      for (const open of [...openOnes.values()].flatMap((set) => [...set])) open.reload()
    }, of.broken)
  }

  latest.loading()(of.loaded.summaries)
  compute()
  const endSession = of.session.subscribe(sessionChanged)
  return {
    people,
    conversations,
    blocked: contacts.blocked,
    apply,
    contact: contacts.view,
    open(id) {
      const opened = openConversation(id, noteOf(id).readAt, { ...of, isShown })
      const others = openOnes.get(id) ?? new Set()
      openOnes.set(id, others.add(opened))
      return {
        content: opened.content,
        release() {
          others.delete(opened)
          opened.close()
        },
      }
    },
    reload,
    isShown,
    shown,
    note: noteOf,
    unread: latest.unread,
    arrivedUpTo: latest.arrivedUpTo,
    arrivalTime: (id) => Math.max(clock.wallTime(), 1 + Math.max(latest.arrivedUpTo(id), noteOf(id).readAt)),
    rosterEntries: () => [...roster.values()],
    links: contacts.links,
    knows: (name) => name === me || roster.has(name) || contacts.get(name) !== undefined,
    newestFrom,
    onArrival(listener) {
      arrivalListeners.add(listener)
      return () => arrivalListeners.delete(listener)
    },
    close() {
      closed = true
      endSession()
      cancelRefresh?.()
      cancelReload?.()
      for (const open of [...openOnes.values()].flatMap((set) => [...set])) open.close()
      typists.close()
    },
  }
}
