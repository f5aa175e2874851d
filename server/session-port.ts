import type { UserName } from '../protocol/names.ts'
import type { Author } from './store/store.ts'

/** A signed-in connection as the use cases know it. */
export interface Session {
  readonly name: UserName
  /** Where it comes from, as limits count: `addressToPlace`. */
  readonly place: string
  /** What it writes with. */
  readonly author: Author
  /** Ends it; settles when the end is durable. */
  end(): Promise<void>
  /** Ends it, and soon after the connection, which nobody else can sign in on. */
  signOut(): Promise<void>
}
