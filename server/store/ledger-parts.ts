import { skeleton, type UserName } from '../../protocol/names.ts'
import type { Account, Author } from './store.ts'
import type { Tables } from './tables.ts'
import type { Waiting } from './waiting.ts'

/** What the verbs remember between transactions; rebuilt from the tables after a rollback. */
export interface State {
  readonly accounts: Map<UserName, Account>
  readonly skeletons: Set<string>
  readonly waiting: Waiting
  position: number
  head: number
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
  tables.saveAccount(account, skeleton(account.name))
  state().accounts.set(account.name, account)
  state().skeletons.add(skeleton(account.name))
  return account
}

/** Takes an account out of tables and memory. */
export function drop({ tables, state }: LedgerParts, name: UserName): void {
  tables.dropAccount(name)
  state().accounts.delete(name)
  state().skeletons.delete(skeleton(name))
}
