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

/** The most transactions that are still committed when their process has died. */
const AFTERLIFE = 4

/**
 * Transactions that wait when their process dies may still be committed, the older ones first: a browser or a kernel
 * finishes what was handed over, or does not. Whoever opens the files next sees it done.
 */
export function createDisk(of: { life: Life; scheduler: Scheduler; dice: Dice; pace: DiskPace }): Disk {
  const { life, scheduler, dice, pace } = of
  const waiting = new Set<() => void>()
  let busyUntil = 0
  let heardUntil = 0

  life.onDeath(() => {
    const finished = [...waiting].slice(0, dice.int(AFTERLIFE))
    waiting.clear()
    for (const commit of finished) commit()
  })

  return {
    run: <T>(commit: () => T | Promise<T>) =>
      new Promise<T>((resolve) => {
        if (!life.touch()) return
        const now = scheduler.now()
        busyUntil = Math.max(busyUntil, now + dice.next() * pace.slowest)
        const turn = () => {
          const outcome = Promise.resolve(commit())
          // A rejection is the process's to see; nobody sees it when that is dead.
          outcome.catch(() => {})
          // Whoever hands out transactions tells their ends in order, too.
          const committedAt = scheduler.now()
          heardUntil = Math.max(heardUntil, committedAt + dice.next() * pace.slowest)
          scheduler.after(heardUntil - committedAt, () => life.deliver(() => resolve(outcome)))
        }
        waiting.add(turn)
        scheduler.after(busyUntil - now, () => {
          if (waiting.delete(turn)) turn()
        })
      }),
  }
}
