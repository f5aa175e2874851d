import type { SessionView } from '../../chat/chat-view.ts'

/** Whether nobody is here to do what is asked: a message is not sent again, and no key or block decided. */
export function isSignedOut({ state }: SessionView): boolean {
  return state === 'signedOut' || state === 'new'
}
