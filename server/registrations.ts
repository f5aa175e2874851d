import { refusal } from '../protocol/errors.ts'
import type { Succession } from '../protocol/keys.ts'
import type { UserName } from '../protocol/names.ts'
import type { RecoveryComplete, SignIn } from '../protocol/session.ts'
import { prekeyStatement, recoveryStatement, successionStatement } from '../protocol/statements.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Clock, Hub } from './ports.ts'
import { createKeyedGate } from './rate-limit.ts'
import type { Account, Claim, IssuedReceipt, Store } from './store/store.ts'
import type { Verifier } from './verifier.ts'

/** Recoveries of one name in a day. Each lengthens the lineage that everybody fetches and checks. */
const RECOVERIES = 10
const DAY = 24 * 60 * 60

interface RegistrationPorts {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly directory: Directory
  readonly verifier: Verifier
  readonly isOpen: boolean
  /** What somebody must know who claims a name; empty when nothing. */
  readonly code: string
  /** Whether a place may claim one more name. */
  readonly mayClaim: (place: string) => boolean
  readonly onRegistered: (account: Account) => void
  readonly onReleased: (account: Account) => void
  readonly onChanged: (name: UserName) => void
  readonly tell: (receipts: readonly IssuedReceipt[]) => void
}

/** Who owns which name: the first who claims it, after a loss whoever has its recovery phrase, and in the end nobody. */
export function createRegistrations(ports: RegistrationPorts) {
  const { store, hub, clock, directory, verifier } = ports
  const mayRecover = createKeyedGate({ perSecond: RECOVERIES / DAY, burst: RECOVERIES }, () => clock.elapsed())
  /** Whether this was the last recovery of the name: a command that is repeated after a lost ack. */
  const isDone = (name: UserName, { to, signature }: Succession) => {
    const account = directory.get(name)?.account
    return account?.identityKey === to && account.lineage.at(-1)?.signature === signature
  }

  return {
    /** Claims a name for a key that has proved itself; `isFirst` unless the same was committed meanwhile. */
    async claim({ code, ...of }: Omit<Claim, 'at' | 'revision'> & Pick<SignIn, 'code'>, place: string) {
      if (!ports.isOpen) return refusal('registration-closed')
      if (ports.code !== '' && !code) return refusal('code-needed')
      if (!ports.mayClaim(place)) return refusal('rate-limited', 'Too many new names from one place today.')
      // Behind that gate, so that a place has as many guesses a day as names.
      if (ports.code !== '' && code !== ports.code) return refusal('wrong-code')
      const outcome = await store.claim({ ...of, at: clock.now(), revision: directory.nextRevision() })
      if (outcome.state !== 'claimed' && outcome.state !== 'known') return refusal(outcome.state)
      // Once, whichever of several sign-ins with one key is answered first.
      if (!directory.get(of.name)) {
        directory.set(outcome.account, false)
        ports.onRegistered(outcome.account)
      }
      return accepted({ isFirst: outcome.state === 'claimed' })
    },

    /** Gives up names that nobody has used since that wall time, ms. */
    async release(before: number) {
      const names = directory.idle(before)
      if (names.length === 0) return
      for (const name of await store.release({ names, before })) {
        const account = directory.get(name)?.account
        directory.remove(name)
        if (account) ports.onReleased(account)
      }
    },

    begin({ name }: { name: UserName }) {
      const account = directory.get(name)?.account
      if (!account) return refusal('no-such-user')
      const { identityKey, recovery } = account
      return recovery ? accepted({ identityKey, recovery }) : refusal('no-recovery')
    },

    async complete({ name, succession, nextEndorsement, prekey }: RecoveryComplete) {
      const account = directory.get(name)?.account
      if (!account) return refusal('no-such-user')
      if (!account.recovery) return refusal('no-recovery')
      const { from, recovery, to, signature } = succession
      if (recovery.key !== account.recovery.key) return refusal('wrong-phrase')
      if (isDone(name, succession)) return accepted(null)
      if (from !== account.identityKey) return refusal('bad-signature', 'The name has another key by now.')
      // Contacts refuse a lineage in which a key comes back: its links could be played again and again.
      if (to === from || account.lineage.some((past) => to === past.from)) {
        return refusal('bad-signature', 'The name had that key before.')
      }
      const endorsed = recoveryStatement({ name, recoveryKey: recovery.key })
      const checks = await Promise.all([
        verifier.verify({ key: from, signature: recovery.endorsement, statement: endorsed }),
        verifier.verify({ key: to, signature: nextEndorsement, statement: endorsed }),
        verifier.verify({ key: recovery.key, signature, statement: successionStatement({ name, from, to }) }),
        verifier.verify({ key: to, signature: prekey.signature, statement: prekeyStatement({ name, ...prekey }) }),
      ])
      if (!checks.every(Boolean)) return refusal('bad-signature')
      if (!mayRecover(name)) return refusal('rate-limited', 'That name was recovered too often today.')
      const outcome = await store.succeed({
        name,
        succession,
        nextEndorsement,
        prekey,
        device: await verifier.deviceOf(to),
        at: clock.now(),
        revision: directory.nextRevision(),
      })
      if (outcome.state === 'changed') {
        // By the same command, perhaps, which was being committed when this one came.
        if (isDone(name, succession)) return accepted(null)
        return refusal('bad-signature', 'The name has another key by now.')
      }
      directory.set(outcome.account, false)
      hub.toUser(name).emit('session:superseded', { fence: outcome.account.fence })
      hub.toUser(name).cut()
      ports.onChanged(name)
      ports.tell(outcome.receipts)
      return accepted(null)
    },
  }
}
