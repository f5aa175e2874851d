import type { Arrival, Chat } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Readable } from '../../chat/store.ts'
import { previewText } from '../text/visible.ts'
import type { Preferences } from './preferences.ts'
import { playArrival } from './sound.ts'

/** A burst of messages is one call. */
const QUIET_MS = 1_500

/** Draws attention to what arrives while the page is hidden: a desktop notification, a sound. Returns what ends it. */
export function callAttention(of: {
  chat: Chat
  preferences: Readable<Preferences>
  open: (conversation: ConversationId) => void
}): () => void {
  let calledAt = -QUIET_MS
  return of.chat.onArrival((arrival) => {
    if (document.visibilityState === 'visible' && document.hasFocus()) return
    if (arrival.muted || performance.now() - calledAt < QUIET_MS) return
    calledAt = performance.now()
    const { notifications, sound } = of.preferences.get()
    if (sound) playArrival()
    if (notifications === 'on' && mayNotify()) notify(arrival, of.open)
  })
}

function mayNotify(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'granted'
}

function notify({ message }: Arrival, open: (conversation: ConversationId) => void) {
  const { conversation } = message
  const title = conversation === 'everyone' ? `${message.from} in Everyone` : message.from
  try {
    const notification = new Notification(title, {
      body: previewText(message.text),
      tag: `vc-${conversation}`,
      icon: '/favicon.svg',
    })
    notification.addEventListener('click', () => {
      window.focus()
      open(conversation)
      notification.close()
    })
  } catch {
    // Android has notifications only for service workers; the title and the sound still tell.
  }
}

/** Asks the browser once, on a click of the user. */
export async function askToNotify(): Promise<Preferences['notifications']> {
  if (!('Notification' in globalThis)) return 'off'
  return (await Notification.requestPermission()) === 'granted' ? 'on' : 'off'
}
