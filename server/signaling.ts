import { refusal } from '../protocol/errors.ts'
import type { UserName } from '../protocol/names.ts'
import { isUnlimited, type Rate } from '../protocol/token-bucket.ts'
import { accepted } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Clock, Hub, IceServersFor } from './ports.ts'
import { createKeyedGate } from './rate-limit.ts'
import type { Session } from './session-port.ts'

/** How often one member may show everybody that it is typing: each time costs a packet per member. More is not passed on. */
const TYPING = { perSecond: 0.5, burst: 3 }

/**
 * Bytes of signals that one member may send another. An attempt at a link has up to about 20 KB, of many candidates, and
 * is repeated after pauses that double. What many send one together has its bound in what that one has yet to read: were
 * signals volatile, one would be lost whenever the line is busy for a moment, and with a lost offer the whole attempt.
 */
const SIGNALS = { perSecond: 8 * 1024, burst: 64 * 1024 }

/** How often one member may have credentials for relays: a page that opens links all the time needs them every few minutes. */
const ICE_SERVERS = { perSecond: 6 / 60, burst: 6 }

interface SignalingPorts {
  readonly directory: Directory
  readonly hub: Hub
  readonly clock: Clock
  readonly origins: readonly string[]
  readonly iceServersFor: IceServersFor
  /** Of one connection; without a limit there is none on signals. */
  readonly events: Rate
}

/** Relays the words of the WebRTC handshake, unread, and who is typing. Nothing of it is stored. */
export function createSignaling({ directory, hub, clock, origins, iceServersFor, events }: SignalingPorts) {
  const mayTellEveryone = createKeyedGate(TYPING, () => clock.elapsed())
  const maySignal = createKeyedGate(isUnlimited(events) ? events : SIGNALS, () => clock.elapsed())
  const mayFetch = createKeyedGate(ICE_SERVERS, () => clock.elapsed())
  return {
    handlers: {
      'ice-servers:fetch': ({ name }: Session, { origin }: { origin: string }) => {
        const member = directory.get(name)
        if (!member || !origins.includes(origin)) return refusal('bad-payload', 'origin: nobody dials that here')
        if (!mayFetch(name)) return refusal('rate-limited')
        return accepted(iceServersFor({ origin, device: member.account.device, now: clock.now() }))
      },

      'signal:send': ({ name }: Session, { to, signal }: { to: UserName; signal: string }) => {
        const member = directory.get(to)
        if (!member) return refusal('no-such-user')
        if (member.account.blocked.includes(name)) return refusal('blocked')
        if (!member.online) return refusal('not-connected')
        if (!maySignal(`${name} ${to}`, Buffer.byteLength(signal))) return refusal('rate-limited')
        const peer = hub.toUser(to)
        // So that many together cannot have it cut.
        if (peer.lags()) return refusal('rate-limited', 'That user has yet to read what came before.')
        peer.emit('signal:received', { from: name, signal })
        return accepted(null)
      },

      'typing:send': ({ name }: Session, { to }: { to: UserName | 'everyone' }) => {
        if (to === 'everyone' && !mayTellEveryone(name)) return accepted(null)
        if (to === 'everyone') hub.everyone.emit('typing:received', { from: name, to }, 'volatile')
        else if (!directory.get(to)?.account.blocked.includes(name)) {
          hub.toUser(to).emit('typing:received', { from: name, to }, 'volatile')
        }
        return accepted(null)
      },
    },
  }
}
