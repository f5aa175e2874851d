import type { UserName } from '../../protocol/names.ts'
import { compose } from './compose.ts'
import type { ConversationId } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import { type Reading, readingToText } from './reading.ts'
import type { Residence } from './residence-ports.ts'

/** Tells peers how far their messages were read. Who is known to be away is told when seen again, as long as this page lives. */
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
  const untold = new Map<UserName, { readonly at: Residence; readonly reading: Reading }>()

  const online = (at: Residence, peer: UserName) => at.views.people.get().find(({ name }) => name === peer)?.online

  function tell(at: Residence, peer: UserName, reading: Reading): void {
    untold.delete(peer)
    if (at.views.contact(peer).get().blocked) return
    const of = { me: at.name, conversation: peer, type: 'read', text: readingToText(reading) } as const
    compose(of, { ...ports, storage: at.resident.storage }).then(at.send, (error: unknown) => ports.broken(at, error))
  }

  return {
    read(at, conversation) {
      if (conversation === 'everyone' || conversation === at.name) return
      const reading = at.views.newestFrom(conversation)
      if (!reading) return
      if (online(at, conversation) === false) untold.set(conversation, { at, reading })
      else tell(at, conversation, reading)
    },
    look(at) {
      for (const [peer, { at: reader, reading }] of untold) {
        if (reader !== at) untold.delete(peer)
        else if (online(at, peer)) tell(at, peer, reading)
      }
    },
  }
}
