import type { UserName } from '../../../protocol/names.ts'
import type { Sealer } from './sealer.ts'
import type { Storage } from './storage.ts'
import type { Tabs } from './tabs.ts'

/** What this browser holds of one person on one server. */
export interface Resident {
  readonly storage: Storage
  readonly sealer: Sealer
  readonly tabs: Tabs
  /** Closes all of it. */
  release(): void
}

/**
 * Opens a resident's storage and keys; makes them at the first time, or again with `newKeys`. Rejects with a
 * `StorageError`, or as keys that cannot be made do.
 */
export type OpenResident = (of: { server: string; name: UserName; newKeys?: boolean }) => Promise<Resident>
