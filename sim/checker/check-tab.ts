import type { ConversationContent } from '../../web/chat/chat-view.ts'
import type { ConversationId, IncomingMessage, IncomingPost, Message } from '../../web/chat/messages.ts'
import { incomingKey } from '../../web/storage/rows.ts'
import type { Person } from '../person.ts'
import type { Tab } from '../tab.ts'
import type { Evidence } from './evidence.ts'
import { checkClaim, checkStep } from './progress.ts'

/** Judges what one tab shows, each time it changes. */
export interface TabCheck {
  shown(tab: Tab, conversation: ConversationId, content: ConversationContent): void
  arrived(tab: Tab, message: Message): void
}

/** A check for the tabs of one person. */
export function createTabCheck(look: () => Evidence, { name: me, browser }: Person): TabCheck {
  /** What each tab has shown already: only what is new is looked at. */
  const seen = new WeakMap<Tab, Map<string, Message>>()
  const arrivals = new WeakMap<Tab, Set<string>>()

  function checkIncoming(tab: Tab, message: IncomingMessage | IncomingPost): void {
    const evidence = look()
    const { id, from, text, seq } = message
    const original = evidence.composed.get(id)
    const reader = message.kind === 'incoming' ? me : 'everyone'
    if (original?.from !== from || original.conversation !== reader)
      evidence.fail('I4', `${tab.label} shows ${id} from ${from}, who never wrote it to ${reader}`)
    else if (original.message.text !== text || original.message.seq !== seq)
      evidence.fail('I4', `${tab.label} shows ${id} from ${from} changed`)
    if (!browser.database.rows.has(incomingKey(from, id)))
      evidence.fail('I3', `${tab.label} shows ${id} from ${from}, which is not stored: it would be shown again`)
  }

  function checkOrder(tab: Tab, conversation: ConversationId, messages: readonly Message[]): void {
    const evidence = look()
    const last = new Map<string, number>()
    const ids = new Set<string>()
    for (const message of messages) {
      if (ids.has(`${message.from} ${message.id}`))
        evidence.fail('I3', `${tab.label} shows ${message.id} twice in ${conversation}`)
      ids.add(`${message.from} ${message.id}`)
      const place = placeOf(message)
      // What a suspended tab stores late of a log that was lost shares its place with what has it since.
      const least = (last.get('places') ?? 0) + (evidence.restored ? 0 : 1)
      if (place !== undefined && place < least)
        evidence.fail(
          'I10',
          `${tab.label} shows ${message.id} of ${message.from} behind a later post: ${orderToText(messages)}`,
        )
      if (conversation === 'everyone') last.set('places', place ?? Number.POSITIVE_INFINITY)
      // What has no place yet stands last, wherever it will come to stand.
      if (evidence.retried.has(message.id) || (conversation === 'everyone' && place === undefined)) continue
      // What a restored server lost is posted again behind what all have.
      if (conversation === 'everyone' && evidence.restored) continue
      // Two tabs of one person post as they come; in private talk the reader sorts by seq.
      const { tab: wrote, person } = evidence.composed.get(message.id) ?? {}
      // Who has recovered a name begins again, also with what waited in that browser.
      const key = 'signedBy' in message ? message.signedBy : ''
      const line = conversation === 'everyone' ? wrote : person && `${person.name} ${person.number} ${key}`
      if (line && message.seq <= (last.get(line) ?? 0))
        evidence.fail(
          'I5',
          `${tab.label} shows ${message.id} of ${message.from} behind a later one: ${orderToText(messages)}`,
        )
      if (line) last.set(line, message.seq)
    }
  }

  return {
    shown(tab, conversation, { messages }) {
      const known = seen.get(tab) ?? new Map<string, Message>()
      seen.set(tab, known)
      const evidence = look()
      let changed = false
      for (const message of messages) {
        const before = known.get(message.id)
        if (before === message) continue
        known.set(message.id, message)
        changed = true
        if (message.kind === 'incoming' || message.kind === 'incoming-post') checkIncoming(tab, message)
        else {
          if (before && 'delivery' in before)
            checkStep(evidence, `${tab.label} shows`, message.id, before.delivery, message.delivery)
          checkClaim(evidence, `${tab.label} shows`, message)
        }
      }
      if (changed) checkOrder(tab, conversation, messages)
    },
    arrived(tab, message) {
      const told = arrivals.get(tab) ?? new Set()
      arrivals.set(tab, told)
      const key = `${message.from} ${message.id}`
      if (told.has(key)) look().fail('I3', `${tab.label} tells twice that ${message.id} of ${message.from} arrived`)
      told.add(key)
    },
  }
}

/** Longer than a log gets: places of one that follows it are greater. */
const LOG = 1_000_000

/** The place in the one order of Everyone; undefined for what has none. */
function placeOf(message: Message): number | undefined {
  const placed = message.kind === 'outgoing-post' && message.delivery.state === 'posted' ? message.delivery : message
  return 'groupSeq' in placed ? (placed.era ?? 0) * LOG + placed.groupSeq : undefined
}

/** The order of a conversation in short. */
function orderToText(messages: readonly Message[]): string {
  const words = messages.map((message) => {
    const state = 'delivery' in message ? message.delivery.state : 'incoming'
    return `${message.from}#${message.seq} ${state} ${placeOf(message) ?? ''}`.trim()
  })
  return words.join(', ')
}
