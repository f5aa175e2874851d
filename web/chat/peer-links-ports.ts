import type { Frame } from '../../protocol/frames.ts'
import type { UserName } from '../../protocol/names.ts'
import type { IceServer } from '../../protocol/session.ts'
import type { LinkPolicy } from './link-policy.ts'
import type { LinkState } from './link-state.ts'
import type { Contact } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { PeerLink } from './ports/peer-link.ts'
import type { Sealer } from './ports/sealer.ts'

/** What the links need. */
export interface PeerLinksPorts {
  readonly me: UserName
  readonly link: PeerLink
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly sealer: Sealer
  /** Which links may be opened and answered now; after a change all are to be closed. */
  policy(): LinkPolicy
  iceServers(): readonly IceServer[]
  /** Settles when those may be used that are about to expire now; undefined while they are good. */
  renewed(): Promise<void> | undefined
  /** The peer's contact with a pinned key, fetched if need be; undefined when it is not to be linked (unknown, blocked, key changed). */
  contact(peer: UserName): Promise<Contact | undefined>
  sendSignal(to: UserName, signal: string): void
}

/** What the links tell. */
export interface PeerLinksListener {
  opened(peer: UserName): void
  closed(peer: UserName, reason: string): void
  /** A ping came back. */
  answered(peer: UserName): void
  writable(peer: UserName): void
  frame(peer: UserName, frame: Exclude<Frame, { type: 'ping' | 'pong' }>): void
  /** Idle, negotiating or open changed, or whether a relay carries it. */
  changed(peer: UserName, state: LinkState): void
}
