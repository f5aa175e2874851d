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
  const listeners = new Map<Life, Set<(message: unknown) => void>>()
  const arrival = new Map<Life, number>()

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
      const heard = new Set<(message: unknown) => void>()
      listeners.set(life, heard)
      life.onDeath(() => listeners.delete(life))
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
        post(message) {
          if (!life.touch()) return
          const sent = of.clone ? structuredClone(message) : message
          const now = scheduler.now()
          for (const [other, theirs] of listeners) {
            if (other === life) continue
            const due = Math.max(arrival.get(other) ?? 0, now + dice.next() * SLOWEST_POST)
            arrival.set(other, due)
            scheduler.after(due - now, () =>
              other.deliver(() => {
                for (const listener of [...theirs]) listener(sent)
              }),
            )
          }
        },
        listen(received) {
          heard.add(received)
          return () => heard.delete(received)
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
