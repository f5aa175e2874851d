/** Which messages of a long conversation are in the page: `[from, to)` of `total`. */
export interface LogWindow {
  readonly from: number
  readonly to: number
  readonly total: number
}

/** How many messages come in at an edge: a slow phone draws these in 60 ms. */
const STEP = 24
/** How many come in at the end with one frame while many arrive: a slow phone draws these within 100 ms. */
const STEP_AT_END = 8
/** Whoever is at the end has no time to read more than this in passing. */
const MOST_BEHIND = 60
/** The most messages that are in the page. */
const MOST = 240
/** The most while the reader is at the end: what has scrolled by costs in each frame, and comes back when looked for. */
const MOST_AT_END = 4 * STEP
/** So many stay when the others go: with fewer the edge would be near, and some would come in again. */
const KEPT_AT_END = 2 * STEP
/** Nearer to an edge of the window than this, more messages come in. */
const EDGE_PX = 800

/** No message is lower than this. */
const LOWEST_PX = 24

/** The end of the conversation; or the surroundings of `around`, when that is further up, and from it on what fills `height`. */
export function openWindow(total: number, around = total, height = 0): LogWindow {
  const from = Math.max(0, Math.min(total - STEP, around - STEP / 2))
  const after = Math.max(STEP / 2, Math.ceil(height / LOWEST_PX))
  return { from, to: Math.min(total, Math.max(from + STEP, around + after)), total }
}

/**
 * After messages came or went, for a reader at the end: the window goes there, some messages at a time, and the beginning
 * gives way. Called again until `to` is `total`.
 */
export function followEnd({ from, to }: LogWindow, total: number): LogWindow {
  const end = Math.max(0, total - STEP)
  if (total - to > MOST_BEHIND) return { from: end, to: end + STEP_AT_END, total }
  // Let go of many at once, not of one with each arrival.
  const isFull = total - from > MOST_AT_END
  return { from: isFull ? total - KEPT_AT_END : Math.min(from, end), to: Math.min(total, to + STEP_AT_END), total }
}

/** After messages came or went, `gone` of them from the beginning, for a reader further up: nothing that is in the page goes. */
export function stayPut({ from, to, total: before }: LogWindow, total: number, gone = 0): LogWindow {
  const first = Math.max(0, from - gone)
  const next = to >= before && total - first <= MOST ? total : Math.min(Math.max(0, to - gone), total)
  return { from: Math.min(first, next), to: next, total }
}

/** A step towards the beginning; what falls off the other end can be had back by `growDown`. */
export function growUp({ from, to, total }: LogWindow, step = STEP): LogWindow {
  const next = Math.max(0, from - step)
  return { from: next, to: Math.min(to, next + MOST), total }
}

/** A step towards the end. */
export function growDown({ from, to, total }: LogWindow): LogWindow {
  const next = Math.min(total, to + STEP)
  return { from: Math.max(from, next - MOST), to: next, total }
}

/** A step over the edge that is near in this box; the same window when none is. */
export function growNear(
  window: LogWindow,
  box: Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>,
): LogWindow {
  // Behind the details on a phone it has no height, and no edge is near.
  if (box.clientHeight === 0) return window
  const below = box.scrollHeight - box.scrollTop - box.clientHeight
  // Nobody sees it come in who is at the end, and messages may be arriving there.
  if (box.scrollTop < EDGE_PX && window.from > 0) return growUp(window, below < EDGE_PX ? STEP_AT_END : STEP)
  return below < EDGE_PX && window.to < window.total ? growDown(window) : window
}
