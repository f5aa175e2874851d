import type { SessionView } from '../../chat/chat-view.ts'
import { welcomeWords } from '../words/sign-in.ts'

/** What is to be said at the next sign-in: a welcome; after a reload only that letters wait; to who is back online nothing. */
export type Greeting = 'welcome' | 'mail' | 'none'

/** The words for a session that has come to this, and what is due from then on. */
export function greet(due: Greeting, session: SessionView): { due: Greeting; words?: string } {
  switch (session.state) {
    case 'signingIn':
      return { due: 'welcome' }
    case 'reconnecting':
      return { due: due === 'none' ? 'none' : 'mail' }
    case 'signedIn': {
      const isSaid = due === 'welcome' || (due === 'mail' && session.waiting > 0)
      return isSaid ? { due: 'none', words: welcomeWords(session) } : { due: 'none' }
    }
    default:
      return { due: 'none' }
  }
}
