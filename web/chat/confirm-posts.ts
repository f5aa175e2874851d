import type { Post } from '../../protocol/group.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { eraAt, type GroupLog } from './group-log.ts'
import type { OutgoingPost } from './messages.ts'
import type { Storage } from './ports/storage.ts'

/**
 * Own posts that were given up and stand in the log all the same: their ack was lost, and nobody was here to ask again
 * until they had expired. As they are from now on; how many have them is to be asked.
 */
export async function confirmPosts(
  own: readonly Post[],
  log: GroupLog,
  { storage, isUnderWay }: { storage: Storage; isUnderWay: (id: MessageId) => boolean },
): Promise<readonly OutgoingPost[]> {
  const confirmed: OutgoingPost[] = []
  for (const { id, groupSeq } of own) {
    const message = isUnderWay(id) ? undefined : await storage.message(id)
    if (message?.kind !== 'outgoing-post') continue
    const { state } = message.delivery
    if (state !== 'expired' && state !== 'failed') continue
    const era = eraAt(groupSeq, log)
    confirmed.push({ ...message, delivery: { state: 'posted', groupSeq, delivered: 0, of: 1, ...(era && { era }) } })
  }
  return confirmed
}
