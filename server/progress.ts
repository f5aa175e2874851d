import type { UserName } from '../protocol/names.ts'
import { createCursors, lowerBound } from './cursors.ts'
import type { Account } from './store/store.ts'

/** How many of the other members have a post. */
export interface Progress {
  registered(account: Account): void
  /** The member is none any more: no post counts it. */
  released(account: Account): void
  /** The member has everything up to `cursor`; returns the places whose count it changed. */
  moved(name: UserName, cursor: number): { readonly from: number; readonly to: number } | undefined
  /** `of` counts the others who were registered when the post was made; `delivered` those of them who have it. */
  of(post: { groupSeq: number; from: UserName }): { groupSeq: number; delivered: number; of: number }
}

/**
 * How far a member has Everyone, counted as if it had all that was posted before it came. Of a post only those count who
 * were there, so the number of later ones is subtracted again; nobody has to look at each of them.
 */
function reachOf({ joined, cursor }: Pick<Account, 'joined' | 'cursor'>): number {
  return Math.max(joined, cursor)
}

/** Counts over members; keeps their cursors itself, so that no change of a session can come between. */
export function createProgress(accounts: readonly Account[]): Progress {
  const places = new Map(accounts.map((account) => [account.name, reachOf(account)]))
  const cursors = createCursors(accounts.map(reachOf))
  // Ascending: who registers later joined at the same post or a later one.
  const joined = accounts.map((account) => account.joined).toSorted((a, b) => a - b)
  const has = (name: UserName, place: number) => (places.get(name) ?? 0) >= place

  return {
    registered(account) {
      places.set(account.name, reachOf(account))
      cursors.add(reachOf(account))
      joined.push(account.joined)
    },
    released({ name, joined: at }) {
      cursors.remove(places.get(name) ?? 0)
      places.delete(name)
      joined.splice(lowerBound(joined, at), 1)
    },
    moved(name, cursor) {
      const from = places.get(name)
      if (from === undefined || cursor <= from) return undefined
      places.set(name, cursor)
      cursors.move(from, cursor)
      return { from, to: cursor }
    },
    of({ groupSeq, from }) {
      const before = lowerBound(joined, groupSeq)
      const newcomers = joined.length - before
      const delivered = cursors.countAtLeast(groupSeq) - newcomers - (has(from, groupSeq) ? 1 : 0)
      return { groupSeq, delivered, of: Math.max(0, before - Number(places.has(from))) }
    },
  }
}
