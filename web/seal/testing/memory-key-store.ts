import type { IdentityRecord, KeyStore, PrekeyRecord } from '../key-store.ts'

/** Keys in memory: for tests, the simulation, benches and bots. They end with the process. */
export function createMemoryKeyStore(): KeyStore {
  let identity: IdentityRecord | undefined
  let prekeys: readonly PrekeyRecord[] = []
  return {
    identity: async () => identity,
    addIdentity: async (record) => (identity ??= record),
    destroyAll: async () => {
      identity = undefined
      prekeys = []
    },
    prekeys: async () => prekeys,
    addPrekey: async (record) => {
      const existing = prekeys.find(({ id }) => id === record.id)
      if (!existing) prekeys = [...prekeys, record].toSorted((a, b) => a.id - b.id)
      return existing ?? record
    },
    destroyPrekeys: async (upTo) => {
      prekeys = prekeys.filter(({ id }) => id > upTo)
    },
  }
}
