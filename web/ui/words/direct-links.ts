import type { Privacy, SessionView } from '../../chat/chat-view.ts'

/** What may be chosen, in words. */
export const DIRECT_LINKS: readonly (readonly [Privacy['directLinks'], string])[] = [
  ['when-possible', 'When possible'],
  ['relay-only', 'Only through a relay'],
  ['never', 'Never'],
]

/** What a choice does, and who learns this browser's network address. */
export function directLinksWords(chosen: Privacy['directLinks'], session: SessionView): string {
  switch (chosen) {
    case 'when-possible':
      return 'Messages to one person go straight to their browser where they can. Anybody signed in here, unless you block them, can learn your network address that way.'
    case 'relay-only':
      return relayWords(session)
    case 'never':
      return 'Messages go through the server’s mailbox. The server sees your network address; other people do not.'
  }
}

function relayWords(session: SessionView): string {
  if (session.state !== 'signedIn')
    return 'The relay and the server see your network address; other people do not. If the server names no relay, messages go through its mailbox.'
  return session.relay
    ? 'The relay and the server see your network address; other people do not. Neither relay nor server can read what you write to one person.'
    : 'This server names no relay, so messages go through its mailbox. The server sees your network address; other people do not.'
}
