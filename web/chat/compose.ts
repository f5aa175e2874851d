import { utf8Bytes } from '../../protocol/bytes.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { UserName } from '../../protocol/names.ts'
import { withoutInvisible } from './invisible.ts'
import type { ConversationId, OwnMessage } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { Composed, Storage } from './ports/storage.ts'
import { newMessageId, newReceiptToken } from './random.ts'

/** Nothing that a screen shows: spaces, and characters that join or part others. */
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

/** Text as it is sent: well-formed, without what is invisible, and trimmed; empty when nothing of it would be seen. */
export function cleanText(typed: string): string {
  const text = withoutInvisible(typed.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).trimEnd()
  if (BLANK.test(text)) return ''
  // Of several lines the first keeps its indent, as the others do.
  return text.includes('\n') ? text.replace(/^\s*\n/, '') : text.trimStart()
}

/** Whether a text fits into one message. */
export function fits(text: string): boolean {
  return text.length <= LIMITS.text && utf8Bytes(text).length <= LIMITS.text
}

/** P1: stores a message with its id and seq. A note to oneself is delivered by that. */
export async function compose(
  of: { me: UserName; conversation: ConversationId; type: 'text' | 'read'; text: string },
  ports: { storage: Storage; clock: Clock; randomBytes: RandomBytes },
): Promise<readonly OwnMessage[]> {
  const { me, conversation, type, text } = of
  const sentAt = ports.clock.wallTime()
  const common = { id: newMessageId(ports.randomBytes, sentAt), conversation, from: me, sentAt, type, text }
  const composed: Composed =
    conversation === 'everyone'
      ? { ...common, kind: 'outgoing-post', delivery: { state: 'queued' } }
      : {
          ...common,
          kind: 'outgoing',
          receiptToken: newReceiptToken(ports.randomBytes),
          delivery: conversation === me ? { state: 'delivered', way: 'self', at: sentAt, ms: 0 } : { state: 'queued' },
        }
  return ports.storage.compose([composed])
}
