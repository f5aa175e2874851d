/** How often something may happen: `perSecond` on average, `burst` at once. 0 for either means no limit. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** Whether there is no limit. */
export function isUnlimited({ perSecond, burst }: Rate): boolean {
  return perSecond === 0 || burst === 0
}

/** A token bucket at a moment; `at` in ms. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

/** Takes tokens at `now` (ms): the bucket afterwards, and whether there were as many. An undefined bucket is a full one. */
export function takeTokens(
  bucket: Bucket | undefined,
  rate: Rate,
  now: number,
  count = 1,
): { readonly bucket: Bucket; readonly allowed: boolean } {
  if (isUnlimited(rate)) return { bucket: { tokens: rate.burst, at: now }, allowed: true }
  const elapsed = bucket ? (now - bucket.at) / 1000 : 0
  const tokens = Math.min(rate.burst, (bucket?.tokens ?? rate.burst) + elapsed * rate.perSecond)
  const allowed = tokens >= count
  return { bucket: { tokens: allowed ? tokens - count : tokens, at: now }, allowed }
}

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
