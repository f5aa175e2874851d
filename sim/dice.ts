/** Seeded randomness; everything that happens by chance in a history comes from here. */
export interface Dice {
  /** In [0, 1). */
  next(): number
  /** An integer in [0, below). */
  int(below: number): number
  /** An integer in [low, high]. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T
  bytes(length: number): Uint8Array<ArrayBuffer>
  /** Independent dice: what is drawn from them does not change what is drawn here. */
  fork(label: string): Dice
}

function hashText(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** sfc32 ("Small Fast Counting", C. Doty-Humphrey, PractRand). */
export function createDice(seed: number, label = ''): Dice {
  let a = hashText(label, seed)
  let b = hashText(label, seed ^ 0x9e3779b9)
  let c = seed >>> 0
  let counter = 1
  const word = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) word()

  const int = (below: number) => word() % below
  return {
    next: () => word() / 2 ** 32,
    int,
    between: (low, high) => low + int(high - low + 1),
    chance: (probability) => word() < probability * 2 ** 32,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[int(items.length)] as T
    },
    bytes(length) {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length; at++) bytes[at] = word()
      return bytes
    },
    fork: (forked) => createDice(seed, `${label}/${forked}`),
  }
}
