/**
 * Cryptography of other threads in a history: its results are kept until all that was begun has ended, and are handed out
 * in the order in which it was begun. So it costs no virtual time, and how fast the threads are decides nothing.
 */
export interface CryptoQueue {
  /** Begins a piece of work. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Something was begun that was not handed out. */
  isBusy(): boolean
  /** Other threads have not ended yet. */
  isWorking(): boolean
  /** Hands out what has ended. */
  release(): void
}

/** A queue of nothing. */
export function createCryptoQueue(): CryptoQueue {
  let begun: (() => void)[] = []
  let working = 0
  return {
    run: <T>(work: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        working += 1
        let tell = () => {}
        begun.push(() => tell())
        work()
          .then(
            (value) => (tell = () => resolve(value)),
            (error: unknown) => (tell = () => reject(error)),
          )
          .finally(() => {
            working -= 1
          })
      }),
    isBusy: () => begun.length > 0,
    isWorking: () => working > 0,
    release() {
      const ended = begun
      begun = []
      for (const tell of ended) tell()
    },
  }
}
