import { envelopeToOuter } from '../protocol/envelope.ts'
import { refusal } from '../protocol/errors.ts'
import { MOST_RECEIPTS, type MailAck, type MailTrace, type Receipt, type ReceiptAck } from '../protocol/mail.ts'
import type { UserName } from '../protocol/names.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Limits } from './limits.ts'
import { openMailbox, type Answered, type Mailbox } from './mailbox.ts'
import type { Clock, Hub, Log } from './ports.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { reasonOf } from './reason.ts'
import type { Session } from './session-port.ts'
import type { IssuedReceipt, Store } from './store/store.ts'

/**
 * Acks of receipts that one session may have waiting: each is up to 200 rows to look for. One that is refused is no loss,
 * its receipts come again at the next sign-in.
 */
const RECEIPT_ACKS = 100

interface MailPorts {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly directory: Directory
  readonly limits: Limits
  readonly log: Log
  /** Whether another letter or post may come from there now. */
  readonly mayPut: (from: Session) => boolean
}

function answerToReceipt(to: UserName, answered: Answered | undefined): IssuedReceipt | undefined {
  if (!answered) return undefined
  const { letter, proof } = answered
  const outcome = proof === null ? ({ outcome: 'rejected' } as const) : ({ outcome: 'opened', proof } as const)
  return { sender: letter.from, receipt: { to, id: letter.id, outcome } }
}

/** Sealed letters for those who cannot be reached directly, and what became of them. */
export function createMail({ store, hub, clock, directory, limits, log, mayPut }: MailPorts) {
  const boxes = new Map<UserName, Mailbox>()

  const tell = (issued: readonly IssuedReceipt[]) => {
    const bySender = new Map<UserName, Receipt[]>()
    for (const { sender, receipt } of issued) {
      const receipts = bySender.get(sender)
      if (receipts) receipts.push(receipt)
      // Who is away gets them from the store.
      else if (directory.get(sender)?.online) bySender.set(sender, [receipt])
    }
    for (const [sender, receipts] of bySender) {
      for (let at = 0; at < receipts.length; at += MOST_RECEIPTS) {
        hub.toUser(sender).emit('receipt:issued', { receipts: receipts.slice(at, at + MOST_RECEIPTS) })
      }
    }
  }
  const failed = (error: unknown) => log('mail was not read', { reason: reasonOf(error) })

  const closed = (name: UserName, box: Mailbox) => {
    if (boxes.get(name) === box) boxes.delete(name)
  }
  const mailboxPorts = { store, hub, clock, onError: failed, onClosed: closed }

  /** Behind which receipt those go on of which a session has heard a page: all at once would be too much for a slow line. */
  const unheard = new WeakMap<Mailbox, number>()
  const repeatReceipts = async (name: UserName, box: Mailbox) => {
    const after = unheard.get(box)
    if (after === undefined) return
    unheard.delete(box)
    const { receipts, last } = await store.receiptPage({ name, after })
    if (receipts.length === MOST_RECEIPTS) unheard.set(box, last)
    if (receipts.length > 0) hub.toUser(name).emit('receipt:issued', { receipts: [...receipts] })
  }

  return {
    tell,

    /** Begins to push mail and receipts to a session. */
    open({ name }: Session): Mailbox {
      const box = openMailbox(name, mailboxPorts)
      boxes.set(name, box)
      unheard.set(box, 0)
      repeatReceipts(name, box).catch(failed)
      return box
    },

    handlers: {
      'mail:put': async (session: Session, { to, envelope }: { to: UserName; envelope: Uint8Array }) => {
        if (!mayPut(session)) return refusal('rate-limited')
        const { name, author } = session
        const outer = envelopeToOuter(envelope)
        if (!outer) return refusal('bad-payload', 'That is no envelope.')
        if (outer.fromDevice !== directory.get(name)?.account.device) {
          return refusal('bad-payload', 'The envelope is from another device.')
        }
        const at = clock.now()
        const { id, toDevice, prekeyId } = outer
        const outcome = await store.putMail({ author, to, id, toDevice, prekeyId, envelope, at, caps: limits.mail })
        switch (outcome.state) {
          case 'stored':
            if (outcome.position !== undefined) {
              const { position } = outcome
              boxes.get(to)?.arrived({ from: name, id, storedAt: at, length: envelope.length, position }, envelope)
            }
            return accepted({ state: 'stored' as const })
          case 'settled':
            return accepted({ state: 'settled' as const, receipt: outcome.receipt })
          default:
            return refusal(outcome.state)
        }
      },

      'mail:ack': async ({ name, author }: Session, { first, proofs }: MailAck) => {
        const box = boxes.get(name)
        const answered = box?.answered(first, proofs) ?? []
        const answer = await store.ackMail({
          author,
          positions: answered.map(({ letter }) => letter.position),
          proofs: answered.map(({ proof }) => proof),
          at: clock.now(),
        })
        // Numbers are a session's own. What an older one meant by them ends here, where the store refuses its fence.
        if (answer.state === 'superseded') return refusal('superseded')
        box?.acked(answered)
        tell(answer.settled.flatMap((index) => answerToReceipt(name, answered[index]) ?? []))
        return accepted(null)
      },

      'mail:trace': oneAtATime(async ({ name }: Session, { letters }: MailTrace) =>
        accepted({ letters: [...(await store.traceMail({ sender: name, letters }))] }),
      ),

      'receipt:ack': oneAtATime(async ({ name, author }, { receipts }: ReceiptAck) => {
        const outcome = await store.ackReceipts({ author, receipts })
        if (outcome.state === 'superseded') return refusal('superseded')
        const box = boxes.get(name)
        if (box) repeatReceipts(name, box).catch(failed)
        return accepted(null)
      }, RECEIPT_ACKS),
    },
  }
}
