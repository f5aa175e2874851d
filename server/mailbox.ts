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

/**
 * Pushes what waits, then what comes. The next page follows when the last is acked; what is not acked before the
 * connection ends comes again with the next one, because this memory ends too.
 */
export function openMailbox({
  name,
  store,
  hub,
  onError,
}: {
  name: UserName
  store: Store
  hub: Hub
  onError: (error: unknown) => void
}): Mailbox {
  /** `idle`: everything committed up to `pushed` was pushed and acked. */
  let state: 'loading' | 'awaiting' | 'idle' | 'closed' = 'loading'
  let outstanding = new Set<string>()
  let pushed = 0
  let newest = 0

  const push = (letters: readonly Letter[], envelopes: Uint8Array, last: number) => {
    state = 'awaiting'
    outstanding = new Set(letters.map(keyOf))
    pushed = last
    hub.toUser(name).emit('mail:arrived', { letters: [...letters], envelopes: new Uint8Array(envelopes) })
  }
  const load = async (): Promise<void> => {
    state = 'loading'
    const announced = newest
    const page = await store.mailPage({ to: name, after: pushed })
    if (isClosed()) return
    if (page.more) newest = Math.max(newest, page.last + 1)
    if (page.letters.length > 0) return push(page.letters, page.envelopes, page.last)
    // Nothing there: what was announced before has been settled meanwhile, what was announced since is yet to be read.
    pushed = Math.max(pushed, announced)
    if (newest > pushed) return load()
    state = 'idle'
  }
  const isClosed = () => state === 'closed'
  const begin = () => void load().catch(onError)
  begin()

  return {
    arrived(position, letter, envelope) {
      if (state === 'idle') push([letter], envelope, position)
      newest = Math.max(newest, position)
    },
    acked(letters) {
      if (state !== 'awaiting') return
      for (const letter of letters) outstanding.delete(keyOf(letter))
      if (outstanding.size > 0) return
      if (newest > pushed) begin()
      else state = 'idle'
    },
    close() {
      state = 'closed'
    },
  }
}
