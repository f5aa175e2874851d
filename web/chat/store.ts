/** A value that can be read and watched. */
export interface Readable<T> {
  get(): T
  /** Calls `changed` after every change, not at once; returns what ends it. */
  subscribe(changed: (value: T) => void): () => void
}

/** A value that its owner replaces. Values are immutable: replace, never mutate. */
export interface Store<T> extends Readable<T> {
  set(value: T): void
}

/** A store holding `initial`. Setting the identical value tells nobody. */
export function createStore<T>(initial: T): Store<T> {
  let current = initial
  const listeners = new Set<(value: T) => void>()
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return
      current = value
      for (const listener of [...listeners]) listener(value)
    },
    subscribe(changed) {
      const listener = (value: T) => changed(value)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Keeps a store equal to another value, until released. */
export function mirror<T>(from: Readable<T>, to: Store<T>): () => void {
  to.set(from.get())
  return from.subscribe((value) => to.set(value))
}
