import type { UserName } from '../protocol/names.ts'
import { createCursors, lowerBound } from './cursors.ts'
import type { Account } from './store/store.ts'

/** How many of the other members have a post. */
export interface Progress {
  registered(account: Account): void
  /** The member has everything up to `cursor`; returns the places that are new to it. */
  moved(name: UserName, cursor: number): { readonly from: number; readonly to: number } | undefined
  /** `of` counts the others who were registered when the post was made; `delivered` those of them who have it. */
  of(post: { groupSeq: number; from: UserName }): { groupSeq: number; delivered: number; of: number }
}

/** Counts over members; keeps their cursors itself, so that no change of a session can come between. */
export function createProgress(accounts: readonly Account[]): Progress {
  const places = new Map(accounts.map(({ name, cursor }) => [name, cursor]))
  const cursors = createCursors(accounts.map(({ cursor }) => cursor))
  // In order of registration, so those who came behind a post are the tail.
  const byJoined = accounts.toSorted((a, b) => a.joined - b.joined)
  const joined = byJoined.map((account) => account.joined)
  const names = byJoined.map((account) => account.name)
  const has = (name: UserName | undefined, place: number) => name !== undefined && (places.get(name) ?? 0) >= place

  return {
    registered(account) {
      places.set(account.name, account.cursor)
      cursors.add(account.cursor)
      joined.push(account.joined)
      names.push(account.name)
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
      let delivered = cursors.countAtLeast(groupSeq) - (has(from, groupSeq) ? 1 : 0)
      for (let newcomer = before; newcomer < names.length; newcomer++) {
        if (has(names[newcomer], groupSeq)) delivered -= 1
      }
      return { groupSeq, delivered, of: Math.max(0, before - 1) }
    },
  }
}
