import type { Fact, Payload } from '../../protocol/contract.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { MailArrived } from '../../protocol/mail.ts'
import type { Inbox, Verdict } from './inbox.ts'
import type { Clock } from './ports/clock.ts'
import type { CommandResult } from './ports/server-link.ts'

/** Wait before an ack that failed is repeated, milliseconds. */
const PAUSE = 1000

/** Takes letters and receipts from the server and answers for them. */
export interface Mailbox {
  /** A session begins, and with it the numbers of letters. */
  welcomed(): void
  arrived(page: MailArrived): void
  receipts(issued: Fact<'receipt:issued'>): void
}

/** What a verdict says to the server: that the letter is held, or that it can never be opened here and must not block the box. */
function verdictToProof(verdict: Verdict): string | null {
  return verdict.verdict === 'held' ? verdict.proof : null
}

/** As many answers as one ack takes, to letters whose numbers follow each other. They are given away. */
export function takeRun(answers: Map<number, string | null>): Payload<'mail:ack'> {
  const first = Math.min(...answers.keys())
  const proofs: (string | null)[] = []
  for (let proof = answers.get(first); proof !== undefined && proofs.length < LIMITS.pageItems;) {
    answers.delete(first + proofs.length)
    proofs.push(proof)
    proof = answers.get(first + proofs.length)
  }
  return { first, proofs }
}

/**
 * Acks gather while a request is under way. One that fails is repeated while the session lasts; after that the server
 * pushes the letters again at the next sign-in, under other numbers, and they are acked again.
 */
export function createMailbox(ports: {
  readonly inbox: Inbox
  readonly clock: Clock
  isConnected(): boolean
  ack(letters: Payload<'mail:ack'>): Promise<CommandResult<'mail:ack'>>
  /** Applies a receipt; resolves when that is durable or needs nothing, with false when storage failed. */
  settle(receipt: Fact<'receipt:issued'>['receipts'][number]): Promise<boolean>
  ackReceipts(receipts: Pick<Fact<'receipt:issued'>['receipts'][number], 'to' | 'id'>[]): void
}): Mailbox {
  /** Answers of this session that were not sent, by the letters' numbers. */
  let answers = new Map<number, string | null>()
  let sending = false

  async function flush(): Promise<void> {
    if (sending) return
    sending = true
    while (answers.size > 0) {
      const session = answers
      const run = takeRun(session)
      const result = await ports.ack(run)
      if (!result.ok && ports.isConnected() && session === answers) {
        for (const [index, proof] of run.proofs.entries()) session.set(run.first + index, proof)
        await new Promise<void>((resolve) => ports.clock.after(PAUSE, resolve))
      }
    }
    sending = false
  }

  return {
    welcomed() {
      answers = new Map()
    },
    arrived({ first, from, storedAt, lengths, envelopes }) {
      const session = answers
      let at = 0
      for (const [index, sender] of from.entries()) {
        const [receivedAt = 0, length = 0] = [storedAt[index], lengths[index]]
        const envelope = envelopes.slice(at, (at += length))
        ports.inbox.take({
          from: sender,
          envelope,
          way: 'mailbox',
          receivedAt,
          answer(verdict) {
            session.set(first + index, verdictToProof(verdict))
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
