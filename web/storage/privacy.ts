import * as v from 'valibot'
import type { Privacy } from '../chat/chat-view.ts'
import { createStoredItem, type WebStorage } from './stored-item.ts'

/** Of its own: a page from before there was this choice, open in another tab, writes the other without it. */
const DirectLinks = v.picklist(['when-possible', 'relay-only', 'never'])
const Told = v.object({ sendTyping: v.boolean(), sendRead: v.boolean() })

/** What others may be told and see, remembered by this browser: over `localStorage`. Everything, until somebody chooses. */
export function createPrivacyMemory(storage: WebStorage): { read(): Privacy; write(privacy: Privacy): void } {
  const links = createStoredItem(storage, 'vc-direct-links', DirectLinks)
  const told = createStoredItem(storage, 'vc-privacy', Told)
  return {
    read: () => ({
      ...(told.read() ?? { sendTyping: true, sendRead: true }),
      directLinks: links.read() ?? 'when-possible',
    }),
    write({ directLinks, ...rest }) {
      links.write(directLinks)
      told.write(rest)
    },
  }
}
