/** A replacement of an exact piece of source, which must be there. */
export interface Edit {
  /** Path from the root of the project. */
  readonly file: string
  readonly find: string
  readonly put: string
}

/** A bug that somebody could write, as edits to the real code. The test build alone knows it. */
export interface Mutant {
  readonly name: string
  /** A seed that is known to catch it, where that takes a rare history; looked at first. */
  readonly seed?: number
  readonly edits: readonly Edit[]
}
