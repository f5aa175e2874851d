import { canonicalName } from '../../protocol/names.ts'

/** A typed line, understood. `send` goes to a person, `send-all` to Everyone; a line without a slash is a plain message. */
export type Line =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'send'; readonly to: string; readonly text: string }
  | { readonly type: 'send-all'; readonly text: string }
  | { readonly type: 'sign-out' }
  | { readonly type: 'sign-in' }
  | { readonly type: 'help' }
  | { readonly type: 'missing-recipient' }
  | { readonly type: 'unknown'; readonly command: string }

/** Every command, how it is typed and what it does, for completion and `/help`. */
export const SLASH_COMMANDS = [
  { command: '/send', usage: '/send NAME TEXT', does: 'Write to one person' },
  { command: '/send_all', usage: '/send_all TEXT', does: 'Write to Everyone' },
  { command: '/dereg', usage: '/dereg', does: 'Sign out' },
  { command: '/reg', usage: '/reg', does: 'Sign in again' },
  { command: '/help', usage: '/help', does: 'Show the commands and keys' },
] as const

/**
 * Reads a line. Only a slash right at the beginning, with a word behind it, makes a command, and `//` with a word behind
 * it begins a text with a slash: a comment in code stays as it is.
 */
export function parseLine(line: string): Line {
  if (/^\/\/\w/.test(line)) return { type: 'message', text: line.slice(1) }
  const match = /^\/(\w\S*|$)(?:\s+([\s\S]*))?$/.exec(line)
  if (!match) return { type: 'message', text: line }
  const [, word = '', rest = ''] = match
  switch (word.toLowerCase()) {
    case 'send':
      return parseSend(rest)
    case 'send_all':
      return { type: 'send-all', text: rest }
    case 'dereg':
      return { type: 'sign-out' }
    case 'reg':
      return { type: 'sign-in' }
    case 'help':
      return { type: 'help' }
    default:
      return { type: 'unknown', command: `/${word}` }
  }
}

function parseSend(rest: string): Line {
  const [, to = '', text = ''] = /^(\S+)(?:\s+([\s\S]*))?$/.exec(rest) ?? []
  return to === '' ? { type: 'missing-recipient' } : { type: 'send', to: canonicalName(to), text }
}
