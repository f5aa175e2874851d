/** One line of a table: our figure beside what somebody would use instead, or beside a limit. */
export interface Row {
  readonly what: string
  /** People, connections or letters, where the cost depends on their number. */
  readonly n?: number
  readonly unit: string
  readonly ours: number
  readonly anchor?: { readonly name: string; readonly value: number }
  /** How good ours is against the anchor; 1 is equal, more is better. */
  readonly ratio?: number
  /** What was aimed at and whether it was reached. */
  readonly aim?: { readonly words: string; readonly isMet: boolean }
  /** What the reader must know to believe the line. */
  readonly note?: string
}

/** One folder of `bench/`. */
export interface Suite {
  readonly name: string
  run(stage: Stage): Promise<readonly Row[]>
}

/** What a suite is given. */
export interface Stage {
  /** Tells the person who waits. */
  progress(words: string): void
  /** Small numbers, to try a suite; the results are not kept. */
  readonly isQuick: boolean
}

/** Above this share of its core, the load is what was measured. */
const LOAD_LIMIT = 0.9

/** A note when the load was the bottleneck. */
export function loadNote(loadShare: number): { note: string } | Record<string, never> {
  return loadShare > LOAD_LIMIT ? { note: `load at ${Math.round(loadShare * 100)} % of its core: a lower bound` } : {}
}

/** Joins notes. */
export function noted(...notes: readonly ({ note?: string } | undefined)[]): { note: string } | Record<string, never> {
  const words = notes.flatMap((each) => each?.note ?? [])
  return words.length > 0 ? { note: words.join('; ') } : {}
}

/** A line where more is better. */
export function more(row: Omit<Row, 'ratio' | 'aim'>, aim?: { words: string; least: number }): Row {
  const ratio = row.anchor ? row.ours / row.anchor.value : undefined
  return withAim(row, ratio, aim && { words: aim.words, isMet: (ratio ?? row.ours) >= aim.least })
}

/** A line where less is better. */
export function less(row: Omit<Row, 'ratio' | 'aim'>, aim?: { words: string; most: number }): Row {
  const ratio = row.anchor ? row.anchor.value / row.ours : undefined
  return withAim(row, ratio, aim && { words: aim.words, isMet: row.ours <= aim.most })
}

function withAim(row: Omit<Row, 'ratio' | 'aim'>, ratio: number | undefined, aim: Row['aim']): Row {
  return { ...row, ...(ratio === undefined ? {} : { ratio }), ...(aim ? { aim } : {}) }
}
