import type { Signal } from '../../../protocol/signaling.ts'
import type { PeerConnection, PeerLink } from '../ports/peer-link.ts'

/** What a sealer wants to see before it signs or believes a session description. */
const SDP = `v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}\r\n`

type Listener = Parameters<PeerLink['connect']>[1]

interface End {
  on: Listener
  other: End | undefined
  state: 'waiting' | 'open' | 'closed'
}

/** Peer links inside one process: offer and answer travel as real signals, frames are handed over in a microtask. */
export function createLoopbackPeerLink(): PeerLink {
  const offered = new Map<string, End>()

  function pair(a: End, b: End): void {
    a.other = b
    b.other = a
    for (const end of [a, b]) {
      end.state = 'open'
      queueMicrotask(() => end.on.open())
    }
  }

  function close(end: End, tell: boolean): void {
    if (end.state === 'closed') return
    end.state = 'closed'
    if (tell) end.on.closed('closed by the other side')
    const { other } = end
    if (other) queueMicrotask(() => close(other, true))
  }

  return {
    connect({ linkId, initiator }, on): PeerConnection {
      const end: End = { on, other: undefined, state: 'waiting' }
      if (initiator) {
        offered.set(linkId, end)
        queueMicrotask(() => on.signal({ type: 'offer', linkId, sdp: SDP }))
      }
      return {
        signal(signal: Signal) {
          if (signal.type === 'offer') on.signal({ type: 'answer', linkId, sdp: SDP })
          const offer = offered.get(linkId)
          if (signal.type === 'offer' && offer) queueMicrotask(() => pair(offer, end))
        },
        send(bytes) {
          const { other } = end
          if (end.state !== 'open' || !other) return false
          const copy = new Uint8Array(bytes)
          queueMicrotask(() => other.state === 'open' && other.on.received(copy))
          return true
        },
        isRelayed: async () => false,
        close: () => close(end, false),
      }
    },
  }
}
