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

function memberOf(account: Account): { readonly joined: number; readonly reach: number } {
  return { joined: account.joined, reach: reachOf(account) }
}

/** Counts over members; keeps their cursors itself, so that no change of a session can come between. */
export function createProgress(accounts: readonly Account[]): Progress {
  const members = new Map(accounts.map((account) => [account.name, memberOf(account)]))
  const cursors = createCursors(accounts.map(reachOf))
  // Ascending: who registers later joined at the same post or a later one.
  const joined = accounts.map((account) => account.joined).toSorted((a, b) => a - b)

  return {
    registered(account) {
      members.set(account.name, memberOf(account))
      cursors.add(reachOf(account))
      joined.push(account.joined)
    },
    released({ name, joined: at }) {
      cursors.remove(members.get(name)?.reach ?? 0)
      members.delete(name)
      joined.splice(lowerBound(joined, at), 1)
    },
    moved(name, cursor) {
      const member = members.get(name)
      if (!member || cursor <= member.reach) return undefined
      members.set(name, { ...member, reach: cursor })
      cursors.move(member.reach, cursor)
      return { from: member.reach, to: cursor }
    },
    of({ groupSeq, from }) {
      const before = lowerBound(joined, groupSeq)
      const newcomers = joined.length - before
      const sender = members.get(from)
      // One that came after the post has a name that was somebody else's then.
      const wasThere = sender !== undefined && sender.joined < groupSeq
      const delivered = cursors.countAtLeast(groupSeq) - newcomers - Number(wasThere && sender.reach >= groupSeq)
      return { groupSeq, delivered, of: before - Number(wasThere) }
    },
  }
}
