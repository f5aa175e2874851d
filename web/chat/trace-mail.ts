import { MOST_RECEIPTS, type MailTrace } from '../../protocol/mail.ts'
import type { Outbox } from './outbox.ts'
import type { CommandResult } from './ports/server-link.ts'

/**
 * Asks what became of the letters that are stored, at the beginning of each session: nobody else says so if the server was
 * restored from a backup, or if the name was in another browser that acked the receipts. What has no answer now is asked
 * for again in the next session.
 */
export async function traceMail(
  outbox: Pick<Outbox, 'stored' | 'forgotten' | 'receipt'>,
  ask: (letters: MailTrace['letters']) => Promise<CommandResult<'mail:trace'>>,
): Promise<void> {
  const letters = outbox.stored()
  for (let at = 0; at < letters.length; at += MOST_RECEIPTS) {
    const asked = letters.slice(at, at + MOST_RECEIPTS)
    const answer = await ask(asked)
    if (!answer.ok) return
    for (const [index, letter] of asked.entries()) {
      const traced = answer.value.letters[index]
      if (traced?.state === 'unknown') outbox.forgotten(letter)
      if (traced?.state === 'settled') await outbox.receipt(traced.receipt)
    }
  }
}
