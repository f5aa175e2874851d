import type { IceServer } from '../../../protocol/session.ts'
import type { UnsignedSignal } from './sealer.ts'
import type { Signal } from '../../../protocol/signaling.ts'
import type { LinkId } from '../../../protocol/ids.ts'

/** One attempt to open a data channel, and the channel. Ends exactly once. */
export interface PeerConnection {
  /** A verified signal of the other side. */
  signal(signal: Signal): void
  /** False when the channel is not open or its buffer is over the high-water mark. */
  send(bytes: Uint8Array): boolean
  /** Whether a relay, of either side, passes on what is sent now; the browser may change the way. Never rejects. */
  isRelayed(): Promise<boolean>
  /** Ends it; no callback follows. Idempotent. */
  close(): void
}

/** How a data channel is to be opened. */
export interface LinkTerms {
  readonly linkId: LinkId
  readonly initiator: boolean
  readonly iceServers: readonly IceServer[]
  /** Keeps this browser's own addresses from the peer: none leaves the page, and nothing is sent to the peer from one. */
  readonly relayOnly: boolean
}

/** Opens WebRTC data channels. */
export interface PeerLink {
  connect(
    of: LinkTerms,
    on: {
      signal: (signal: UnsignedSignal) => void
      open: () => void
      received: (bytes: Uint8Array) => void
      /** The buffer fell below its low-water mark after `send` returned false. */
      writable: () => void
      closed: (reason: string) => void
    },
  ): PeerConnection
}
