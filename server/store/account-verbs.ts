import { LIMITS } from '../../protocol/limits.ts'
import { skeleton, type UserName } from '../../protocol/names.ts'
import { current, drop, save, type LedgerParts } from './ledger-parts.ts'
import { WATCHED_POSTS, type Verbs } from './store.ts'

const DONE = { state: 'done' } as const
const SUPERSEDED = { state: 'superseded' } as const

type AccountVerbs = Pick<
  Verbs,
  'load' | 'claim' | 'release' | 'beginSession' | 'endSession' | 'publishPrekey' | 'setRecovery' | 'setBlocked'
>

/** Verbs over names and their sessions. */
export function accountVerbs(parts: LedgerParts): AccountVerbs {
  const { tables, state } = parts
  return {
    load: () => ({
      accounts: [...state().accounts.values()],
      head: state().head,
      recent: tables.recentAuthors(WATCHED_POSTS),
    }),

    claim({ name, identityKey, device, prekey, at, revision }) {
      const known = state().accounts.get(name)
      if (known) return known.identityKey === identityKey ? { state: 'known', account: known } : { state: 'name-taken' }
      if (state().skeletons.has(skeleton(name))) return { state: 'name-lookalike' }
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
        cursor: Math.max(0, head - LIMITS.groupPage),
        blocked: [],
      })
      return { state: 'claimed', account }
    },

    release({ names, before }) {
      const { accounts, waiting } = state()
      const blocked = new Set([...accounts.values()].flatMap((account) => account.blocked))
      const isNeeded = (name: UserName) =>
        blocked.has(name) || waiting.letters(name) > 0 || tables.untold(name, 0, 1).length > 0
      return names.filter((name) => {
        const account = accounts.get(name)
        if (!account || account.lastSeen >= before || account.recovery || isNeeded(name)) return false
        drop(parts, name)
        return true
      })
    },

    beginSession({ name, identityKey, prekey, at, revision }) {
      const account = state().accounts.get(name)
      if (account?.identityKey !== identityKey) return { state: 'name-taken' }
      const newer = account.prekey === null || prekey.id > account.prekey.id ? prekey : account.prekey
      const begun = save(parts, { ...account, prekey: newer, fence: account.fence + 1, lastSeen: at, revision })
      return { state: 'begun', account: begun, waiting: state().waiting.letters(name) }
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
      const rest = account.blocked.filter((name) => name !== other)
      const saved = save(parts, { ...account, blocked: blocked ? [...rest, other] : rest })
      return { state: 'done', blocked: saved.blocked }
    },
  }
}
