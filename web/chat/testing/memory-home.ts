import { createSealer } from '../../seal/sealer.ts'
import { createMemoryKeyStore } from '../../seal/testing/memory-key-store.ts'
import { createMemoryDatabase, openMemoryStorage } from '../../storage/memory.ts'
import type { OpenResident } from '../ports/resident.ts'
import type { Tabs } from '../ports/tabs.ts'

/** A tab that has no others beside it. */
const aloneInTheBrowser: Tabs = {
  lead(onLead) {
    let resigned = false
    queueMicrotask(() => resigned || onLead())
    return () => {
      resigned = true
    }
  },
  alone: (run) => run(),
  post() {},
  listen: () => () => {},
}

/** A browser in memory: each person keeps keys and messages over sign-outs, until the process ends. */
export function createMemoryHome(wallTime: () => number): OpenResident {
  const homes = new Map<string, ReturnType<typeof furnish>>()
  const furnish = () => ({ database: createMemoryDatabase(), keyStore: createMemoryKeyStore() })
  return async ({ server, name, newKeys }) => {
    const key = `${server} ${name}`
    const home = homes.get(key) ?? furnish()
    homes.set(key, home)
    if (newKeys) await home.keyStore.destroyAll()
    const sealer = await createSealer({ keyStore: home.keyStore, name, wallTime })
    const storage = openMemoryStorage(home.database)
    return { storage, sealer, tabs: aloneInTheBrowser, release: () => storage.close() }
  }
}
