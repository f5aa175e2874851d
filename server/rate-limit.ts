import { type Bucket, isUnlimited, type Rate, takeTokens } from '../protocol/token-bucket.ts'

/** Whether the next of something is allowed now. */
export interface Gate {
  pass(): boolean
}

/** A class, because every connection has a few and they share its method. */
class TokenGate implements Gate {
  private bucket: Bucket | undefined
  private readonly rate: Rate
  private readonly elapsed: () => number

  constructor(rate: Rate, elapsed: () => number) {
    this.rate = rate
    this.elapsed = elapsed
  }

  pass(): boolean {
    const { bucket, allowed } = takeTokens(this.bucket, this.rate, this.elapsed())
    this.bucket = bucket
    return allowed
  }
}

/** A bucket of its own. `elapsed` is a clock in ms. */
export function createGate(rate: Rate, elapsed: () => number): Gate {
  return new TokenGate(rate, elapsed)
}

/** Takes `count` tokens, one by default, from the bucket of a key. */
export type KeyedGate = (key: string, count?: number) => boolean

/** A bucket per key. One that is full again is forgotten, and beyond `mostKeys` the one that was asked for longest ago. */
export function createKeyedGate(rate: Rate, elapsed: () => number, mostKeys = 100_000): KeyedGate {
  const buckets = new Map<string, Bucket>()
  const refill = (rate.burst / rate.perSecond) * 1000
  return (key, count) => {
    if (isUnlimited(rate)) return true
    const now = elapsed()
    const taken = takeTokens(buckets.get(key), rate, now, count)
    // A map keeps the order of insertion: deleted and set again, a key is the youngest.
    buckets.delete(key)
    buckets.set(key, taken.bucket)
    for (const [oldest, { at }] of buckets) {
      if (buckets.size <= mostKeys && now - at < refill) break
      buckets.delete(oldest)
    }
    return taken.allowed
  }
}

/** Counts what is held per key. `take` gives the count including the new one; each is given back once. */
export function createKeyedCount(): { take(key: string): number; giveBack(key: string): void } {
  const counts = new Map<string, number>()
  return {
    take(key) {
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return count
    },
    giveBack(key) {
      const left = (counts.get(key) ?? 1) - 1
      if (left === 0) counts.delete(key)
      else counts.set(key, left)
    },
  }
}
