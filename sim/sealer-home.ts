import type { UserName } from '../protocol/names.ts'
import type { Sealer } from '../web/chat/ports/sealer.ts'
import type { Dice } from './dice.ts'
import type { Disk } from './disk.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'
import { createStandInKeys, createStandInSealer } from './stand-in-sealer.ts'

/** One person's keys in a browser; every tab opens a sealer over them. */
export interface SealerHome {
  open(tab: { life: Life; disk: Disk; dice: Dice }): Promise<Sealer>
  /** Whether the private half of a prekey is held; undefined when that cannot be looked up at once. */
  holds(prekeyId: number): boolean | undefined
}

/** A home with stand-in keys. `slowest`: how long a piece of cryptography takes at most; at 0 it is there in the same turn. */
export function createStandInHome(of: {
  name: UserName
  scheduler: Scheduler
  dice: Dice
  slowest: number
  wallTime: () => number
}): SealerHome {
  const keys = createStandInKeys(of.dice)
  return {
    open: async ({ life, disk, dice }) => {
      const work = <T>(job: () => T): Promise<T> =>
        of.slowest === 0
          ? Promise.resolve().then(job)
          : new Promise((resolve) => {
              of.scheduler.after(dice.next() * of.slowest, () => life.deliver(() => resolve(job())))
            })
      return createStandInSealer({ ...of, keys, dice, disk, work })
    },
    holds: (prekeyId) => keys.prekeys.some(({ id }) => id === prekeyId),
  }
}
