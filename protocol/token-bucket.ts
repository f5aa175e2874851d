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
