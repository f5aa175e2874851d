import type { LinkId } from '../../protocol/ids.ts'

/** Deadlines and rhythms of a peer link, milliseconds on the monotonic clock. */
export const LINK_TIMES = {
  /** From the first signal to an open channel. */
  negotiation: 10_000,
  /** How long a knock waits for the initiator's offer before it is repeated. */
  knock: 3000,
  heartbeat: 2000,
  /** Without a frame for this long a channel that claims to be open is dead. */
  silence: 6000,
  /** Without a message for this long an open channel is closed. */
  idle: 5 * 60_000,
  /** Pause after the first failure, doubled with each further one. */
  retry: 1000,
  longestRetry: 30_000,
  /** How long there is no link to a peer that sent too much over one. */
  flooded: 5 * 60_000,
} as const

/** One peer's link. `failures` counts attempts since the last open channel. `flooded`: the peer sent too much; there is none for a while. */
export type LinkState =
  | { readonly state: 'idle'; readonly failures: number; readonly notBefore: number }
  | { readonly state: 'knocking'; readonly failures: number }
  | { readonly state: 'negotiating'; readonly linkId: LinkId; readonly since: number; readonly failures: number }
  | { readonly state: 'open'; readonly linkId: LinkId; readonly since: number }
  | { readonly state: 'flooded' }

/** What can happen to it. `now` is monotonic. */
export type LinkEvent =
  | { readonly type: 'wanted'; readonly now: number; readonly linkId: LinkId; readonly initiator: boolean }
  | { readonly type: 'knocked'; readonly now: number; readonly linkId: LinkId }
  | { readonly type: 'offered'; readonly now: number; readonly linkId: LinkId }
  | { readonly type: 'opened'; readonly now: number; readonly linkId: LinkId }
  | { readonly type: 'failed'; readonly now: number }
  | { readonly type: 'ended' }
  | { readonly type: 'flooded' }
  /** The while after a flood is over. */
  | { readonly type: 'rested' }
  /** Something changed that makes waiting pointless: the peer came online, the network came back, the page became visible. */
  | { readonly type: 'encouraged' }

/** A link nobody has asked for. */
export const IDLE_LINK: LinkState = { state: 'idle', failures: 0, notBefore: 0 }

/**
 * The next state; an event that makes no sense in a state changes nothing. The smaller name initiates and the other knocks,
 * so two offers never cross. A newer attempt always replaces an older one.
 */
export function advanceLink(link: LinkState, event: LinkEvent): LinkState {
  if (link.state === 'flooded') return event.type === 'rested' ? IDLE_LINK : link
  switch (event.type) {
    case 'wanted':
      if (link.state !== 'idle' || event.now < link.notBefore) return link
      return event.initiator
        ? { state: 'negotiating', linkId: event.linkId, since: event.now, failures: link.failures }
        : { state: 'knocking', failures: link.failures }
    case 'knocked':
      // A knock during a young attempt crossed our offer; a later one means the peer lost it (it reloaded, say).
      if (link.state === 'negotiating' && event.now - link.since < 1000) return link
      return { state: 'negotiating', linkId: event.linkId, since: event.now, failures: 0 }
    case 'offered':
      if (link.state !== 'idle' && link.state !== 'knocking' && link.linkId === event.linkId) return link
      return { state: 'negotiating', linkId: event.linkId, since: event.now, failures: 0 }
    case 'opened':
      return link.state === 'negotiating' && link.linkId === event.linkId
        ? { state: 'open', linkId: link.linkId, since: event.now }
        : link
    case 'failed': {
      if (link.state === 'idle') return link
      const failures = link.state === 'open' ? 0 : link.failures + 1
      const pause = Math.min(LINK_TIMES.longestRetry, LINK_TIMES.retry * 2 ** Math.min(failures - 1, 8))
      return { state: 'idle', failures, notBefore: failures === 0 ? 0 : event.now + pause }
    }
    case 'ended':
      return IDLE_LINK
    case 'flooded':
      return { state: 'flooded' }
    case 'rested':
      return link
    case 'encouraged':
      return link.state === 'idle' ? IDLE_LINK : link
  }
}

/** The smoothed round-trip time after one more measurement, milliseconds (RFC 6298 §2, α = 1/8). */
export function smoothRtt(smoothed: number | null, measured: number): number {
  return smoothed === null ? measured : smoothed + (measured - smoothed) / 8
}

/** How long to wait for a peer's ack: four round trips within 1–5 s, 2 s before one was measured. */
export function ackTimeout(smoothedRtt: number | null): number {
  return smoothedRtt === null ? 2000 : Math.min(5000, Math.max(1000, 4 * smoothedRtt))
}
