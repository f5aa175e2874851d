/** So long a slice may last, milliseconds: half a frame. */
const SLICE = 8

/**
 * Those of many items that are wanted, without holding up the page: `rest` waits between the slices. Undefined if `isOver`
 * was true after a rest.
 */
export async function filterInSlices<T>(
  items: readonly T[],
  isWanted: (item: T) => boolean,
  { now, rest, isOver }: { now: () => number; rest: () => Promise<void>; isOver: () => boolean },
): Promise<readonly T[] | undefined> {
  const wanted: T[] = []
  let begun = now()
  for (const item of items) {
    if (now() - begun >= SLICE) {
      await rest()
      if (isOver()) return undefined
      begun = now()
    }
    if (isWanted(item)) wanted.push(item)
  }
  return wanted
}
