import * as v from 'valibot'
import type { Privacy } from '../chat/chat-view.ts'
import { createStoredItem, type WebStorage } from './stored-item.ts'

/** Of its own: a page from before there was this choice, open in another tab, writes the other without it. */
const DirectLinks = v.picklist(['when-possible', 'relay-only', 'never'])
const Told = v.object({ sendTyping: v.boolean(), sendRead: v.boolean() })

const LINKS_KEY = 'vc-direct-links'
const TOLD_KEY = 'vc-privacy'

/** What others may be told and see, remembered by this browser. */
export interface PrivacyMemory {
  read(): Privacy
  write(privacy: Privacy): void
  /** Whether a change of this key is one of it; `storage` events have none where everything was cleared. */
  isUnder(key: string | null): boolean
}

/** Over `localStorage`. Everything, until somebody chooses. */
export function createPrivacyMemory(storage: WebStorage): PrivacyMemory {
  const links = createStoredItem(storage, LINKS_KEY, DirectLinks)
  const told = createStoredItem(storage, TOLD_KEY, Told)
  const read = (): Privacy => ({
    ...(told.read() ?? { sendTyping: true, sendRead: true }),
    directLinks: links.read() ?? 'when-possible',
  })
  return {
    isUnder: (key) => key === null || key === LINKS_KEY || key === TOLD_KEY,
    read,
    // What another tab is changing at this moment must not be written back as it was.
    write({ directLinks, ...rest }) {
      const kept = read()
      if (directLinks !== kept.directLinks) links.write(directLinks)
      if (rest.sendTyping !== kept.sendTyping || rest.sendRead !== kept.sendRead) told.write(rest)
    },
  }
}
