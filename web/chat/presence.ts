import type { UserName } from '../../protocol/names.ts'
import type { RosterEntry, RosterPage } from '../../protocol/presence.ts'
import type { Contacts } from './contacts.ts'
import { createRoster, fetchRoster } from './roster.ts'

/** Who is there, and what follows from somebody's coming, going or changing keys. */
export interface Presence {
  isOnline(peer: UserName): boolean
  /** A sign-in brought the first page; the others are fetched. Resolves when they are in, or the server stopped answering. */
  welcomed(first: RosterPage): Promise<void>
  changed(entries: readonly RosterEntry[]): void
}

/** Creates it, empty. */
export function createPresence(ports: {
  readonly me: UserName
  readonly contacts: Contacts
  fetchPage(after: UserName): Promise<RosterPage | undefined>
  publish(entries: readonly RosterEntry[]): void
  /** Somebody came or went. */
  onlineChanged(peer: UserName): void
  broken(error: unknown): void
}): Presence {
  const { me, contacts } = ports
  const roster = createRoster()
  const isOnline = (peer: UserName) => roster.entry(peer)?.online ?? false

  /** Another device behind a known name: fetch what stands behind it, so that the change is told before anything is sent. */
  async function noticeKeyChange({ name, device }: RosterEntry): Promise<void> {
    if (contacts.get(name) && !(await contacts.keyOfDevice(name, device))) await contacts.learn([name], true)
  }

  function changed(entries: readonly RosterEntry[]): void {
    const wasOnline = new Map(entries.map(({ name }) => [name, isOnline(name)]))
    const newer = roster.merge(entries)
    if (newer.length > 0) ports.publish(newer)
    for (const entry of newer) {
      if (entry.name === me) continue
      noticeKeyChange(entry).catch(ports.broken)
      if (entry.online !== wasOnline.get(entry.name)) ports.onlineChanged(entry.name)
    }
  }

  return {
    isOnline,
    changed,
    welcomed(first) {
      roster.restart()
      return fetchRoster(first, ports.fetchPage, changed)
    },
  }
}
