import type { SubmitResult } from '../../chat/chat-view.ts'

type Hint = Extract<SubmitResult, { kind: 'hint' }>

/** Why a typed line was not sent. */
export function hintWords({ hint, detail }: Hint): string {
  switch (hint) {
    case 'empty':
      return 'There is nothing to send yet.'
    case 'too-long':
      return 'That is more than 8 KB. Send it in parts.'
    case 'signed-out':
      return 'You are signed out. Sign in to write.'
    case 'no-such-user':
      return `No such user: ${detail}.`
    case 'unknown-command':
      return `There is no command ${detail}. /help lists them all; begin with // to send it as text.`
    case 'missing-recipient':
      return 'Say to whom: /send bob hello'
    case 'blocked':
      return `You blocked ${detail}. Unblock to write.`
    case 'storage':
      return 'The message could not be stored, so it was not sent. Your text is kept.'
  }
}
