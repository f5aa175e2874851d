import { makePlan } from './make-plan.ts'
import type { Order } from './order.ts'
import { runHistory, runSealedHistory } from './run-history.ts'
import { countOutcome, emptyTally } from './tally.ts'

// The process that plays histories. It is told which, one order at a time, and answers each with a tally.

async function fulfil({ from, count, sealing, untilFailure }: Order): Promise<void> {
  const tally = emptyTally()
  const begun = process.cpuUsage()
  for (let seed = from; seed < from + count; seed++) {
    const plan = makePlan(seed)
    countOutcome(tally, seed, sealing === 'real' ? await runSealedHistory(plan) : runHistory(plan))
    if (untilFailure && tally.failures.length > 0) break
  }
  const { user, system } = process.cpuUsage(begun)
  tally.seconds = (user + system) / 1e6
  process.send?.(tally)
}

process.on('message', (order: Order) => {
  // Histories are played outside of every microtask.
  setImmediate(() => void fulfil(order))
})
