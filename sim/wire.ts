import type { Dice } from './dice.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'

/** How long things take on the way; read at every message, so that it may change. */
export interface NetPace {
  /** The longest that a message travels when nothing is wrong, milliseconds. */
  slowest: number
}

/** Without a word for this long both ends of a connection give it up (heartbeat of Socket.IO as configured). */
const SILENCE = 9000
/** How often a message is heard in one turn with the one before it: a socket may read both at once. */
const TOGETHER = 0.1

/** One end of a wire: the process there, and what it does when the wire is gone. */
export interface WireEnd {
  readonly life: Life
  lost(): void
}

/** A TCP connection: in order, nothing lost while it lives, two directions. */
export interface Wire {
  /** Carries a task to the other end, to run in the process there. */
  carry(to: 'server' | 'client', task: () => void): void
  /** Closes it from one end, behind what was sent before; the other end hears of it unless the line is stalled. */
  close(from: 'server' | 'client'): void
  /** Breaks it: each end hears of it at a moment of its own, what is on the way is gone. */
  cut(): void
  /** Nothing arrives until `resume`; after a while both ends give up. Nothing is lost if it is resumed before. */
  stall(): void
  resume(): void
  readonly isOver: boolean
}

/** A connected wire. */
export function createWire(of: {
  scheduler: Scheduler
  dice: Dice
  pace: NetPace
  ends: Record<'server' | 'client', WireEnd>
}): Wire {
  const { scheduler, dice, pace, ends } = of
  const arrival = { server: 0, client: 0 }
  /** What arrives last at each end, in one turn. */
  const last: Record<'server' | 'client', (() => void)[] | undefined> = { server: undefined, client: undefined }
  const heard = { server: false, client: false }
  let parked: (() => void)[] = []
  let stalled = false
  let broken = false
  let stalls = 0

  function flush(): void {
    if (stalled || broken) return
    const first = parked.shift()
    if (!first) return
    first()
    if (parked.length > 0) scheduler.after(0, flush)
  }

  function arrive(task: () => void): void {
    if (broken) return
    if (!stalled && parked.length === 0) task()
    else {
      parked.push(task)
      if (parked.length === 1) scheduler.after(0, flush)
    }
  }

  function lose(end: 'server' | 'client'): void {
    if (heard[end]) return
    heard[end] = true
    ends[end].life.deliver(() => ends[end].lost())
  }

  function carry(to: 'server' | 'client', task: () => void): void {
    if (last[to] && dice.chance(TOGETHER)) return void last[to].push(task)
    const now = scheduler.now()
    const tasks = [task]
    last[to] = tasks
    arrival[to] = Math.max(arrival[to], now + dice.next() * pace.slowest)
    scheduler.after(arrival[to] - now, () =>
      arrive(() => {
        if (last[to] === tasks) last[to] = undefined
        for (const each of tasks) if (!heard[to]) ends[to].life.deliver(each)
      }),
    )
  }

  function cut(): void {
    if (broken) return
    broken = true
    parked = []
    for (const end of ['server', 'client'] as const) scheduler.after(dice.next() * 500, () => lose(end))
  }

  function stall(): void {
    if (stalled || broken) return
    stalled = true
    const mine = ++stalls
    scheduler.after(SILENCE, () => {
      if (!stalled || mine !== stalls) return
      broken = true
      parked = []
      lose('server')
      lose('client')
    })
  }

  function close(from: 'server' | 'client'): void {
    heard[from] = true
    const to = from === 'client' ? 'server' : 'client'
    carry(to, () => {
      heard[to] = true
      ends[to].lost()
    })
  }

  return {
    carry,
    close,
    cut,
    stall,
    resume() {
      if (!stalled) return
      stalled = false
      if (parked.length > 0) scheduler.after(0, flush)
      for (const end of ['server', 'client'] as const) if (!ends[end].life.isAlive() && !heard[end]) close(end)
    },
    get isOver() {
      return broken || (heard.server && heard.client)
    },
  }
}
