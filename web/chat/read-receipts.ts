import type { UserName } from '../../protocol/names.ts'
import { compose } from './compose.ts'
import type { ConversationId } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import { type Reading, readingToText } from './reading.ts'
import type { Residence } from './residence-ports.ts'

/** Tells peers how far their messages were read. For who is known to be away it is noted, and told when they are seen again. */
export interface ReadReceipts {
  /** All there is of a conversation was read. */
  read(at: Residence, conversation: ConversationId): void
  /** Somebody may have come. */
  look(at: Residence): void
}

/** Creates them. `broken` hears of storage that failed. */
export function createReadReceipts(ports: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  broken(at: Residence, error: unknown): void
}): ReadReceipts {
  const online = (at: Residence, peer: UserName) => at.views.people.get().find(({ name }) => name === peer)?.online

  function note(at: Residence, peer: UserName, untold: Reading | null): void {
    at.saveNote({ id: peer, untold })
  }

  function tell(at: Residence, peer: UserName, reading: Reading): void {
    if (at.views.note(peer).untold) note(at, peer, null)
    if (at.views.contact(peer).get().blocked) return
    const of = { me: at.name, conversation: peer, type: 'read', text: readingToText(reading) } as const
    compose(of, { ...ports, storage: at.resident.storage }).then(at.send, (error: unknown) => ports.broken(at, error))
  }

  return {
    read(at, conversation) {
      if (conversation === 'everyone' || conversation === at.name) return
      const reading = at.views.newestFrom(conversation)
      if (!reading) return
      if (online(at, conversation) === false) note(at, conversation, reading)
      else tell(at, conversation, reading)
    },
    look(at) {
      // All tabs have the notes; one of them tells.
      if (!at.leads()) return
      for (const { name, online } of at.views.people.get()) {
        const { untold } = at.views.note(name)
        if (online && untold) tell(at, name, untold)
      }
    },
  }
}
