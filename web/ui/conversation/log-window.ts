/** Which messages of a long conversation are in the page: `[from, to)` of `total`. */
export interface LogWindow {
  readonly from: number
  readonly to: number
  readonly total: number
}

/** How many messages come in at an edge, and the most that are in the page. */
const STEP = 60
const MOST = 240

/** The end of the conversation; or the surroundings of `around`, when that is further up. */
export function openWindow(total: number, around = total): LogWindow {
  const from = Math.max(0, Math.min(total - STEP, around - STEP / 2))
  return { from, to: Math.min(total, Math.max(from + STEP, around + STEP)), total }
}

/** After messages came or went, for a reader at the end: the end stays in the page, the beginning gives way. */
export function followEnd({ from }: LogWindow, total: number): LogWindow {
  // Let go of many at once, not of one with each arrival.
  const next = total - from > MOST ? total - STEP : Math.min(from, total - STEP)
  return { from: Math.max(0, next), to: total, total }
}

/** After messages came or went, for a reader further up: nothing that is in the page goes. */
export function stayPut({ from, to, total: before }: LogWindow, total: number): LogWindow {
  const next = to >= before && total - from <= MOST ? total : Math.min(to, total)
  return { from: Math.min(from, next), to: next, total }
}

/** A step towards the beginning; what falls off the other end can be had back by `growDown`. */
export function growUp({ from, to, total }: LogWindow): LogWindow {
  const next = Math.max(0, from - STEP)
  return { from: next, to: Math.min(to, next + MOST), total }
}

/** A step towards the end. */
export function growDown({ from, to, total }: LogWindow): LogWindow {
  const next = Math.min(total, to + STEP)
  return { from: Math.max(from, next - MOST), to: next, total }
}
