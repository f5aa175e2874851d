import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Contacts, RecipientProblem } from './contacts.ts'
import type { Lane, LaneEntry } from './lane.ts'
import type { Plain, Sealer } from './ports/sealer.ts'
import { upToByKey } from './reading.ts'

function entryToPlain({ message }: LaneEntry, to: IdentityKey): Plain {
  const { id, seq, sentAt, receiptToken, text } = message
  const body =
    message.type === 'read' ? { type: 'read' as const, upTo: upToByKey(text, to) } : { type: 'text' as const, text }
  return { id, seq, sentAt, receiptToken, body }
}

/**
 * Makes sure that each entry has its sealed bytes (P2), which serve both paths until the recipient's keys move on. They are
 * not stored: all they are made of is (P1), and after a restart other bytes of the same id do as well. The recipient
 * takes an id once, and the proof in its receipt comes from the token inside. Returns what keeps it from being sealed.
 */
export async function sealBatch(
  lane: Lane,
  entries: readonly LaneEntry[],
  { contacts, sealer }: { contacts: Contacts; sealer: Sealer },
): Promise<RecipientProblem | undefined> {
  const pinned = contacts.get(lane.peer)?.pinned
  for (const entry of entries) if (pinned && entry.sealed?.to !== pinned) entry.sealed = undefined
  const bare = entries.filter((entry) => !entry.sealed)
  if (bare.length === 0) return undefined
  const { bundleStale } = lane
  // Before anything is awaited: what turns out to be stale meanwhile is for the next seal.
  lane.bundleStale = false
  const recipient = await contacts.recipient(lane.peer, bundleStale)
  if (typeof recipient === 'string') {
    lane.bundleStale ||= bundleStale
    return recipient
  }
  const envelopes = await Promise.all(
    bare.map((entry) => sealer.seal(entryToPlain(entry, recipient.identityKey), recipient)),
  )
  for (const [index, entry] of bare.entries()) {
    const envelope = envelopes[index]
    entry.sealed = envelope && { envelope, to: recipient.identityKey }
  }
  return undefined
}
