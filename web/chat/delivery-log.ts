import type { Told } from './change.ts'
import { advance, type Delivery, type DeliveryEvent } from './delivery.ts'
import type { LaneEntry } from './lane.ts'
import type { OutgoingMessage } from './messages.ts'
import type { Storage } from './ports/storage.ts'

/**
 * Moves deliveries on: what must survive is committed first, then remembered, then told. Where another tab knew better, what
 * storage holds is remembered.
 */
export interface DeliveryLog {
  /** Applies an event. A state that lives in memory only changes at once; others when they are committed. */
  apply(entry: LaneEntry, event: DeliveryEvent): void
  /** Whether everything applied so far is committed; false once storage has failed. */
  flushed(): Promise<boolean>
}

/** `queued` is what storage has for the states in memory, so going back to it needs no write; leaving a final state does. */
function isMemoryOnly(from: Delivery, to: Delivery): boolean {
  if (to.state === 'sentDirect' || to.state === 'storing') return true
  return to.state === 'queued' && (from.state === 'sentDirect' || from.state === 'storing')
}

/** `committed` hears each entry whose new state is durable; `shown` every change. Commits that wait share the next transaction. */
export function createDeliveryLog(of: {
  storage: Storage
  shown: (messages: readonly OutgoingMessage[], told?: Told) => void
  committed: (entries: readonly LaneEntry[]) => void
  broken: (error: unknown) => void
}): DeliveryLog {
  let waiting = new Set<LaneEntry>()
  const changed = new Set<LaneEntry>()
  let writing: Promise<void> | undefined
  let failed = false

  async function write(): Promise<void> {
    try {
      while (waiting.size > 0) {
        const batch = [...waiting].flatMap((entry) => (entry.committing ? [{ entry, delivery: entry.committing }] : []))
        waiting = new Set()
        const changes = batch.map(({ entry, delivery }) => ({ id: entry.message.id, delivery }))
        const further = new Map((await of.storage.saveDeliveries(changes)).map((message) => [message.id, message]))
        for (const { entry, delivery } of batch) {
          const held = further.get(entry.message.id)
          entry.message = held?.kind === 'outgoing' ? held : { ...entry.message, delivery }
          if (entry.committing === delivery) entry.committing = undefined
        }
        of.shown(batch.map(({ entry }) => entry.message))
        of.committed(batch.map(({ entry }) => entry))
      }
    } catch (error) {
      failed = true
      of.broken(error)
    } finally {
      writing = undefined
    }
  }

  /** What changes in one turn is told at once: each telling goes to the other tabs too. */
  function showSoon(entry: LaneEntry): void {
    changed.add(entry)
    if (changed.size > 1) return
    void Promise.resolve().then(() => {
      const messages = [...changed].map(({ message }) => message)
      changed.clear()
      of.shown(messages, 'passing')
    })
  }

  return {
    apply(entry, event) {
      const before = entry.committing ?? entry.message.delivery
      const after = advance(before, event)
      if (after === before) return
      entry.cancelAckWait()
      if (!entry.committing && isMemoryOnly(before, after)) {
        entry.message = { ...entry.message, delivery: after }
        return showSoon(entry)
      }
      entry.committing = after
      waiting.add(entry)
      writing ??= write()
    },
    async flushed() {
      await writing
      return !failed
    },
  }
}
