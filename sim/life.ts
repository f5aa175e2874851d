/**
 * A process that can die at any moment: a tab or the server. Its code cannot be stopped, but nothing it asks for happens
 * any more and nothing calls it back, which is the same for everybody else.
 */
export interface Life {
  isAlive(): boolean
  /** Every call of the process to the outside passes here first. False: it is dead, the call does not happen. */
  touch(): boolean
  /** Calls back: now, never, or when it wakes up. */
  deliver(task: () => void): void
  /** Dies after so many more calls to the outside: between two awaits of its choosing. */
  lightFuse(calls: number): void
  kill(): void
  /** Suspended pages hear everything when they are resumed. */
  freeze(): void
  /** `later` runs a task in a turn of its own. */
  thaw(later: (task: () => void) => void): void
  onDeath(listener: () => void): void
  /** It died at a call to the outside. */
  diedOfFuse(): boolean
  /** It was suspended at some time. */
  wasFrozen(): boolean
}

/** A process that lives. */
export function createLife(): Life {
  let state: 'running' | 'frozen' | 'dead' = 'running'
  let burnt = false
  let frozen = false
  let fuse = Number.POSITIVE_INFINITY
  let missed: (() => void)[] = []
  const mourners: (() => void)[] = []

  function kill(): void {
    if (state === 'dead') return
    state = 'dead'
    missed = []
    for (const listener of mourners) listener()
  }

  function deliver(task: () => void): void {
    if (state === 'running') task()
    else if (state === 'frozen') missed.push(task)
  }

  return {
    isAlive: () => state !== 'dead',
    touch() {
      if (state === 'dead') return false
      if (--fuse > 0) return true
      burnt = true
      kill()
      return false
    },
    deliver,
    lightFuse(calls) {
      fuse = calls
    },
    kill,
    freeze() {
      if (state !== 'running') return
      state = 'frozen'
      frozen = true
    },
    thaw(later) {
      if (state !== 'frozen') return
      state = 'running'
      const tasks = missed
      missed = []
      for (const task of tasks) later(() => deliver(task))
    },
    onDeath: (listener) => void mourners.push(listener),
    diedOfFuse: () => burnt,
    wasFrozen: () => frozen,
  }
}
