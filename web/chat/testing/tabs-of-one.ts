import { createManualClock } from '../../../server/testing/manual-clock.ts'
import type { Clock } from '../ports/clock.ts'
import type { Tabs } from '../ports/tabs.ts'

/** How long the lock takes to change hands, milliseconds. */
const HANDOVER = 10

/** The tabs of one person in a browser whose time is cranked by hand. */
export interface TabsOfOne {
  readonly clock: Clock
  /** How long what a tab posts takes from now on, milliseconds; what is on its way keeps its time. */
  postTakes: number
  /** The Tabs port of one more tab. */
  open(): Tabs
  /** The lock goes to the next tab, and who had it does not hear of that: it is suspended. */
  stealLock(): void
  /** Lets time go by, millisecond by millisecond, with all that promises do between. */
  crank(ms: number): Promise<void>
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A browser without tabs. */
export function createTabsOfOne(): TabsOfOne {
  const manual = createManualClock()
  const queue: (() => void)[] = []
  let holder: (() => void) | undefined
  let lastAlone: Promise<unknown> = Promise.resolve()
  const listeners = new Set<{ tab: Tabs; received: (message: unknown) => void }>()

  function grant(): void {
    const next = holder ? undefined : queue.shift()
    if (!next) return
    holder = next
    manual.setTimer(HANDOVER, () => {
      if (holder === next) next()
    })
  }

  function resign(onLead: () => void): void {
    if (queue.includes(onLead)) queue.splice(queue.indexOf(onLead), 1)
    if (holder === onLead) holder = undefined
    grant()
  }

  const browser: TabsOfOne = {
    clock: { wallTime: manual.now, monotonic: manual.elapsed, after: manual.setTimer },
    postTakes: 1,
    open() {
      const tab: Tabs = {
        lead(onLead) {
          queue.push(onLead)
          grant()
          return () => resign(onLead)
        },
        alone(run) {
          const result = lastAlone.then(run)
          lastAlone = result.catch(() => {})
          return result
        },
        post(message) {
          manual.setTimer(browser.postTakes, () => {
            for (const other of [...listeners]) if (other.tab !== tab) other.received(message)
          })
        },
        listen(received) {
          const listener = { tab, received }
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      }
      return tab
    },
    stealLock() {
      holder = undefined
      grant()
    },
    async crank(ms) {
      for (let passed = 0; passed < ms; passed++) {
        await turn()
        manual.advance(1)
      }
      await turn()
    },
  }
  return browser
}
