/**
 * Several tabs of one person. One leads: it owns the server connection and the peer links. The others read the same
 * storage, write to its outbox and hear from the leader.
 */
export interface Tabs {
  /** Calls `onLead` when this tab becomes the leader: at once if it is alone, else when the leader goes. Returns what resigns. */
  lead(onLead: () => void): () => void
  /** Runs something while no other tab of this person runs such a thing; settles as it does. */
  alone<T>(run: () => Promise<T>): Promise<T>
  /** Sends a structured-cloneable message to every other tab of this person. */
  post(message: unknown): void
  /** Hears what other tabs post. Returns what ends it. */
  listen(received: (message: unknown) => void): () => void
}
