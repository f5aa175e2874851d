import { refusal } from '../protocol/errors.ts'
import type { Bundle, Prekey, Recovery } from '../protocol/keys.ts'
import type { UserName } from '../protocol/names.ts'
import { prekeyStatement, recoveryStatement } from '../protocol/statements.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Session } from './session-port.ts'
import type { Account, Store } from './store/store.ts'
import type { Verifier } from './verifier.ts'

/** The newest links of a lineage are handed out; who last looked before the older ones sees a change that nobody vouches for. */
const LINEAGE = 50
/** Links in one answer: of 375 bytes each, beside 50 bundles of 500, they fill a packet. */
const LINKS = 250

/** How many links of each lineage one answer brings: when all are too many, the longest lose their beginnings. */
function linksEach(accounts: readonly Account[]): number {
  let most = LINEAGE
  while (accounts.reduce((sum, { lineage }) => sum + Math.min(lineage.length, most), 0) > LINKS) most -= 1
  return most
}

/** What others need to write to a member; undefined for a name that was recovered before that brought a prekey, until it signs in. */
function accountToBundle(account: Account, links: number): Bundle | undefined {
  const { name, identityKey, prekey, recovery, lineage } = account
  return prekey ? { name, identityKey, prekey, recovery, lineage: lineage.slice(-links) } : undefined
}

/** The keys of members: handed out, renewed, retired; and whom a member blocks. */
export function createKeys({ store, directory, verifier }: { store: Store; directory: Directory; verifier: Verifier }) {
  return {
    handlers: {
      'bundle:fetch': (_: Session, { names }: { names: readonly UserName[] }) => {
        const accounts = names.flatMap((of) => directory.get(of)?.account ?? [])
        const links = linksEach(accounts)
        return accepted({ bundles: accounts.flatMap((account) => accountToBundle(account, links) ?? []) })
      },

      'prekey:publish': async ({ name, author }: Session, prekey: Prekey) => {
        const key = directory.get(name)?.account.identityKey
        const statement = prekeyStatement({ name, ...prekey })
        if (!key || !(await verifier.verify({ key, signature: prekey.signature, statement }))) {
          return refusal('bad-signature')
        }
        const outcome = await store.publishPrekey({ author, prekey })
        if (outcome.state === 'superseded') return refusal('superseded')
        if (outcome.state === 'not-greater') return refusal('bad-payload', 'id: a prekey id only grows')
        directory.update(name, author.fence, { prekey })
        return accepted(null)
      },

      'prekey:retire': async ({ name }: Session, { id }: { id: number }) =>
        accepted({ retired: await store.retirePrekey({ name, id }) }),

      'recovery:set': async ({ name, author }: Session, recovery: Recovery) => {
        const key = directory.get(name)?.account.identityKey
        const statement = recoveryStatement({ name, recoveryKey: recovery.key })
        if (!key || !(await verifier.verify({ key, signature: recovery.endorsement, statement }))) {
          return refusal('bad-signature')
        }
        const outcome = await store.setRecovery({ author, recovery })
        if (outcome.state === 'superseded') return refusal('superseded')
        directory.update(name, author.fence, { recovery })
        return accepted(null)
      },

      'block:set': async (
        { name, author }: Session,
        { name: other, blocked }: { name: UserName; blocked: boolean },
      ) => {
        const outcome = await store.setBlocked({ author, other, blocked })
        if (outcome.state !== 'done') return refusal(outcome.state)
        directory.update(name, author.fence, { blocked: outcome.blocked })
        return accepted(null)
      },
    },
  }
}
