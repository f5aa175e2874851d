import { unaccentedName } from '../../../protocol/names.ts'
import type { ConversationId } from '../../chat/messages.ts'

/** Somewhere to go, or something to do. */
export type JumpTarget =
  | { readonly kind: 'conversation'; readonly id: ConversationId; readonly label: string; readonly detail: string }
  | {
      readonly kind: 'command'
      readonly command: 'settings' | 'help' | 'recovery' | 'sign-out'
      readonly label: string
    }

const COMMANDS: readonly JumpTarget[] = [
  { kind: 'command', command: 'settings', label: 'Settings' },
  { kind: 'command', command: 'help', label: 'Keys and commands' },
  { kind: 'command', command: 'recovery', label: 'Recovery phrase' },
  { kind: 'command', command: 'sign-out', label: 'Sign out' },
]

/** What a typed text may mean: labels that begin with it first, then those that contain it. */
export function jumpTargets(
  typed: string,
  conversations: readonly Extract<JumpTarget, { kind: 'conversation' }>[],
): readonly JumpTarget[] {
  const text = unaccentedName(typed)
  const all: readonly JumpTarget[] = [...conversations, ...COMMANDS]
  const begins = all.filter(({ label }) => label.toLowerCase().startsWith(text))
  const contains = all.filter(({ label }) => label.toLowerCase().indexOf(text) > 0)
  return [...begins, ...(text ? contains : [])].slice(0, 12)
}
