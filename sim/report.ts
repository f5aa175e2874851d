import type { Tally } from './tally.ts'
import { TROUBLES } from './troubles.ts'

/** Histories between two lines of progress. */
const STRIDE = 1000

const speedOf = ({ histories, seconds }: Tally) => (histories / Math.max(seconds, 0.001)).toFixed(0)

/** Prints failures as they come, and now and then how far it is. */
export function progressOf(count: number): (total: Tally, news: Tally) => void {
  let next = STRIDE
  return (total, news) => {
    for (const { seed, violation } of news.failures)
      console.log(`seed ${seed}: ${violation.invariant} ${violation.what}`)
    if (total.histories < next || total.histories >= count) return
    next += STRIDE
    console.log(`${total.histories} of ${count}, ${speedOf(total)} a second of one core`)
  }
}

/** What came out, in short. */
export function summaryOf(total: Tally): string {
  const { histories, messages, events, failures } = total
  return `${histories} histories, ${messages} messages, ${events} events, ${speedOf(total)} histories a second of one core: ${failures.length} failed`
}

/** How many histories had each kind of trouble, rarest first. */
export function troublesOf({ troubles }: Tally): string {
  const counted = TROUBLES.map((trouble) => ({ trouble, count: troubles[trouble] ?? 0 }))
  const parts = counted.toSorted((a, b) => a.count - b.count).map(({ trouble, count }) => `${trouble} ${count}`)
  return `histories with trouble: ${parts.join(', ')}`
}
