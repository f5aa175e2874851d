import type { UserName } from '../../protocol/names.ts'
import type { ContactView, LinkView } from './chat-view.ts'
import { contactToView } from './contact-view.ts'
import { isNewer } from './contacts.ts'
import type { Contact } from './messages.ts'
import { createStore, type Readable, type Store } from './store.ts'

/** What is shown of contacts, of who is blocked, and of the links to them. */
export interface ContactViews {
  readonly blocked: Readable<readonly UserName[]>
  readonly links: ReadonlyMap<UserName, LinkView>
  get(name: UserName): Contact | undefined
  view(name: UserName): Readable<ContactView>
  /** Takes what was told or read, if it is newer than what is shown. */
  take(contact: Contact): void
  takeLink(peer: UserName, link: LinkView): void
  /** The links have ended with the session. */
  dropLinks(): void
}

/** Starts from stored contacts, without a link. */
export function createContactViews(stored: readonly Contact[]): ContactViews {
  const contacts = new Map(stored.map((contact) => [contact.name, contact]))
  const links = new Map<UserName, LinkView>()
  const views = new Map<UserName, Store<ContactView>>()
  const blocked = createStore<readonly UserName[]>([])

  function refresh(name: UserName): void {
    views.get(name)?.set(contactToView(contacts.get(name), links.get(name)))
  }

  function refreshBlocked(): void {
    const names = [...contacts.values()].flatMap((contact) => (contact.blocked ? [contact.name] : []))
    blocked.set(names.toSorted((a, b) => (a < b ? -1 : 1)))
  }

  function take(contact: Contact): void {
    if (!isNewer(contact, contacts.get(contact.name))) return
    contacts.set(contact.name, contact)
    refresh(contact.name)
    if (blocked.get().includes(contact.name) !== contact.blocked) refreshBlocked()
  }

  refreshBlocked()
  return {
    blocked,
    links,
    get: (name) => contacts.get(name),
    view(name) {
      const view = views.get(name) ?? createStore(contactToView(contacts.get(name), links.get(name)))
      views.set(name, view)
      return view
    },
    take,
    takeLink(peer, link) {
      links.set(peer, link)
      refresh(peer)
    },
    dropLinks() {
      const linked = [...links.keys()]
      links.clear()
      for (const name of linked) refresh(name)
    },
  }
}
