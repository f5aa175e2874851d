import type { UserName } from '../../protocol/names.ts'
import type { RosterEntry, RosterPage } from '../../protocol/presence.ts'

/** Everyone who ever registered, as far as this client has heard. */
export interface Roster {
  entry(name: UserName): RosterEntry | undefined
  /** Takes entries that are newer than what is held; returns those. */
  merge(entries: readonly RosterEntry[]): readonly RosterEntry[]
  /**
   * A new connection's revisions have no order with the old one's: what is held counts as oldest from now on, and stays
   * as the best guess until the pages have replaced it.
   */
  restart(): void
}

/** An empty roster. */
export function createRoster(): Roster {
  const byName = new Map<UserName, RosterEntry>()
  return {
    entry: (name) => byName.get(name),
    merge(entries) {
      const newer = entries.filter((entry) => entry.revision > (byName.get(entry.name)?.revision ?? -2))
      for (const entry of newer) byName.set(entry.name, entry)
      return newer
    },
    restart() {
      for (const [name, entry] of byName) byName.set(name, { ...entry, revision: -1 })
    },
  }
}

/** Fetches the pages behind `first` until the end or until a fetch fails. */
export async function fetchRoster(
  first: RosterPage,
  fetchPage: (after: UserName) => Promise<RosterPage | undefined>,
  take: (entries: readonly RosterEntry[]) => void,
): Promise<void> {
  let page: RosterPage | undefined = first
  for (let after = ''; page;) {
    take(page.entries)
    const next: UserName | null = page.next
    // Pages are in order of name: one that leads back would never end.
    if (next === null || next <= after) return
    after = next
    page = await fetchPage(next)
  }
}
