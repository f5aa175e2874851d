import type { PeerConnection, PeerLink } from '../web/chat/ports/peer-link.ts'
import type { Dice } from './dice.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'

/** How the network between browsers is; read at every step, so that it may change. */
export interface PeerWeather {
  /** The longest that a frame travels when nothing is wrong, milliseconds. */
  slowest: number
  /** The chance that two browsers find no way to each other. */
  unreachable: number
}

/** An open channel, as something to do harm to. */
export interface Channel {
  /** Both ends close, each at a moment of its own; one of them perhaps only when its heartbeat misses the other. */
  cut(): void
  /** Both ends stay open and nothing arrives. */
  halfOpen(): void
}

/** The most that waits for a channel before it refuses, frames. */
const HIGH_WATER = 24

interface Peer {
  readonly id: string
  readonly life: Life
  readonly on: Parameters<PeerLink['connect']>[1]
  state: 'new' | 'open' | 'over'
  other: Peer | undefined
  /** Frames on the way from here. */
  flying: number
  full: boolean
  arrival: number
  hole: boolean
  /** What came before this end had opened. */
  early: Uint8Array[]
}

/** All browsers' data channels. */
export interface PeerNetwork {
  /** The PeerLink of one tab. */
  linkOf(life: Life): PeerLink
  channels(): readonly Channel[]
}

/** What a browser would write, as far as a sealer looks at it, with the ends of a channel as the name of the session. */
function sdpOf(...ids: string[]): string {
  const digest = Array.from({ length: 32 }, () => '0A').join(':')
  return `s=${ids.join(' ')}\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=fingerprint:sha-256 ${digest}\n`
}

function idsOf(sdp: string): string[] {
  return sdp.slice(2, sdp.indexOf('\n')).split(' ')
}

/** A network without channels. */
export function createPeerNetwork(of: { scheduler: Scheduler; dice: Dice; weather: PeerWeather }): PeerNetwork {
  const { scheduler, dice, weather } = of
  const peers = new Map<string, Peer>()
  const open = new Set<{ a: Peer; b: Peer }>()
  let ids = 0

  const soon = () => dice.next() * weather.slowest
  const later = (peer: Peer, ms: number, task: () => void) =>
    scheduler.after(ms, () =>
      peer.life.deliver(() => {
        if (peer.state !== 'over') task()
      }),
    )

  function over(peer: Peer): void {
    peer.state = 'over'
    peers.delete(peer.id)
    for (const channel of open) if (channel.a === peer || channel.b === peer) open.delete(channel)
  }

  function closeLater(peer: Peer, ms: number, reason: string): void {
    later(peer, ms, () => {
      over(peer)
      peer.on.closed(reason)
    })
  }

  /** The end of one side: the other notices soon, or when ICE gives up. */
  function abandon(peer: Peer): void {
    const { other } = peer
    if (peer.state === 'over') return
    over(peer)
    if (other) closeLater(other, dice.chance(0.7) ? soon() : 30_000 * dice.next(), 'closed')
  }

  function meet(offerer: Peer, answerer: Peer): void {
    offerer.other = answerer
    answerer.other = offerer
    if (dice.chance(weather.unreachable)) return
    const channel = { a: offerer, b: answerer }
    for (const peer of [offerer, answerer])
      later(peer, soon() * 2, () => {
        peer.state = 'open'
        open.add(channel)
        peer.on.open()
        for (const bytes of peer.early) later(peer, 0, () => peer.on.received(bytes))
      })
  }

  function send(from: Peer, bytes: Uint8Array): boolean {
    if (!from.life.touch() || from.state !== 'open' || from.full) return false
    from.flying += 1
    from.full = from.flying >= HIGH_WATER
    const copy = bytes.slice()
    const now = scheduler.now()
    from.arrival = Math.max(from.arrival, now + soon())
    const to = from.other
    scheduler.after(from.arrival - now, () => {
      from.flying -= 1
      if (from.full && from.flying < HIGH_WATER / 4) {
        from.full = false
        later(from, 0, from.on.writable)
      }
      if (!to || to.state === 'over' || from.hole) return
      if (to.state === 'new') to.early.push(copy)
      else later(to, 0, () => to.on.received(copy))
    })
    return true
  }

  return {
    linkOf: (life) => ({
      connect({ linkId, initiator }, on): PeerConnection {
        const id = `peer-${++ids}`
        const peer: Peer = {
          id,
          life,
          on,
          state: 'new',
          other: undefined,
          flying: 0,
          full: false,
          arrival: 0,
          hole: false,
          early: [],
        }
        if (!life.touch()) return { signal() {}, send: () => false, isRelayed: async () => false, close() {} }
        peers.set(id, peer)
        life.onDeath(() => abandon(peer))
        const candidate = () =>
          later(peer, soon(), () =>
            on.signal({ type: 'candidate', linkId, candidate: { candidate: id, sdpMid: '0', sdpMLineIndex: 0 } }),
          )
        if (initiator) {
          later(peer, soon(), () => on.signal({ type: 'offer', linkId, sdp: sdpOf(id) }))
          candidate()
        }
        return {
          signal(signal) {
            if (!life.touch() || peer.state !== 'new') return
            if (signal.type === 'offer' && !initiator) {
              later(peer, soon(), () => on.signal({ type: 'answer', linkId, sdp: sdpOf(id, ...idsOf(signal.sdp)) }))
              candidate()
            } else if (signal.type === 'answer' && initiator) {
              const [theirs = '', mine = ''] = idsOf(signal.sdp)
              const answerer = peers.get(theirs)
              if (mine === id && answerer && !answerer.other) meet(peer, answerer)
            }
          },
          send: (bytes) => send(peer, bytes),
          isRelayed: async () => false,
          close() {
            if (life.touch()) abandon(peer)
          },
        }
      },
    }),
    channels: () =>
      [...open].map(({ a, b }) => ({
        cut() {
          for (const peer of [a, b]) {
            peer.hole = true
            closeLater(peer, dice.chance(0.8) ? 500 * dice.next() : 30_000 * dice.next(), 'ICE failed')
          }
        },
        halfOpen() {
          a.hole = dice.chance(0.8)
          b.hole = !a.hole || dice.chance(0.8)
        },
      })),
  }
}
