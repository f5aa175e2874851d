import { compose } from './compose.ts'
import type { ConversationId } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { Residence } from './residence.ts'

/** Tells a peer how far its messages were read, unless it is known to be away. Rejects when storage fails. */
export async function sendRead(
  at: Residence,
  conversation: ConversationId,
  ports: { readonly clock: Clock; readonly randomBytes: RandomBytes },
): Promise<void> {
  if (conversation === 'everyone' || conversation === at.name) return
  const reader = at.views.people.get().find((person) => person.name === conversation)
  const newest = at.views.newestFrom(conversation)
  if (reader?.online === false || newest === 0) return
  const of = { me: at.name, conversation, type: 'read', text: String(newest) } as const
  const { clock, randomBytes } = ports
  at.send(await compose(of, { storage: at.resident.storage, clock, randomBytes }))
}
