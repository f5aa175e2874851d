import type { SessionView } from '../../chat/chat-view.ts'
import { welcomeWords } from '../words/sign-in.ts'

/**
 * What is to be said at the next sign-in: a welcome; after a reload only that letters wait; to who is back online nothing.
 * `past`: who is signed in has heard it.
 */
export type Greeting = 'welcome' | 'mail' | 'none' | 'past'

/** The words for a session that has come to this, and what is due from then on. No words: what was said is no longer so. */
export function greet(due: Greeting, session: SessionView): { due: Greeting; words?: string } {
  if (session.state === 'signedIn') {
    const isSaid = due === 'welcome' || (due === 'mail' && session.waiting > 0)
    return isSaid ? { due: 'past', words: welcomeWords(session) } : { due: 'past' }
  }
  const over = due === 'past' ? { words: '' } : {}
  if (session.state === 'signingIn') return { due: 'welcome', ...over }
  const isWaitedFor = session.state === 'reconnecting' && (due === 'welcome' || due === 'mail')
  return { due: isWaitedFor ? 'mail' : 'none', ...over }
}
