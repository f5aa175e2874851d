import { MOST_RECEIPTS, type MailTrace } from '../../protocol/mail.ts'
import type { Outbox } from './outbox.ts'
import type { Clock } from './ports/clock.ts'
import type { CommandResult } from './ports/server-link.ts'

/** Wait before it is asked again what was not answered in time, milliseconds. */
const AGAIN = 2000

/** Asks what became of letters. */
export interface MailTracer {
  /** A session begins. */
  welcomed(): Promise<void>
  close(): void
}

/**
 * Asks what became of the letters that are stored, at the beginning of each session: nobody else says so if the server was
 * restored from a backup, or if the name was in another browser that acked the receipts.
 */
export function createMailTracer(ports: {
  readonly outbox: Pick<Outbox, 'stored' | 'forgotten' | 'receipt'>
  readonly clock: Clock
  isConnected(): boolean
  ask(letters: MailTrace['letters']): Promise<CommandResult<'mail:trace'>>
}): MailTracer {
  const { outbox, clock } = ports
  let closed = false
  let cancelAgain = () => {}

  async function trace(): Promise<void> {
    cancelAgain()
    if (!(await traceAll()) && !closed && ports.isConnected()) cancelAgain = clock.after(AGAIN, () => void trace())
  }

  /** False when there was no answer. */
  async function traceAll(): Promise<boolean> {
    const letters = outbox.stored()
    for (let at = 0; at < letters.length; at += MOST_RECEIPTS) {
      const asked = letters.slice(at, at + MOST_RECEIPTS)
      const answer = await ports.ask(asked)
      if (!answer.ok) return false
      for (const [index, letter] of asked.entries()) {
        const traced = answer.value.letters[index]
        if (traced?.state === 'unknown') outbox.forgotten(letter)
        if (traced?.state === 'settled') await outbox.receipt(traced.receipt)
      }
    }
    return true
  }

  return {
    welcomed: trace,
    close() {
      closed = true
      cancelAgain()
    },
  }
}
