import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Delivery } from './delivery.ts'
import type { OutgoingMessage } from './messages.ts'

/** The bytes that go on either path, and the identity key they are sealed to. */
export interface Sealed {
  readonly envelope: Uint8Array<ArrayBuffer>
  readonly to: IdentityKey
}

/** A message to one peer that is not settled. */
export interface LaneEntry {
  message: OutgoingMessage
  /** A state that is being committed; what is shown stays behind until it is. */
  committing: Delivery | undefined
  sealed: Sealed | undefined
  /** Monotonic; when it was last sent on the present path, for the time an ack took. */
  sentAt: number
  /** Runs out when the peer did not ack in time; ends with the state `sentDirect`. */
  cancelAckWait: () => void
  /** How often it was sealed anew because the recipient's keys had moved on. */
  reseals: number
}

/** Everything on its way to one peer, in order of seq, and how it goes. */
export interface Lane {
  readonly peer: UserName
  readonly entries: Map<MessageId, LaneEntry>
  /** `mailbox`: an ack or a link did not come in time; holds until nothing is on its way and the peer is heard again. */
  mode:
    | { readonly type: 'direct' }
    | { readonly type: 'mailbox'; readonly since: number; readonly why: 'no-link' | 'no-ack' }
  /** Runs out when a wanted link did not open in time. */
  cancelLinkWait: (() => void) | undefined
  /** Set while a refusal that passes (rate limit, a stale bundle that stays stale) is waited out. */
  cancelPause: (() => void) | undefined
  pumping: boolean
  pumpAgain: boolean
  /** The next seal fetches the bundle again. */
  bundleStale: boolean
}

/** An empty lane. */
export function createLane(peer: UserName): Lane {
  return {
    peer,
    entries: new Map(),
    mode: { type: 'direct' },
    cancelLinkWait: undefined,
    cancelPause: undefined,
    pumping: false,
    pumpAgain: false,
    bundleStale: false,
  }
}

/** Ends whatever is waited for. */
export function releaseLane(lane: Lane): void {
  lane.cancelLinkWait?.()
  lane.cancelPause?.()
  for (const entry of lane.entries.values()) entry.cancelAckWait()
}

/** Entries in a state that is not about to change, in order of seq. */
export function entriesIn(lane: Lane, ...states: readonly OutgoingMessage['delivery']['state'][]): LaneEntry[] {
  return [...lane.entries.values()]
    .filter((entry) => !entry.committing && states.includes(entry.message.delivery.state))
    .toSorted((a, b) => a.message.seq - b.message.seq)
}

/** What decides how the next message goes. */
export interface LaneSituation {
  readonly mode: Lane['mode']['type']
  readonly linkOpen: boolean
  /** Links are allowed, the peer is online and the last failed attempt is long enough ago. */
  readonly linkPossible: boolean
  readonly serverConnected: boolean
  /** The key changed and was not accepted: nothing is sealed. */
  readonly held: boolean
  readonly paused: boolean
}

/** How the next message of a lane goes now. `link`: a link is being opened and has a little time. */
export type Route = 'direct' | 'link' | 'mailbox' | 'wait'

/** A peer that is offline, or whose link just failed, costs no wait; without a server an open link is better than nothing. */
export function chooseRoute(situation: LaneSituation): Route {
  if (situation.held || situation.paused) return 'wait'
  if (situation.linkOpen && (situation.mode === 'direct' || !situation.serverConnected)) return 'direct'
  if (!situation.serverConnected) return 'wait'
  return situation.mode === 'direct' && situation.linkPossible ? 'link' : 'mailbox'
}
