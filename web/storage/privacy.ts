import * as v from 'valibot'
import type { Privacy } from '../chat/chat-view.ts'

const KEY = 'vc-privacy'
const Stored = v.pipe(v.string(), v.parseJson(), v.object({ sendTyping: v.boolean(), sendRead: v.boolean() }))

/** What others may be told, remembered by this browser. */
export interface PrivacyMemory {
  read(): Privacy
  write(privacy: Privacy): void
}

/** Over `localStorage`. Where that is forbidden a choice lasts until the page is left. */
export function createPrivacyMemory(storage: () => Pick<globalThis.Storage, 'getItem' | 'setItem'>): PrivacyMemory {
  return {
    read() {
      try {
        const stored = v.safeParse(Stored, storage().getItem(KEY))
        if (stored.success) return stored.output
      } catch {
        // Forbidden: the defaults.
      }
      return { sendTyping: true, sendRead: true }
    },
    write(privacy) {
      try {
        storage().setItem(KEY, JSON.stringify(privacy))
      } catch {
        // Forbidden or full: only the memory of a choice is lost.
      }
    },
  }
}
