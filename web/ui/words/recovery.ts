import type { SessionView } from '../../chat/chat-view.ts'

/** Whether there is a recovery phrase, or when one can be made. */
export function recoveryWords(session: SessionView): string {
  if (session.state === 'reconnecting') return 'One can be made when the server answers again.'
  if (session.state !== 'signedIn') return 'Sign in to make one.'
  return session.recovery ? 'You have one. A new one replaces it.' : 'You have none yet.'
}
