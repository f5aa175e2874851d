import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import * as v from 'valibot'
import { UserName } from '../../protocol/names.ts'
import { deleteChatDatabase } from './database.ts'
import { guarded } from './errors.ts'

/** A person on a server. */
export interface ResidentId {
  readonly server: string
  readonly name: UserName
}

/** A person whose database lies in this browser. `usedAt` is wall time; older pages did not note the device. */
export interface KnownResident extends ResidentId {
  readonly usedAt: number
  readonly device?: string | undefined
}

/** Who lives in this browser; each has a database. */
export interface Residents {
  /** Most recently used first. */
  list(): Promise<readonly KnownResident[]>
  /** Notes that this person signs in now, with this device. */
  remember(resident: ResidentId & Pick<KnownResident, 'device'>, wallTime: number): Promise<void>
  /** Deletes everything of that person here. Tabs that have it open are closed out of it. */
  forget(resident: ResidentId): Promise<void>
  /** Calls this when another tab has forgotten somebody. */
  onForgotten(forgotten: (resident: ResidentId) => void): void
  close(): void
}

/** What tabs say to each other of somebody whom one has forgotten. */
const Forgotten = v.object({ server: v.string(), name: UserName })

interface ResidentsSchema extends DBSchema {
  residents: { key: [string, string]; value: KnownResident }
}

/** Opens the list. Rejects with a `StorageError`. */
export async function openResidents(): Promise<Residents> {
  const database = await guarded(() =>
    openDB<ResidentsSchema>('vc-residents', 1, {
      upgrade: (db) => void db.createObjectStore('residents', { keyPath: ['server', 'name'] }),
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    }),
  )
  const channel = new BroadcastChannel('vc-residents')
  return {
    list: () => guarded(() => newestFirst(database)),
    remember: ({ server, name, device }, usedAt) =>
      guarded(async () => void (await database.put('residents', { server, name, device, usedAt }))),
    forget: ({ server, name }) =>
      guarded(async () => {
        // The database first: if that fails, the list still says that it is there.
        await deleteChatDatabase({ server, name })
        await database.delete('residents', [server, name])
        channel.postMessage({ server, name } satisfies ResidentId)
      }),
    onForgotten(forgotten) {
      channel.addEventListener('message', ({ data }) => {
        const heard = v.safeParse(Forgotten, data)
        if (heard.success) forgotten(heard.output)
      })
    },
    close() {
      channel.close()
      database.close()
    },
  }
}

async function newestFirst(database: IDBPDatabase<ResidentsSchema>): Promise<readonly KnownResident[]> {
  return (await database.getAll('residents')).sort((a, b) => b.usedAt - a.usedAt)
}

/** Bytes that this origin keeps in the browser; undefined when the browser does not say. */
export async function storageUsed(): Promise<number | undefined> {
  try {
    return (await navigator.storage.estimate()).usage
  } catch {
    return undefined
  }
}
