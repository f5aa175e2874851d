import type { RecoveryOutcome, SessionView } from '../../chat/chat-view.ts'

/** Whether there is a recovery phrase, or when one can be made. */
export function recoveryWords(session: SessionView): string {
  if (session.state === 'reconnecting') return 'One can be made when the server answers again.'
  if (session.state !== 'signedIn') return 'Sign in to make one.'
  return session.recovery ? 'You have one. A new one replaces it.' : 'You have none yet.'
}

/** Why a recovery phrase was not set. `unable`: the page has taken up other keys since, and Firefox reads no words back. */
export function notSetWords(why: Exclude<RecoveryOutcome, 'set'> | 'unable'): string {
  switch (why) {
    case 'no-answer':
      return 'The server did not answer. Try again.'
    case 'refused':
      return 'The server refused the phrase. Wait a minute, then try again.'
    case 'unable':
      return 'This browser cannot set these words any more. Close this, and make new ones.'
  }
}
