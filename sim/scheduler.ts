/** Virtual time: what happens next happens now. */
export interface Scheduler {
  /** Milliseconds since the history began. */
  now(): number
  /** Runs `task` once after `ms`, behind everything that is due no later and was asked for before. */
  after(ms: number, task: () => void): () => void
  /** Takes the next event that is due by `until` and moves time to it; undefined when there is none, time is `until` then. */
  next(until: number): (() => void) | undefined
  /** Events taken so far. */
  taken(): number
}

interface Event {
  readonly time: number
  readonly order: number
  task: (() => void) | undefined
}

/** A binary heap by time, then by order of asking. */
export function createScheduler(): Scheduler {
  const heap: Event[] = []
  let now = 0
  let orders = 0
  let taken = 0

  const isBefore = (a: Event, b: Event) => a.time < b.time || (a.time === b.time && a.order < b.order)

  function push(event: Event): void {
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as Event
      if (!isBefore(event, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = event
  }

  function pop(): void {
    const last = heap.pop()
    const length = heap.length
    if (!last || length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1
      const below = heap[child] as Event
      if (!isBefore(below, last)) break
      heap[at] = below
      at = child
    }
    heap[at] = last
  }

  return {
    now: () => now,
    after(ms, task) {
      const event: Event = { time: now + Math.max(0, ms), order: orders++, task }
      push(event)
      return () => {
        event.task = undefined
      }
    },
    next(until) {
      for (let first = heap[0]; first && first.time <= until; first = heap[0]) {
        pop()
        if (!first.task) continue
        now = first.time
        taken += 1
        const { task } = first
        first.task = undefined
        return task
      }
      now = Math.max(now, until)
      return undefined
    },
    taken: () => taken,
  }
}
