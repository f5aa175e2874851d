import * as v from 'valibot'
import { UserName } from '../../protocol/names.ts'
import type { ResidentId } from './residents.ts'
import { createStoredItem, type StoredItem, type WebStorage } from './stored-item.ts'

/** Who a tab is, kept over a reload. A duplicated tab begins as the same person; a Web Lock tells them apart. */
export interface TabResident extends ResidentId {
  /** False after a sign-out: a reload then shows the sign-in page with the name filled in. */
  readonly signedIn: boolean
}

/** The tab's memory of who it is. */
export type TabMemory = StoredItem<TabResident>

const Stored = v.object({ server: v.string(), name: UserName, signedIn: v.boolean() })

/** Over `sessionStorage`. */
export function createTabMemory(session: WebStorage): TabMemory {
  return createStoredItem(session, 'vc:tab', Stored)
}
