/** How far each member has Everyone: counts without asking each of them. */
export interface Cursors {
  add(cursor: number): void
  /** One of that value is there no more. */
  remove(cursor: number): void
  /** Moves one cursor forward. */
  move(from: number, to: number): void
  countAtLeast(place: number): number
}

/** The first index whose value is at least `wanted` in a sorted list. */
export function lowerBound(sorted: ArrayLike<number>, wanted: number, length = sorted.length): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Infinity) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** A sorted array: counting is a binary search, a move shifts only what lies between. */
export function createCursors(initial: readonly number[]): Cursors {
  let sorted = Float64Array.from(initial).sort()
  let length = sorted.length
  // Of equal cursors the last one leaves, so that what lies between stays sorted.
  const lastOf = (cursor: number): number => {
    const at = lowerBound(sorted, cursor + 1, length) - 1
    if (at < 0 || sorted[at] !== cursor) throw new Error(`no cursor at ${cursor}`)
    return at
  }
  return {
    add(cursor) {
      if (length === sorted.length) {
        const larger = new Float64Array(Math.max(16, length * 2))
        larger.set(sorted)
        sorted = larger
      }
      const at = lowerBound(sorted, cursor, length)
      sorted.copyWithin(at + 1, at, length)
      sorted[at] = cursor
      length += 1
    },
    remove(cursor) {
      sorted.copyWithin(lastOf(cursor), lastOf(cursor) + 1, length)
      length -= 1
    },
    move(from, to) {
      const at = lastOf(from)
      const target = lowerBound(sorted, to, length) - 1
      sorted.copyWithin(at, at + 1, target + 1)
      sorted[target] = to
    },
    countAtLeast: (place) => length - lowerBound(sorted, place, length),
  }
}
