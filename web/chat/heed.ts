import type { Change } from './change.ts'
import type { Leader } from './leader-ports.ts'
import type { Message } from './messages.ts'

/** What other tabs have stored concerns the one that leads. */
export function heed(at: Leader, change: Change): void {
  if (change.type === 'messages' && change.told !== 'passing') at.send(change.messages.filter(isWaiting))
  else if (change.type === 'contact') at.contacts.heard(change.contact)
}

function isWaiting(message: Message): boolean {
  return 'delivery' in message && message.delivery.state === 'queued'
}
