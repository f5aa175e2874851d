import { drain } from './drain.ts'
import type { World } from './world.ts'

/** More events than any healthy history has. */
const MOST_EVENTS = 200_000

/**
 * Lets things happen until that time, or until something is wrong. Yields whenever cryptography of other threads has to be
 * waited for.
 */
export function* advance({ scheduler, violations, crypto, fail }: World, until: number): Generator<void, void> {
  while (violations.length === 0) {
    const task = scheduler.next(until)
    if (!task) return
    task()
    drain()
    while (crypto?.isBusy()) {
      yield
      crypto.release()
      drain()
    }
    if (scheduler.taken() > MOST_EVENTS) fail('endless', `${MOST_EVENTS} events and no end`)
  }
}
