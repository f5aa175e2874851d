/**
 * How often this browser saw the log of Everyone begin again at an earlier place, because the server was restored from a
 * backup; missing is 0. Places of different eras are places of different logs.
 */
export type Era = number

/** The log of Everyone as this browser knows it: up to `after` it is the one of the era before. */
export interface GroupLog {
  readonly era: Era
  readonly after: number
}

/** Up to which place of which log Everyone is stored. */
export interface GroupCursor extends GroupLog {
  readonly place: number
}

/** Whether it was reached later: in a log that began again since, or further on in the same one. */
export function isAhead(cursor: GroupCursor, of: GroupCursor): boolean {
  return cursor.era > of.era || (cursor.era === of.era && cursor.place > of.place)
}

/** In which log something has its place. */
export function eraOf(placed: { readonly era?: Era }): Era {
  return placed.era ?? 0
}

/** Since which era a place of the present log holds what it holds. */
export function eraAt(place: number, { era, after }: GroupLog): Era {
  return place > after || era === 0 ? era : era - 1
}
