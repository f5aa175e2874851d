import type { MessageId } from '../protocol/ids.ts'
import type { MailArrived } from '../protocol/mail.ts'
import type { UserName } from '../protocol/names.ts'
import type { Hub } from './ports.ts'
import type { Store } from './store/store.ts'

type Letter = MailArrived['letters'][number]

/** The mailbox of a connected recipient, being drained: one page is on its way at a time. */
export interface Mailbox {
  /** A letter was committed at this position. */
  arrived(position: number, letter: Letter, envelope: Uint8Array): void
  acked(letters: readonly { readonly from: UserName; readonly id: MessageId }[]): void
  close(): void
}

function keyOf({ from, id }: { from: UserName; id: MessageId }): string {
  return `${from} ${id}`
}

interface MailboxPorts {
  readonly name: UserName
  readonly store: Store
  readonly hub: Hub
  readonly onError: (error: unknown) => void
}

/**
 * Pushes what waits, then what comes. The next page follows when the last is acked; what is not acked before the
 * connection ends comes again with the next one, because this memory ends too. A class, because every session has one
 * and they share its methods.
 */
class PagedMailbox implements Mailbox {
  /** `idle`: everything committed up to `pushed` was pushed and acked. */
  private state: 'loading' | 'awaiting' | 'idle' | 'closed' = 'loading'
  private outstanding: Set<string> | undefined
  private pushed = 0
  private newest = 0
  private readonly ports: MailboxPorts

  constructor(ports: MailboxPorts) {
    this.ports = ports
    this.begin()
  }

  arrived(position: number, letter: Letter, envelope: Uint8Array): void {
    if (this.state === 'idle') this.push([letter], envelope, position)
    this.newest = Math.max(this.newest, position)
  }

  acked(letters: readonly { readonly from: UserName; readonly id: MessageId }[]): void {
    if (this.state !== 'awaiting') return
    for (const letter of letters) this.outstanding?.delete(keyOf(letter))
    if (this.outstanding && this.outstanding.size > 0) return
    this.outstanding = undefined
    if (this.newest > this.pushed) this.begin()
    else this.state = 'idle'
  }

  close(): void {
    this.state = 'closed'
  }

  private begin(): void {
    this.load().catch(this.ports.onError)
  }

  private push(letters: readonly Letter[], envelopes: Uint8Array, last: number): void {
    this.state = 'awaiting'
    this.outstanding = new Set(letters.map(keyOf))
    this.pushed = last
    const { hub, name } = this.ports
    hub.toUser(name).emit('mail:arrived', { letters: [...letters], envelopes: new Uint8Array(envelopes) })
  }

  private async load(): Promise<void> {
    this.state = 'loading'
    const announced = this.newest
    const page = await this.ports.store.mailPage({ to: this.ports.name, after: this.pushed })
    if (this.isClosed()) return
    if (page.more) this.newest = Math.max(this.newest, page.last + 1)
    if (page.letters.length > 0) return this.push(page.letters, page.envelopes, page.last)
    // Nothing there: what was announced before has been settled meanwhile, what was announced since is yet to be read.
    this.pushed = Math.max(this.pushed, announced)
    if (this.newest > this.pushed) return this.load()
    this.state = 'idle'
  }

  private isClosed(): boolean {
    return this.state === 'closed'
  }
}

/** Opens the mailbox of a session that has just begun. */
export function openMailbox(ports: MailboxPorts): Mailbox {
  return new PagedMailbox(ports)
}
