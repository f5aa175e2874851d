import type { MessageId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { MailArrived } from '../protocol/mail.ts'
import type { UserName } from '../protocol/names.ts'
import type { Clock, Hub } from './ports.ts'
import type { LetterPlace, MailPage, Store } from './store/store.ts'

type Letter = MailArrived['letters'][number]

/** Pages under way, at most, of a full mailbox: store, line and reader work at once. */
const PAGES = 3
/**
 * Bytes of envelopes under way. At first what a line of 10 KB a second brings within 3 s, for the heartbeat comes behind
 * them and must be answered within 5; at most three pages, well within a reader's share of memory.
 */
const ROOM = { first: 24 * 1024, most: PAGES * LIMITS.pageBytes }
/** A letter that is acked within this time makes room for another of its length, ms: so a quick line fills as TCP does. */
const QUICK = 1000

/** A letter on its way; `since` in `Clock.elapsed` ms. */
interface Outstanding extends LetterPlace {
  readonly since: number
}

/** The mailbox of a connected recipient, being drained. */
export interface Mailbox {
  /** A letter was committed at this position. */
  arrived(position: number, letter: Letter, envelope: Uint8Array): void
  /** Where a letter lies that is under way. */
  placeOf(letter: { readonly from: UserName; readonly id: MessageId }): LetterPlace | undefined
  acked(letters: readonly { readonly from: UserName; readonly id: MessageId }[]): void
  close(): void
}

function keyOf({ from, id }: { from: UserName; id: MessageId }): string {
  return `${from} ${id}`
}

/** What all mailboxes share. */
interface MailboxPorts {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  readonly onClosed: (name: UserName, mailbox: Mailbox) => void
}

/**
 * Pushes what waits, then what comes. Of a full mailbox a few pages are under way at a time; what comes one by one waits
 * until all is acked, and goes together. What is not acked before the connection ends comes again with the next one,
 * because this memory ends too. A class, because every session has one and they share its methods.
 */
class PagedMailbox implements Mailbox {
  /** `idle`: everything committed up to `pushed` was pushed and acked. */
  private state: 'loading' | 'awaiting' | 'idle' | 'closed' = 'loading'
  private outstanding: Map<string, Outstanding> | undefined
  /** Of the letters outstanding. */
  private bytes = 0
  /** For bytes under way. */
  private room = ROOM.first
  private pushed = 0
  private newest = 0
  /** The last page was not the end of the mailbox. */
  private isFull = false
  private readonly name: UserName
  private readonly ports: MailboxPorts

  constructor(name: UserName, ports: MailboxPorts) {
    this.name = name
    this.ports = ports
    this.begin()
  }

  arrived(position: number, letter: Letter, envelope: Uint8Array): void {
    if (this.state === 'idle') {
      this.push({ letters: [letter], positions: [position], envelopes: envelope, last: position })
    }
    this.newest = Math.max(this.newest, position)
  }

  placeOf(letter: { readonly from: UserName; readonly id: MessageId }): LetterPlace | undefined {
    return this.outstanding?.get(keyOf(letter))
  }

  acked(letters: readonly { readonly from: UserName; readonly id: MessageId }[]): void {
    const now = this.ports.clock.elapsed()
    for (const letter of letters) {
      const under = this.outstanding?.get(keyOf(letter))
      if (!under) continue
      this.outstanding?.delete(keyOf(letter))
      this.bytes -= under.length
      if (now - under.since <= QUICK) this.room = Math.min(ROOM.most, this.room + under.length)
    }
    this.goOn()
  }

  close(): void {
    this.state = 'closed'
    this.ports.onClosed(this.name, this)
  }

  private begin(): void {
    this.load().catch(this.ports.onError)
  }

  /** Reads the next page if it is time. */
  private goOn(): void {
    if (this.state !== 'awaiting') return
    const under = this.outstanding?.size ?? 0
    if (under === 0) {
      this.outstanding = undefined
      this.bytes = 0
    } else if (!this.isFull || !this.hasRoom(under)) return
    if (this.newest > this.pushed) this.begin()
    else if (under === 0) this.state = 'idle'
  }

  /** Whether another page fits behind so many letters. */
  private hasRoom(letters: number): boolean {
    return letters <= (PAGES - 1) * LIMITS.pageItems && this.bytes <= this.room - this.room / PAGES
  }

  private push({ letters, positions, envelopes, last }: Omit<MailPage, 'more'>): void {
    this.state = 'awaiting'
    this.outstanding ??= new Map()
    const since = this.ports.clock.elapsed()
    for (const [index, letter] of letters.entries()) {
      this.bytes += letter.length
      this.outstanding.set(keyOf(letter), { position: positions[index] ?? 0, length: letter.length, since })
    }
    this.pushed = last
    this.ports.hub
      .toUser(this.name)
      .emit('mail:arrived', { letters: [...letters], envelopes: new Uint8Array(envelopes) })
  }

  private async load(): Promise<void> {
    this.state = 'loading'
    const announced = this.newest
    const page = await this.ports.store.mailPage({ to: this.name, after: this.pushed, bytes: this.room / PAGES })
    if (this.isClosed()) return
    this.isFull = page.more
    if (page.more) this.newest = Math.max(this.newest, page.last + 1)
    if (page.letters.length > 0) this.push(page)
    // Nothing there: what was announced before has been settled meanwhile, what was announced since is yet to be read.
    else this.pushed = Math.max(this.pushed, announced)
    this.state = 'awaiting'
    this.goOn()
  }

  private isClosed(): boolean {
    return this.state === 'closed'
  }
}

/** Opens the mailbox of a session that has just begun. */
export function openMailbox(name: UserName, ports: MailboxPorts): Mailbox {
  return new PagedMailbox(name, ports)
}
