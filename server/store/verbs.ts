import { skeleton as skeletonOf, type UserName } from '../../protocol/names.ts'
import { groupVerbs } from './group-verbs.ts'
import { mailVerbs } from './mail-verbs.ts'
import { createQuota, type Quota } from './quota.ts'
import type { Account, Author, Verbs } from './store.ts'
import type { Tables } from './tables.ts'

/** What the verbs remember between transactions; rebuilt from the tables after a rollback. */
export interface State {
  readonly accounts: Map<UserName, Account>
  readonly skeletons: Set<string>
  readonly quota: Quota
  position: number
  head: number
}

/** The verbs over some tables, and `reload` for after a rollback. */
export interface Ledger {
  readonly verbs: Verbs
  reload(): void
}

/** How many authors of posts `load` tells. */
const RECENT_POSTS = 500

/** The meaning of the store, the same over every adapter's tables. Writes to the tables first, then to its memory. */
export function createLedger(tables: Tables): Ledger {
  const read = (): State => {
    const accounts = new Map(tables.accounts().map((account) => [account.name, account]))
    return {
      accounts,
      skeletons: new Set([...accounts.keys()].map(skeletonOf)),
      quota: createQuota(tables.boxes()),
      position: tables.lastPosition(),
      head: tables.head(),
    }
  }
  let state = read()
  const ledger = { tables, state: () => state }
  return {
    verbs: { ...accountVerbs(ledger), ...mailVerbs(ledger), ...groupVerbs(ledger) },
    reload: () => {
      state = read()
    },
  }
}

/** What the families of verbs share. */
export interface LedgerParts {
  readonly tables: Tables
  state(): State
}

/** The account of a session, or undefined when a newer one took over. */
export function current({ state }: LedgerParts, author: Author): Account | undefined {
  const account = state().accounts.get(author.name)
  return account?.fence === author.fence ? account : undefined
}

/** Puts a changed account into tables and memory. */
export function save({ tables, state }: LedgerParts, account: Account): Account {
  tables.saveAccount(account, skeletonOf(account.name))
  state().accounts.set(account.name, account)
  state().skeletons.add(skeletonOf(account.name))
  return account
}

const DONE = { state: 'done' } as const
const SUPERSEDED = { state: 'superseded' } as const

type AccountVerbs = Pick<
  Verbs,
  'load' | 'claim' | 'beginSession' | 'endSession' | 'publishPrekey' | 'setRecovery' | 'setBlocked'
>

function accountVerbs(parts: LedgerParts): AccountVerbs {
  const { tables, state } = parts
  return {
    load: () => ({
      accounts: [...state().accounts.values()],
      head: state().head,
      recent: tables.recentAuthors(RECENT_POSTS),
    }),

    claim({ name, identityKey, device, prekey, at, revision }) {
      if (state().accounts.has(name)) return { state: 'name-taken' }
      if (state().skeletons.has(skeletonOf(name))) return { state: 'name-lookalike' }
      const head = state().head
      const account = save(parts, {
        name,
        identityKey,
        device,
        prekey,
        recovery: null,
        lineage: [],
        fence: 0,
        lastSeen: at,
        revision,
        joined: head,
        cursor: Math.max(0, head - NEWCOMER_POSTS),
        blocked: new Set(),
      })
      return { state: 'claimed', account }
    },

    beginSession({ name, identityKey, prekey, at, revision }) {
      const account = state().accounts.get(name)
      if (account?.identityKey !== identityKey) return { state: 'name-taken' }
      const newer = account.prekey === null || prekey.id > account.prekey.id ? prekey : account.prekey
      const begun = save(parts, { ...account, prekey: newer, fence: account.fence + 1, lastSeen: at, revision })
      return { state: 'begun', account: begun, waiting: state().quota.letters(name) }
    },

    endSession({ author, at, revision }) {
      const account = current(parts, author)
      if (!account) return SUPERSEDED
      save(parts, { ...account, lastSeen: at, revision })
      return DONE
    },

    publishPrekey({ author, prekey }) {
      const account = current(parts, author)
      if (!account) return SUPERSEDED
      if (account.prekey?.id === prekey.id && account.prekey.key === prekey.key) return DONE
      if (account.prekey !== null && prekey.id <= account.prekey.id) return { state: 'not-greater' }
      save(parts, { ...account, prekey })
      return DONE
    },

    setRecovery({ author, recovery }) {
      const account = current(parts, author)
      if (!account) return SUPERSEDED
      save(parts, { ...account, recovery })
      return DONE
    },

    setBlocked({ author, other, blocked }) {
      const account = current(parts, author)
      if (!account) return SUPERSEDED
      if (!state().accounts.has(other)) return { state: 'no-such-user' }
      tables.setBlocked(author.name, other, blocked)
      const rest = [...account.blocked].filter((name) => name !== other)
      state().accounts.set(author.name, { ...account, blocked: new Set(blocked ? [...rest, other] : rest) })
      return DONE
    },
  }
}

/** A newcomer sees this many of the latest posts. */
const NEWCOMER_POSTS = 100
