/**
 * Node's own step between two callbacks. It is not in the documentation, but it empties the queue exactly and at once:
 * 0.24 µs a turn against 1.3 µs for `setImmediate` and 2.3 µs for forty awaits, which would still be a guess.
 */
const tick: unknown = Reflect.get(process, '_tickCallback')
if (typeof tick !== 'function') throw new Error('This version of Node has no step to drain microtasks with.')

/** Runs every waiting microtask, and what these queue, before it returns. Only outside of a microtask. */
export const drain = (): void => {
  Reflect.apply(tick, process, [])
}

/** Calls `run` where `drain` works: in a turn of its own. */
export function inOwnTurn<T>(run: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(run())
      } catch (error) {
        reject(error)
      }
    })
  })
}
