import type { RosterEntry } from '../../protocol/presence.ts'
import type { UserName } from '../../protocol/names.ts'
import type { LinkView, Person, SessionView } from './chat-view.ts'

/**
 * Everyone on the roster but oneself, in order of name. Only while signed in does the roster say who is there; otherwise
 * nobody knows, but of whom a link is open.
 */
export function toPeople(
  roster: Iterable<RosterEntry>,
  of: { me: UserName; session: SessionView; links: ReadonlyMap<UserName, LinkView> },
): readonly Person[] {
  const { me, session, links } = of
  const others = [...roster].filter(({ name }) => name !== me).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (session.state === 'signedIn') return others
  return others.map((entry) => ({ ...entry, online: links.get(entry.name)?.state === 'open' || null }))
}

/** Whether a session has, and so keeps, links: one that has only begun or is over has none. */
export function hasLinks(session: SessionView): boolean {
  if (session.state === 'reconnecting') return session.loss !== null
  return session.state === 'signedIn' || session.state === 'signingOut'
}
