import { bytesToFrame, type Frame, frameToBytes } from '../../protocol/frames.ts'
import type { LinkId } from '../../protocol/ids.ts'
import type { Signal } from '../../protocol/signaling.ts'
import type { Clock } from './ports/clock.ts'
import type { LinkTerms, PeerConnection, PeerLink } from './ports/peer-link.ts'
import type { UnsignedSignal } from './ports/sealer.ts'
import { LINK_TIMES, smoothRtt } from './link-state.ts'

/** One attempt to reach a peer and the channel it becomes, watched by a heartbeat. */
export interface Channel {
  readonly linkId: LinkId
  signal(signal: Signal): void
  /** False when it did not go out; `writable` tells when to try again. */
  send(frame: Frame): boolean
  rtt(): number | null
  /** Whether a relay carries it. */
  isRelayed(): boolean
  /** Whether anything was heard from the peer since that moment. */
  heardSince(monotonic: number): boolean
  close(): void
}

/** What a channel tells. `closed` comes once, never after `close()`. */
export interface ChannelListener {
  signal(signal: UnsignedSignal): void
  opened(): void
  frame(frame: Exclude<Frame, { type: 'ping' | 'pong' }>): void
  /** The peer answered a ping: the channel works in both directions. */
  answered(): void
  writable(): void
  /** A relay carries it now, or does no longer. */
  rerouted(): void
  closed(reason: string): void
}

/** Opens a channel: negotiation has a deadline, an open channel a heartbeat, an unused one an end. */
export function openChannel(
  of: LinkTerms,
  { link, clock }: { link: PeerLink; clock: Clock },
  on: ChannelListener,
): Channel {
  let ended = false
  let heardAt = clock.monotonic()
  let usedAt = heardAt
  let smoothed: number | null = null
  let ping: { nonce: number; at: number } | undefined
  let pings = 0
  let pongs = 0
  let relayed = false
  let cancelTimer = clock.after(LINK_TIMES.negotiation, () => fail('no answer'))

  const connection: PeerConnection = link.connect(of, {
    signal: (signal) => on.signal(signal),
    open() {
      cancelTimer()
      heardAt = usedAt = clock.monotonic()
      beat()
      on.opened()
    },
    received: (bytes) => hear(bytesToFrame(bytes)),
    writable: () => on.writable(),
    closed: (reason) => fail(reason),
  })

  function end(): boolean {
    if (ended) return false
    ended = true
    cancelTimer()
    connection.close()
    return true
  }

  function fail(reason: string): void {
    if (end()) on.closed(reason)
  }

  async function lookAtWay(): Promise<void> {
    const isRelayed = await connection.isRelayed()
    if (ended || isRelayed === relayed) return
    relayed = isRelayed
    on.rerouted()
  }

  function beat(): void {
    void lookAtWay()
    const begun = clock.monotonic()
    // Silence is noticed when it is long enough, not at the beat after. Timers count whole milliseconds.
    const pause = Math.min(LINK_TIMES.heartbeat, Math.ceil(heardAt + LINK_TIMES.silence - begun))
    const due = begun + pause
    cancelTimer = clock.after(pause, () => {
      const now = clock.monotonic()
      // A late timer means that this page slept, not that the peer was silent: listen for another while.
      if (now - due > LINK_TIMES.heartbeat) heardAt = Math.max(heardAt, now - LINK_TIMES.silence / 2)
      if (now - heardAt >= LINK_TIMES.silence) return fail('silent')
      if (now - usedAt >= LINK_TIMES.idle) return fail('idle')
      ping = { nonce: ++pings, at: now }
      connection.send(frameToBytes({ type: 'ping', nonce: pings }))
      beat()
    })
  }

  function hear(frame: Frame | undefined): void {
    if (ended || !frame) return
    heardAt = clock.monotonic()
    if (frame.type === 'ping') connection.send(frameToBytes({ type: 'pong', nonce: frame.nonce }))
    else if (frame.type === 'pong') {
      // Once for each ping: lanes are looked through for every one, and a peer may send fifty thousand in a chunk.
      if (frame.nonce <= pongs || frame.nonce > pings) return
      pongs = frame.nonce
      if (ping?.nonce === frame.nonce) smoothed = smoothRtt(smoothed, heardAt - ping.at)
      on.answered()
    } else {
      usedAt = heardAt
      on.frame(frame)
    }
  }

  return {
    linkId: of.linkId,
    signal: (signal) => connection.signal(signal),
    send(frame) {
      if (ended || !connection.send(frameToBytes(frame))) return false
      usedAt = clock.monotonic()
      return true
    },
    rtt: () => smoothed,
    isRelayed: () => relayed,
    heardSince: (monotonic) => heardAt > monotonic,
    close: () => void end(),
  }
}
