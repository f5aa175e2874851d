import type { ContactView, LinkView } from './chat-view.ts'
import type { Contact } from './messages.ts'

const NO_LINK: LinkView = { state: 'idle' }

/** A peer of whom nothing is known yet. */
export const UNKNOWN: ContactView = {
  identityKey: null,
  keyToCompare: null,
  verified: false,
  blocked: false,
  changed: null,
  link: NO_LINK,
}

/** What a person is shown of a contact. */
export function contactToView(contact: Contact | undefined, link: LinkView = NO_LINK): ContactView {
  if (!contact) return { ...UNKNOWN, link }
  const { verified, blocked, changed } = contact
  const keyToCompare = changed?.key ?? contact.pinned
  const waiting = changed && { recovered: changed.recovered }
  const isVerified = verified === keyToCompare
  return { identityKey: contact.pinned, keyToCompare, verified: isVerified, blocked, changed: waiting, link }
}
