/** Which messages of a long conversation are in the page: `[from, to)` of `total`. */
export interface LogWindow {
  readonly from: number
  readonly to: number
  readonly total: number
}

/** How many messages come in at an edge, and the most that are in the page. */
const STEP = 80
const MOST = 320

/** The end of the conversation; or the surroundings of `around`, when that is further up. */
export function openWindow(total: number, around = total): LogWindow {
  const from = Math.max(0, Math.min(total - STEP, around - STEP / 2))
  return { from, to: Math.min(total, Math.max(from + STEP, around + STEP)), total }
}

/** After messages came at the end: a window that showed the end goes on showing it. */
export function followEnd(window: LogWindow, total: number): LogWindow {
  if (total === window.total) return window
  const atEnd = window.to >= window.total
  const to = Math.min(total, atEnd ? total : window.to)
  return { from: Math.max(0, Math.min(window.from, to), to - MOST), to, total }
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
