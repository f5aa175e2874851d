import type { Contacts, RecipientProblem } from './contacts.ts'
import type { Lane, LaneEntry } from './lane.ts'
import type { SealedMessage } from './messages.ts'
import type { Plain, Recipient, Sealer } from './ports/sealer.ts'
import type { Storage } from './ports/storage.ts'

function entryToPlain({ message }: LaneEntry): Plain {
  const { id, seq, sentAt, receiptToken, text } = message
  const body = message.type === 'read' ? { type: 'read' as const, upTo: Number(text) } : { type: 'text' as const, text }
  return { id, seq, sentAt, receiptToken, body }
}

async function seal(sealer: Sealer, entry: LaneEntry, to: Recipient): Promise<SealedMessage> {
  const envelope = await sealer.seal(entryToPlain(entry), to)
  return { id: entry.message.id, to: to.name, envelope, sealedTo: to.identityKey, prekeyId: to.prekey.id }
}

/**
 * Makes sure that each entry has its sealed bytes, in memory and in storage (P2: before the first send). What storage still
 * has from before a restart is used as it is, unless the recipient's keys moved on. Returns what keeps it from being sealed.
 */
export async function sealBatch(
  lane: Lane,
  entries: readonly LaneEntry[],
  { contacts, sealer, storage }: { contacts: Contacts; sealer: Sealer; storage: Storage },
): Promise<RecipientProblem | undefined> {
  const pinned = contacts.get(lane.peer)?.pinned
  for (const entry of entries) if (pinned && entry.sealed?.sealedTo !== pinned) entry.sealed = undefined
  const bare = entries.filter((entry) => !entry.sealed)
  if (bare.length === 0) return undefined
  if (!lane.bundleStale) {
    const stored = await storage.sealed(bare.map((entry) => entry.message.id))
    const byId = new Map(stored.map((sealed) => [sealed.id, sealed]))
    for (const entry of bare) {
      const found = byId.get(entry.message.id)
      if (found && found.sealedTo === pinned) entry.sealed = found
    }
  }
  const open = bare.filter((entry) => !entry.sealed)
  if (open.length === 0) return undefined
  const recipient = await contacts.recipient(lane.peer, lane.bundleStale)
  if (typeof recipient === 'string') return recipient
  const sealed = await Promise.all(open.map((entry) => seal(sealer, entry, recipient)))
  await storage.saveSealed(sealed)
  lane.bundleStale = false
  for (const [index, entry] of open.entries()) entry.sealed = sealed[index]
  return undefined
}
