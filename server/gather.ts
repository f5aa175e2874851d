import type { Clock } from './ports.ts'

/** Collects what is due to the same audience and hands it on together. */
export interface Gather<T> {
  add(item: T): void
  /** Drops what waits and cancels the timer. */
  stop(): void
}

/**
 * When nothing went out during the last `windowMs`, items leave at the end of this turn; otherwise when the window is
 * over. So an idle server answers at once and a busy one sends few, larger events.
 */
export function createGather<T>(
  clock: Clock,
  windowMs: number | (() => number),
  flush: (items: readonly T[]) => void,
): Gather<T> {
  const width = typeof windowMs === 'number' ? () => windowMs : windowMs
  let items: T[] = []
  let lastFlush = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  return {
    add(item) {
      items.push(item)
      cancel ??= clock.setTimer(Math.max(0, lastFlush + width() - clock.elapsed()), () => {
        cancel = undefined
        lastFlush = clock.elapsed()
        const due = items
        items = []
        flush(due)
      })
    },
    stop() {
      cancel?.()
      cancel = undefined
      items = []
    },
  }
}
