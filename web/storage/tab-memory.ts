import * as v from 'valibot'
import { UserName } from '../../protocol/names.ts'
import type { ResidentId } from './residents.ts'

/** Who a tab is, kept over a reload. A duplicated tab begins as the same person; a Web Lock tells them apart. */
export interface TabResident extends ResidentId {
  /** False after a sign-out: a reload then shows the sign-in page with the name filled in. */
  readonly signedIn: boolean
}

/** The tab's memory of who it is. */
export interface TabMemory {
  read(): TabResident | undefined
  write(resident: TabResident): void
  clear(): void
}

const StoredTab = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ server: v.string(), name: UserName, signedIn: v.boolean() }),
)
const TAB_KEY = 'vc:tab'

/** Over `sessionStorage`. Where that is forbidden a reload forgets who the tab was, and nothing else. */
export function createTabMemory(
  session: () => Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>,
): TabMemory {
  return {
    read() {
      const stored = v.safeParse(
        StoredTab,
        attempt(() => session().getItem(TAB_KEY)),
      )
      return stored.success ? stored.output : undefined
    },
    write({ server, name, signedIn }) {
      attempt(() => session().setItem(TAB_KEY, JSON.stringify({ server, name, signedIn })))
    },
    clear() {
      attempt(() => session().removeItem(TAB_KEY))
    },
  }
}

function attempt<T>(verb: () => T): T | undefined {
  try {
    return verb()
  } catch {
    return undefined
  }
}
