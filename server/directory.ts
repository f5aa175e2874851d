import { LIMITS } from '../protocol/limits.ts'
import type { UserName } from '../protocol/names.ts'
import type { RosterEntry } from '../protocol/presence.ts'
import type { Account } from './store/store.ts'

/** An account and whether it has a session now. */
export interface Member {
  readonly account: Account
  readonly online: boolean
  /** When its session began, in `Clock.elapsed` ms; -Infinity without one. */
  readonly begun: number
  /** What the roster says of it: made once, told to thousands. */
  readonly entry: RosterEntry
}

/** Everybody who ever registered, as of the last commit: what use cases read instead of asking the store. */
export interface Directory {
  get(name: UserName): Member | undefined
  /** Puts a committed account in; a name is new or known. `begun`: when its session began. */
  set(account: Account, online: boolean, begun?: number): void
  /** A name that was released; nobody is signed in under it. */
  remove(name: UserName): void
  /** Names without a session since that wall time, ms, which no phrase brings back. */
  idle(before: number): UserName[]
  /** Changes what was committed of an account, if the session that wrote it is still the current one. */
  update(name: UserName, fence: number, change: Partial<Account>): void
  /** Whether this is the newest session of the name. */
  isCurrent(name: UserName, fence: number): boolean
  /** A page of the roster in order of name, behind `after`, of at most `most` entries. */
  page(after: UserName | '', most?: number): { entries: RosterEntry[]; next: UserName | null }
  /** A presence revision greater than all before, over restarts too. */
  nextRevision(): number
  /** How many have a session. */
  readonly online: number
}

const NEVER = Number.NEGATIVE_INFINITY

function memberOf(account: Account, online: boolean, begun: number): Member {
  const { name, device, lastSeen, revision } = account
  return { account, online, begun, entry: { name, device, online, lastSeen, revision } }
}

/** Where `name` is, or belongs, in a sorted list. */
function indexOf(names: readonly UserName[], name: string): number {
  let [low, high] = [0, names.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((names[middle] ?? '') < name) low = middle + 1
    else high = middle
  }
  return low
}

/** Starts with everybody offline. */
export function createDirectory(accounts: readonly Account[]): Directory {
  const members = new Map<UserName, Member>()
  // Who was online when the server died is offline now: one revision above all that was ever told says so.
  let revision = accounts.reduce((greatest, account) => Math.max(greatest, account.revision), 0) + 1
  for (const account of accounts) members.set(account.name, memberOf({ ...account, revision }, false, NEVER))
  const names = [...members.keys()].sort()
  let onlineCount = 0

  return {
    get: (name) => members.get(name),
    set(account, online, begun) {
      const before = members.get(account.name)
      if (!before) names.splice(indexOf(names, account.name), 0, account.name)
      onlineCount += Number(online) - Number(before?.online ?? false)
      members.set(account.name, memberOf(account, online, begun ?? NEVER))
    },
    remove(name) {
      if (members.delete(name)) names.splice(indexOf(names, name), 1)
    },
    idle: (before) =>
      [...members.values()].flatMap(({ account: { name, lastSeen, recovery }, online }) =>
        lastSeen < before && !online && !recovery ? name : [],
      ),
    update(name, fence, change) {
      const member = members.get(name)
      if (member?.account.fence !== fence) return
      members.set(name, memberOf({ ...member.account, ...change }, member.online, member.begun))
    },
    isCurrent: (name, fence) => members.get(name)?.account.fence === fence,
    page(after, most = LIMITS.rosterPage) {
      const found = indexOf(names, after)
      const start = names[found] === after ? found + 1 : found
      const listed = names.slice(start, start + most)
      const entries = listed.flatMap((name) => members.get(name)?.entry ?? [])
      return { entries, next: start + listed.length < names.length ? (listed.at(-1) ?? null) : null }
    },
    nextRevision: () => ++revision,
    get online() {
      return onlineCount
    },
  }
}
