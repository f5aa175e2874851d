import { unaccentedName } from '../../../protocol/names.ts'
import type { ConversationId } from '../../chat/messages.ts'
import { matchRank } from '../parts/match-rank.ts'

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

/** What a typed text may mean: the label that it is first, then those that begin with it, then those that contain it. */
export function jumpTargets(
  typed: string,
  conversations: readonly Extract<JumpTarget, { kind: 'conversation' }>[],
): readonly JumpTarget[] {
  const text = unaccentedName(typed)
  const all: readonly JumpTarget[] = [...conversations, ...COMMANDS]
  const rank = ({ label }: JumpTarget) => matchRank(label.toLowerCase(), text)
  return all
    .filter((target) => rank(target) < 3)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 12)
}
