import type { Arrival, Chat } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Readable } from '../../chat/store.ts'
import { previewText } from '../text/visible.ts'
import type { Preferences } from './preferences.ts'
import { playArrival } from './sound.ts'

/** A burst of messages is one call. */
const QUIET_MS = 1_500
/** Until then another tab of this person may have shown the message, also on a slow computer. */
const READ_ELSEWHERE_MS = 1_000

/**
 * Draws attention to what arrives while the page is hidden: a desktop notification, a sound; in one tab of a person.
 * Returns what ends it.
 */
export function callAttention(of: {
  chat: Chat
  preferences: Readable<Preferences>
  open: (conversation: ConversationId) => void
}): () => void {
  let triedAt = -QUIET_MS
  const judge = async (arrival: Arrival) => {
    if (arrival.muted || isAttended()) return
    await after(READ_ELSEWHERE_MS)
    if (isAttended() || isRead(of.chat, arrival) || performance.now() - triedAt < QUIET_MS) return
    triedAt = performance.now()
    await inOneTab(of.chat, () => {
      const { notifications, sound } = of.preferences.get()
      if (sound) playArrival()
      if (notifications === 'on' && mayNotify()) notify(arrival, of.open)
    })
  }
  return of.chat.onArrival((arrival) => void judge(arrival))
}

function isAttended(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

/** Whether it was read in another tab. What a page in sight shows counts as read, though nobody may sit before it. */
function isRead(chat: Chat, { message }: Arrival): boolean {
  const summary = chat.conversations.get().find(({ id }) => id === message.conversation)
  return document.visibilityState === 'hidden' && !summary?.unread
}

/** Only the first tab of this person that comes does it; the others find the lock taken. */
async function inOneTab(chat: Chat, verb: () => void): Promise<void> {
  const session = chat.session.get()
  if (session.state === 'new') return
  const turn = `vc-attention ${session.server} ${session.name}`
  await navigator.locks.request(turn, { ifAvailable: true }, async (lock) => {
    if (!lock) return
    verb()
    await after(QUIET_MS)
  })
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
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
