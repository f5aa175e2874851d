import type { UserName } from '../../protocol/names.ts'
import type { Contacts } from './contacts.ts'
import type { Everyone } from './everyone.ts'
import type { Mailbox } from './mailbox.ts'
import type { ConversationId } from './messages.ts'
import type { PeerLinks } from './peer-links.ts'
import type { Presence } from './presence.ts'
import type { ServerFact } from './ports/server-link.ts'

/** Takes what the server says during a session to where it belongs. */
export function createFactHandler(of: {
  readonly me: UserName
  readonly contacts: Contacts
  readonly presence: Presence
  readonly links: PeerLinks
  readonly mailbox: Mailbox
  readonly everyone: Everyone
  typing(from: UserName, conversation: ConversationId): void
}): (heard: ServerFact) => void {
  return ({ event, fact }) => {
    switch (event) {
      case 'presence:changed':
        return of.presence.changed(fact.entries)
      case 'typing:received':
        if (of.contacts.get(fact.from)?.blocked || fact.from === of.me) return undefined
        return of.typing(fact.from, fact.to === 'everyone' ? 'everyone' : fact.from)
      case 'signal:received':
        return of.links.take(fact.from, fact.signal)
      case 'mail:arrived':
        return of.mailbox.arrived(fact)
      case 'receipt:issued':
        return of.mailbox.receipts(fact)
      case 'group:posted':
        return of.everyone.in.posted(fact.posts)
      case 'group:delivered':
        return of.everyone.out.progressed(fact.items)
      // What the session itself takes.
      case 'session:challenged':
      case 'session:superseded':
      case 'server:stopping':
        return undefined
    }
  }
}
