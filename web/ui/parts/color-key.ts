import type { Person, SessionView } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Environment } from '../environment.ts'

/**
 * What the colour of a conversation's avatar is derived from: the device of the one it is with, so that everybody sees
 * one colour; the name while no device is known.
 */
export function colorKey(
  id: ConversationId,
  of: { person: Person | undefined; session: SessionView; environment: Environment },
): string {
  const { person, session } = of
  const isSelf = session.state !== 'new' && session.name === id
  return person?.device ?? (isSelf ? of.environment.deviceOf(session) : undefined) ?? id
}
