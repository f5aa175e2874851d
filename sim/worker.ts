import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { Bundle } from './bundle.ts'
import type { Order, Sealing } from './order.ts'
import { addTally, emptyTally, type Tally } from './tally.ts'

/**
 * Histories are many short lives of much code, so V8 optimises late and inlines little: a quarter more of them a second
 * than with its defaults. One thread collects garbage, so that one process is one core.
 */
const FLAGS = [
  '--interrupt-budget=600000',
  '--max-inlined-bytecode-size-cumulative=300',
  '--max-semi-space-size=16',
  '--single-threaded-gc',
]

/** Histories of one order. */
const CHUNK = 25

/** As many processes as there are cores. */
export const CORES = availableParallelism()

/** A process that plays histories. */
export interface Worker {
  play(order: Order): Promise<Tally>
  stop(): void
}

/** Starts a bundle. */
export function startWorker({ file }: Bundle): Worker {
  const child = fork(file, { execArgv: FLAGS })
  const died = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a simulator ended with ${code}`)))
  })
  died.catch(() => {})
  return {
    play(order) {
      const answered = new Promise<Tally>((resolve) => {
        child.once('message', (tally: Tally) => resolve(tally))
      })
      child.send(order)
      return Promise.race([answered, died])
    },
    stop: () => void child.kill(),
  }
}

/** Plays seeds in several processes; `told` hears the tally so far and what is new in it. */
export async function playSeeds(
  bundle: Bundle,
  of: { from: number; count: number; jobs: number; sealing: Sealing },
  told: (total: Tally, news: Tally) => void,
): Promise<Tally> {
  const total = emptyTally()
  const end = of.from + of.count
  let next = of.from
  await Promise.all(
    Array.from({ length: of.jobs }, async () => {
      const worker = startWorker(bundle)
      try {
        while (next < end) {
          const from = next
          next = Math.min(end, from + CHUNK)
          const news = await worker.play({ from, count: next - from, sealing: of.sealing, untilFailure: false })
          addTally(total, news)
          told(total, news)
        }
      } finally {
        worker.stop()
      }
    }),
  )
  return total
}

/** Runs tasks, so many at a time, in order. */
export async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (const item of waiting) await task(item)
    }),
  )
}
