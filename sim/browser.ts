import type { Tabs } from '../web/chat/ports/tabs.ts'
import { createMemoryDatabase, type MemoryDatabase } from '../web/storage/memory.ts'
import type { Dice } from './dice.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'
import type { Happened } from './troubles.ts'

/** What the tabs of one person share: storage, and the means to find a leader and to talk. */
export interface Browser {
  readonly database: MemoryDatabase
  /** The Tabs port of one tab. */
  tabsOf(life: Life): Tabs
  /** The lock goes to the next tab although its holder lives: the browser has suspended that page. */
  stealLock(): void
  /** A tab has the lock, or waits for it. */
  isLed(): boolean
}

/** A lock in the hands of the first of the queue. */
interface Claim {
  readonly life: Life
  readonly onLead: () => void
  /** It knows that it leads. */
  told: boolean
}

/** How long a lock takes to change hands, milliseconds. */
const SLOWEST_HANDOVER = 108
const SLOWEST_POST = 10

/** An empty browser. */
export function createBrowser(of: { scheduler: Scheduler; dice: Dice; clone: boolean; happened: Happened }): Browser {
  const { scheduler, dice } = of
  const queue: Claim[] = []
  let holder: Claim | undefined
  let led = 0
  let lastAlone: Promise<unknown> = Promise.resolve()
  /** A page that opens the same again has two for a moment, and each hears the other. */
  const channels = new Set<{ readonly life: Life; readonly heard: Set<(message: unknown) => void>; arrival: number }>()

  function grant(): void {
    if (holder) return
    const [first] = queue
    if (!first) return
    holder = queue.shift()
    scheduler.after(dice.next() * SLOWEST_HANDOVER, () =>
      first.life.deliver(() => {
        if (holder !== first) return
        first.told = true
        if (led++ > 0) of.happened('lead taken over')
        first.onLead()
      }),
    )
  }

  function release(claim: Claim): void {
    const at = queue.indexOf(claim)
    if (at >= 0) queue.splice(at, 1)
    if (holder === claim) {
      holder = undefined
      grant()
    }
  }

  return {
    database: createMemoryDatabase(),
    tabsOf: (life) => {
      const mine = { life, heard: new Set<(message: unknown) => void>(), arrival: 0 }
      channels.add(mine)
      life.onDeath(() => channels.delete(mine))
      return {
        lead(onLead) {
          const claim = { life, onLead, told: false }
          if (!life.touch()) return () => {}
          queue.push(claim)
          life.onDeath(() => release(claim))
          grant()
          return () => {
            if (life.touch()) release(claim)
          }
        },
        alone(run) {
          if (!life.touch()) return new Promise<never>(() => {})
          const died = new Promise<void>((resolve) => life.onDeath(resolve))
          const result = lastAlone.then(() => new Promise<void>((resolve) => life.deliver(resolve))).then(run)
          lastAlone = Promise.race([result.catch(() => {}), died])
          return result
        },
        post(message) {
          if (!life.touch()) return
          const sent = of.clone ? structuredClone(message) : message
          const now = scheduler.now()
          for (const channel of channels) {
            if (channel === mine || channel.heard.size === 0) continue
            channel.arrival = Math.max(channel.arrival, now + dice.next() * SLOWEST_POST)
            scheduler.after(channel.arrival - now, () =>
              channel.life.deliver(() => {
                for (const listener of [...channel.heard]) listener(sent)
              }),
            )
          }
        },
        listen(received) {
          mine.heard.add(received)
          return () => mine.heard.delete(received)
        },
      }
    },
    isLed: () => holder !== undefined || queue.length > 0,
    stealLock() {
      if (!holder?.told) return
      holder = undefined
      grant()
    },
  }
}
