import type { Person } from '../person.ts'
import type { StorageWatch } from '../tab-storage.ts'
import { outgoingKey } from '../../web/storage/rows.ts'
import type { Evidence } from './evidence.ts'
import { checkClaim, checkStep } from './progress.ts'

/** Judges what a browser durably stores, at the moment of the commit. */
export function createStorageCheck(evidence: () => Evidence, person: Person): StorageWatch {
  const seqs = new Map<string, number>()

  const outgoing = (id: Parameters<typeof outgoingKey>[0]) => {
    const message = person.browser.database.rows.get(outgoingKey(id))?.message
    return message && 'delivery' in message ? message : undefined
  }

  return {
    composed(messages, tab) {
      const { name } = person
      for (const message of messages) {
        const last = seqs.get(message.conversation) ?? 0
        if (message.seq !== last + 1)
          evidence().fail('I5', `${name} composed ${message.id} with seq ${message.seq} after ${last}`)
        seqs.set(message.conversation, message.seq)
        evidence().composed.set(message.id, { from: name, conversation: message.conversation, message, tab, person })
      }
    },
    moved(changes, commit) {
      const before = changes.map(({ id }) => outgoing(id))
      const done = commit()
      for (const earlier of before) {
        const message = earlier && outgoing(earlier.id)
        if (!earlier || !message) continue
        // A note of what was read goes again by itself.
        if (message.type === 'read' && message.delivery.state === 'queued') evidence().retried.add(message.id)
        checkStep(evidence(), `${person.name} stores`, message.id, earlier.delivery, message.delivery)
        checkClaim(evidence(), `${person.name} stores`, message)
      }
      return done
    },
    received() {},
    repeated() {},
    failed() {},
  }
}
