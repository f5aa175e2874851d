import type { MessageId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { UserName } from '../protocol/names.ts'
import type { Clock, Hub } from './ports.ts'
import type { MailPage, Store } from './store/store.ts'

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
interface UnderWay {
  readonly number: number
  readonly from: UserName
  readonly id: MessageId
  readonly position: number
  readonly length: number
  readonly since: number
}

/** What the recipient said of a letter: a proof, or null when it rejects it. */
export interface Answered {
  readonly letter: UnderWay
  readonly proof: string | null
}

/** A letter that was just committed. */
type Arrived = Pick<UnderWay, 'from' | 'id' | 'position' | 'length'> & { readonly storedAt: number }

/** The mailbox of a connected recipient, being drained. */
export interface Mailbox {
  /** A letter was committed. */
  arrived(letter: Arrived, envelope: Uint8Array): void
  /** Those that are under way of the letters from number `first` on, with what the recipient says of each. */
  answered(first: number, proofs: readonly (string | null)[]): readonly Answered[]
  /** These were committed. */
  acked(letters: readonly Answered[]): void
  close(): void
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
  /** Under way, by their numbers; none at rest, where most mailboxes are. */
  private letters: Map<number, UnderWay> | undefined
  /** Letters that went out so far. */
  private sent = 0
  /** Of the letters under way. */
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

  arrived(letter: Arrived, envelope: Uint8Array): void {
    const { from, id, storedAt, length, position } = letter
    if (this.state === 'idle') {
      this.push({
        from: [from],
        ids: [id],
        storedAt: [storedAt],
        lengths: [length],
        positions: [position],
        envelopes: envelope,
        last: position,
      })
    }
    this.newest = Math.max(this.newest, position)
  }

  answered(first: number, proofs: readonly (string | null)[]): readonly Answered[] {
    return proofs.flatMap((proof, index) => {
      const letter = this.letters?.get(first + index)
      return letter ? { letter, proof } : []
    })
  }

  acked(letters: readonly Answered[]): void {
    const now = this.ports.clock.elapsed()
    for (const { letter } of letters) {
      if (!this.letters?.delete(letter.number)) continue
      this.bytes -= letter.length
      if (now - letter.since <= QUICK) this.room = Math.min(ROOM.most, this.room + letter.length)
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
    const under = this.letters?.size ?? 0
    if (under === 0) this.letters = undefined
    else if (!this.isFull || !this.hasRoom(under)) return
    if (this.newest > this.pushed) this.begin()
    else this.state = 'idle'
  }

  /** Whether another page fits behind so many letters. */
  private hasRoom(letters: number): boolean {
    return letters <= (PAGES - 1) * LIMITS.pageItems && this.bytes <= this.room - this.room / PAGES
  }

  private push({ from, ids, storedAt, lengths, positions, envelopes, last }: Omit<MailPage, 'more'>): void {
    this.state = 'awaiting'
    this.letters ??= new Map()
    const since = this.ports.clock.elapsed()
    const first = this.sent + 1
    for (const [index, sender] of from.entries()) {
      const [id, length, position] = [ids[index], lengths[index], positions[index]]
      if (id === undefined || length === undefined || position === undefined) throw new Error('a page with a gap')
      const number = first + index
      this.bytes += length
      this.letters.set(number, { number, from: sender, id, position, length, since })
    }
    this.sent += from.length
    this.pushed = last
    this.ports.hub.toUser(this.name).emit('mail:arrived', {
      first,
      from: [...from],
      storedAt: [...storedAt],
      lengths: [...lengths],
      envelopes: new Uint8Array(envelopes),
    })
  }

  private async load(): Promise<void> {
    this.state = 'loading'
    const announced = this.newest
    const page = await this.ports.store.mailPage({ to: this.name, after: this.pushed, bytes: this.room / PAGES })
    if (this.isClosed()) return
    this.isFull = page.more
    if (page.more) this.newest = Math.max(this.newest, page.last + 1)
    if (page.ids.length > 0) this.push(page)
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
