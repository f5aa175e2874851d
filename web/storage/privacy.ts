import * as v from 'valibot'
import type { Privacy } from '../chat/chat-view.ts'
import { createStoredItem, type WebStorage } from './stored-item.ts'

const Stored = v.object({ sendTyping: v.boolean(), sendRead: v.boolean() })

/** What others may be told, remembered by this browser: over `localStorage`. Everything, until somebody chooses. */
export function createPrivacyMemory(storage: WebStorage): { read(): Privacy; write(privacy: Privacy): void } {
  const item = createStoredItem<Privacy>(storage, 'vc-privacy', Stored)
  return { read: () => item.read() ?? { sendTyping: true, sendRead: true }, write: item.write }
}
