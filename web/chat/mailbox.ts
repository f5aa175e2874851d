import type { Fact } from '../../protocol/contract.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { MailAck, MailArrived } from '../../protocol/mail.ts'
import type { Inbox, Verdict } from './inbox.ts'
import type { Clock } from './ports/clock.ts'
import type { CommandResult } from './ports/server-link.ts'

/** Wait before an ack that failed is repeated, milliseconds. */
const PAUSE = 1000

/** Takes letters and receipts from the server and answers for them. */
export interface Mailbox {
  arrived(page: MailArrived): void
  receipts(issued: Fact<'receipt:issued'>): void
}

type LetterAck = MailAck['letters'][number]
type Letter = MailArrived['letters'][number]

function verdictToAck(letter: Letter, verdict: Verdict): LetterAck {
  const { from, id } = letter
  switch (verdict.verdict) {
    case 'held':
      return { from, id, outcome: { outcome: 'opened', proof: verdict.proof } }
    // Nothing of these can ever be opened here; left in the box they would block it.
    case 'malformed':
    case 'rejected':
    case 'blocked':
    case 'stale-bundle':
      return { from, id, outcome: { outcome: 'rejected' } }
  }
}

/**
 * Acks gather while a request is under way. One that fails is repeated while the connection lasts; after that the server
 * pushes the letters again at the next sign-in, and they are acked again.
 */
export function createMailbox(ports: {
  readonly inbox: Inbox
  readonly clock: Clock
  isConnected(): boolean
  ack(letters: LetterAck[]): Promise<CommandResult<'mail:ack'>>
  /** Applies a receipt; resolves when that is durable or needs nothing, with false when storage failed. */
  settle(receipt: Fact<'receipt:issued'>['receipts'][number]): Promise<boolean>
  ackReceipts(receipts: Pick<Fact<'receipt:issued'>['receipts'][number], 'to' | 'id'>[]): void
}): Mailbox {
  let waiting: LetterAck[] = []
  let sending = false

  async function flush(): Promise<void> {
    if (sending) return
    sending = true
    while (waiting.length > 0) {
      const page = waiting.slice(0, LIMITS.pageItems)
      waiting = waiting.slice(LIMITS.pageItems)
      const result = await ports.ack(page)
      if (!result.ok && ports.isConnected()) {
        waiting = [...page, ...waiting]
        await new Promise<void>((resolve) => ports.clock.after(PAUSE, resolve))
      }
    }
    sending = false
  }

  return {
    arrived({ letters, envelopes }) {
      let at = 0
      for (const letter of letters) {
        const envelope = envelopes.slice(at, at + letter.length)
        at += letter.length
        ports.inbox.take({
          from: letter.from,
          envelope,
          way: 'mailbox',
          receivedAt: letter.storedAt,
          answer(verdict) {
            waiting.push(verdictToAck(letter, verdict))
            void Promise.resolve().then(flush)
          },
        })
      }
    },
    receipts({ receipts }) {
      void Promise.all(receipts.map((receipt) => ports.settle(receipt))).then((settled) => {
        const noted = receipts.filter((_, index) => settled[index])
        if (noted.length > 0) ports.ackReceipts(noted.map(({ to, id }) => ({ to, id })))
      })
    },
  }
}
