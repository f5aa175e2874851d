import type { DeviceId, IdentityKey } from '../protocol/identity-key.ts'
import type { UserName } from '../protocol/names.ts'
import type { Sealer } from '../web/chat/ports/sealer.ts'
import type { Dice } from './dice.ts'
import type { Disk } from './disk.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'
import { standInDevice } from './stand-in.ts'
import { createStandInKeys, createStandInSealer } from './stand-in-sealer.ts'

/** One person's keys in a browser; every tab opens a sealer over them. */
export interface SealerHome {
  /** `newKeys`: in the place of those that are there. */
  open(tab: { life: Life; disk: Disk; dice: Dice; newKeys: boolean }): Promise<Sealer>
  /** The key that was opened last. */
  identityKey(): IdentityKey | undefined
  /**
   * Whether the private half of a prekey of this device is held; undefined when that cannot be looked up at once, and when
   * the keys here are of another device.
   */
  holds(device: DeviceId, prekeyId: number): boolean | undefined
}

/** A home with stand-in keys. `slowest`: how long a piece of cryptography takes at most; at 0 it is there in the same turn. */
export function createStandInHome(of: {
  name: UserName
  scheduler: Scheduler
  dice: Dice
  slowest: number
  wallTime: () => number
}): SealerHome {
  let keys = createStandInKeys(of.dice)
  return {
    open: async ({ life, disk, dice, newKeys }) => {
      if (newKeys) keys = createStandInKeys(of.dice)
      const work = <T>(job: () => T): Promise<T> =>
        of.slowest === 0
          ? Promise.resolve().then(job)
          : new Promise((resolve) => {
              of.scheduler.after(dice.next() * of.slowest, () => life.deliver(() => resolve(job())))
            })
      return createStandInSealer({ ...of, keys, dice, disk, work })
    },
    identityKey: () => keys.identityKey,
    holds: (device, prekeyId) =>
      standInDevice(keys.identityKey) === device ? keys.prekeys.some(({ id }) => id === prekeyId) : undefined,
  }
}
