import type { Limits } from './limits.ts'
import type { Clock, Log } from './ports.ts'
import { reasonOf } from './reason.ts'
import type { IssuedReceipt, Store } from './store/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Longer than any outbox repeats a message, so that a late repetition still meets its tombstone. */
const TOMBSTONE_DAYS = 45

/** Removes what is too old, first after a minute, then hourly. Returns how to stop. */
export function keepRetention({
  store,
  clock,
  limits,
  log,
  tell,
  trimmed,
  release,
}: {
  store: Store
  clock: Clock
  limits: Limits
  log: Log
  tell: (receipts: readonly IssuedReceipt[]) => void
  /** Hears which place of Everyone is the oldest that is kept. */
  trimmed: (first: number) => void
  /** Releases the names that nobody used since that wall time, ms. */
  release: (before: number) => Promise<void>
}): () => void {
  const sweep = async (isFirst: boolean) => {
    const at = clock.now()
    const before = (days: number) => (days === 0 ? 0 : at - days * DAY)
    for (let after: number | null = 0; after !== null;) {
      const step: Awaited<ReturnType<Store['sweep']>> = await store.sweep({
        after,
        at,
        mailBefore: before(limits.mailDays),
        tombstonesBefore: before(TOMBSTONE_DAYS),
        postsBefore: before(limits.groupDays),
        postsKept: limits.groupPosts,
      })
      tell(step.receipts)
      trimmed(step.first)
      after = step.next
    }
    // A clock that is wrong when the machine starts is right an hour later; a name once given away is somebody else's.
    if (!isFirst) await release(before(limits.nameDays))
  }
  let cancel = () => {}
  const schedule = (ms: number, isFirst: boolean) => {
    cancel = clock.setTimer(ms, () => {
      schedule(HOUR, false)
      sweep(isFirst).catch((error: unknown) => log('sweep failed', { reason: reasonOf(error) }))
    })
  }
  schedule(MINUTE, true)
  return () => cancel()
}
