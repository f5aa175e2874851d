import type { UserName } from '../protocol/names.ts'
import { createCursors, lowerBound } from './cursors.ts'
import type { Directory } from './directory.ts'
import type { Account } from './store/store.ts'

/** How many of the other members have a post. */
export interface Progress {
  registered(account: Account): void
  moved(from: number, to: number): void
  /** `of` counts the others who were registered when the post was made; `delivered` those of them who have it. */
  of(post: { groupSeq: number; from: UserName }): { groupSeq: number; delivered: number; of: number }
}

/** Counts over the members of the directory, which is changed before this is told. */
export function createProgress(directory: Directory): Progress {
  const accounts = [...directory.members()].map(({ account }) => account)
  const cursors = createCursors(accounts.map(({ cursor }) => cursor))
  // In order of registration, so those who came behind a post are the tail.
  const byJoined = accounts.toSorted((a, b) => a.joined - b.joined)
  const joined = byJoined.map((account) => account.joined)
  const names = byJoined.map((account) => account.name)
  const has = (name: UserName | undefined, place: number) =>
    name !== undefined && (directory.get(name)?.account.cursor ?? 0) >= place

  return {
    registered(account) {
      cursors.add(account.cursor)
      joined.push(account.joined)
      names.push(account.name)
    },
    moved: (from, to) => cursors.move(from, to),
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
