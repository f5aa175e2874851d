import { skeleton } from '../../protocol/names.ts'
import { accountVerbs } from './account-verbs.ts'
import { groupVerbs } from './group-verbs.ts'
import type { State } from './ledger-parts.ts'
import { mailVerbs } from './mail-verbs.ts'
import type { Verbs } from './store.ts'
import type { Tables } from './tables.ts'
import { createWaiting } from './waiting.ts'

/** The verbs over some tables, and `reload` for after a rollback. */
export interface Ledger {
  readonly verbs: Verbs
  reload(): void
}

/** The meaning of the store, the same over every adapter's tables. Writes to the tables first, then to its memory. */
export function createLedger(tables: Tables): Ledger {
  const read = (): State => {
    const accounts = new Map(tables.accounts().map((account) => [account.name, account]))
    return {
      accounts,
      skeletons: new Set([...accounts.keys()].map(skeleton)),
      waiting: createWaiting(tables.waiting()),
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
