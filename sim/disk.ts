import type { Dice } from './dice.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'

/** Runs transactions of one process in order, each some time after it was asked for. */
export interface Disk {
  /** Resolves after `commit` ran; never, when the process dies before it hears of it. `commit` runs at most once. */
  run<T>(commit: () => T | Promise<T>): Promise<T>
}

/** How a disk behaves; read at every transaction, so that it may change. */
export interface DiskPace {
  /** The longest that a commit takes, milliseconds. */
  slowest: number
}

/**
 * Transactions that wait when their process dies may still be committed, the older ones first: a browser or a kernel
 * finishes what was handed over, or does not.
 */
export function createDisk(of: { life: Life; scheduler: Scheduler; dice: Dice; pace: DiskPace }): Disk {
  const { life, scheduler, dice, pace } = of
  let busyUntil = 0
  let heardUntil = 0
  /** How many of those that wait are committed after the death. */
  let afterlife = 0
  life.onDeath(() => {
    afterlife = dice.int(4)
  })

  return {
    run: (commit) =>
      new Promise((resolve) => {
        if (!life.touch()) return
        const now = scheduler.now()
        busyUntil = Math.max(busyUntil, now + dice.next() * pace.slowest)
        scheduler.after(busyUntil - now, () => {
          if (!life.isAlive() && afterlife-- <= 0) return
          const outcome = Promise.resolve(commit())
          // A rejection is the process's to see; nobody sees it when that is dead.
          outcome.catch(() => {})
          // Whoever hands out transactions tells their ends in order, too.
          const committedAt = scheduler.now()
          heardUntil = Math.max(heardUntil, committedAt + dice.next() * pace.slowest)
          scheduler.after(heardUntil - committedAt, () => life.deliver(() => resolve(outcome)))
        })
      }),
  }
}
