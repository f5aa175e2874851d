/** How messages are sealed in a history. */
export type Sealing = 'stand-in' | 'real'

/** Which histories a process is to play. */
export interface Order {
  readonly from: number
  readonly count: number
  readonly sealing: Sealing
  /** Stops behind the first history that broke a promise. */
  readonly untilFailure: boolean
}
