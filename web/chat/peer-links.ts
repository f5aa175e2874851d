import type { Frame } from '../../protocol/frames.ts'
import type { LinkId } from '../../protocol/ids.ts'
import type { UserName } from '../../protocol/names.ts'
import * as v from 'valibot'
import type { IceServer } from '../../protocol/session.ts'
import { Signal } from '../../protocol/signaling.ts'
import type { Contact } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { PeerLink } from './ports/peer-link.ts'
import type { Sealer, UnsignedSignal } from './ports/sealer.ts'
import { allowsLinks, type LinkPolicy } from './link-policy.ts'
import { advanceLink, IDLE_LINK, LINK_TIMES, type LinkEvent, type LinkState } from './link-state.ts'
import { type Channel, openChannel } from './peer-link.ts'
import { newLinkId } from './random.ts'

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

/** Data channels to peers, opened on need. */
export interface PeerLinks {
  state(peer: UserName): LinkState
  /** Begins to open one if there is none and the last failure is long enough ago. */
  want(peer: UserName): void
  send(peer: UserName, frame: Frame): boolean
  rtt(peer: UserName): number | null
  isRelayed(peer: UserName): boolean
  heardSince(peer: UserName, monotonic: number): boolean
  /** A signal relayed by the server, as it came. */
  take(from: UserName, signal: string): void
  /** Forgets past failures of one peer, or of all. */
  encourage(peer?: UserName): void
  /** Closes the link to somebody (blocked, key changed), or all. */
  close(peer?: UserName): void
  /** Closes all, and opens none any more. */
  end(): void
}

interface Slot {
  state: LinkState
  channel: Channel | undefined
  /** Whether the channel was given its offer or answer; a second one could only be a repetition that disturbs it. */
  described: boolean
  cancelKnock: () => void
  /** Attempts that ended; their late signals are dropped. */
  dead: LinkId[]
  /** Signals are verified, and signed, one after the other, so that a candidate never overtakes its offer. */
  incoming: Promise<void>
  outgoing: Promise<void>
}

/** Creates the links of one person; none is opened yet. */
export function createPeerLinks(ports: PeerLinksPorts, on: PeerLinksListener): PeerLinks {
  const { me, clock, sealer } = ports
  const slots = new Map<UserName, Slot>()
  let ended = false
  const isOff = () => ended || !allowsLinks(ports.policy())

  function slotOf(peer: UserName): Slot {
    const found = slots.get(peer)
    if (found) return found
    const done = Promise.resolve()
    const slot: Slot = {
      state: IDLE_LINK,
      channel: undefined,
      described: false,
      cancelKnock() {},
      dead: [],
      incoming: done,
      outgoing: done,
    }
    slots.set(peer, slot)
    return slot
  }

  /** Returns whether the state changed. */
  function step(peer: UserName, event: LinkEvent): boolean {
    const slot = slotOf(peer)
    const before = slot.state
    slot.state = advanceLink(before, event)
    if (slot.state === before) return false
    slot.cancelKnock()
    on.changed(peer, slot.state)
    return true
  }

  function drop(slot: Slot): void {
    if (slot.channel) slot.dead = [slot.channel.linkId, ...slot.dead.slice(0, 7)]
    slot.channel?.close()
    slot.channel = undefined
  }

  /** Ends what was there before, and opens a channel, if need be after a while in which the attempt may be given up. */
  async function begin(peer: UserName, linkId: LinkId, initiator: boolean): Promise<void> {
    const slot = slotOf(peer)
    const replaced = slot.channel !== undefined
    drop(slot)
    if (replaced) on.closed(peer, 'replaced')
    const renewed = ports.renewed()
    if (renewed) await renewed
    if (slot.state.state === 'negotiating' && slot.state.linkId === linkId) open(peer, linkId, initiator)
  }

  function open(peer: UserName, linkId: LinkId, initiator: boolean): void {
    const slot = slotOf(peer)
    slot.described = false
    const terms = { linkId, initiator, iceServers: ports.iceServers(), relayOnly: ports.policy() === 'relay-only' }
    slot.channel = openChannel(terms, ports, {
      signal: (signal) => sign(peer, signal),
      opened() {
        if (step(peer, { type: 'opened', now: clock.monotonic(), linkId })) on.opened(peer)
      },
      frame: (frame) => on.frame(peer, frame),
      answered: () => on.answered(peer),
      writable: () => on.writable(peer),
      rerouted: () => on.changed(peer, slot.state),
      closed: (reason) => fail(peer, reason),
    })
  }

  function fail(peer: UserName, reason: string): void {
    drop(slotOf(peer))
    const event: LinkEvent = reason === 'idle' ? { type: 'ended' } : { type: 'failed', now: clock.monotonic() }
    if (step(peer, event)) on.closed(peer, reason)
  }

  function sign(peer: UserName, signal: UnsignedSignal): void {
    const slot = slotOf(peer)
    slot.outgoing = slot.outgoing
      .then(async () => {
        const contact = await ports.contact(peer)
        if (!contact) return fail(peer, 'no key')
        const signed = await sealer.signSignal(signal, contact.pinned)
        // Of an attempt that was given up meanwhile: it may tell an address that is to be told no more.
        if (!slot.dead.includes(signal.linkId)) ports.sendSignal(peer, JSON.stringify(signed))
      })
      .catch(() => fail(peer, 'not signed'))
  }

  function knock(peer: UserName): void {
    sign(peer, { type: 'knock', linkId: newLinkId(ports.randomBytes) })
    slotOf(peer).cancelKnock = clock.after(LINK_TIMES.knock, () => fail(peer, 'no answer'))
  }

  async function verified(from: UserName, text: string): Promise<Signal | undefined> {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Signal), text)
    const contact = parsed.success ? await ports.contact(from) : undefined
    return parsed.success && contact && (await sealer.verifySignal(parsed.output, contact.pinned))
      ? parsed.output
      : undefined
  }

  async function accept(from: UserName, signal: Signal): Promise<void> {
    const slot = slotOf(from)
    const now = clock.monotonic()
    // It may have been verified while the links ended.
    if (isOff() || slot.dead.includes(signal.linkId)) return
    if (signal.type === 'knock') {
      const linkId = newLinkId(ports.randomBytes)
      if (me < from && step(from, { type: 'knocked', now, linkId })) await begin(from, linkId, true)
      return
    }
    if (signal.type === 'offer') {
      if (from >= me) return
      if (step(from, { type: 'offered', now, linkId: signal.linkId })) await begin(from, signal.linkId, false)
    }
    if (slot.channel?.linkId === signal.linkId) pass(slot, signal)
  }

  function pass(slot: Slot, signal: Signal): void {
    if (signal.type !== 'candidate') {
      if (slot.described) return
      slot.described = true
    }
    slot.channel?.signal(signal)
  }

  function close(peer?: UserName): void {
    for (const name of peer ? [peer] : slots.keys()) {
      drop(slotOf(name))
      if (step(name, { type: 'ended' })) on.closed(name, 'closed')
    }
  }

  return {
    state: (peer) => slots.get(peer)?.state ?? IDLE_LINK,
    want(peer) {
      if (isOff()) return
      const linkId = newLinkId(ports.randomBytes)
      const initiator = me < peer
      if (!step(peer, { type: 'wanted', now: clock.monotonic(), linkId, initiator })) return
      if (initiator) void begin(peer, linkId, true)
      else knock(peer)
    },
    send: (peer, frame) => slots.get(peer)?.channel?.send(frame) ?? false,
    rtt: (peer) => slots.get(peer)?.channel?.rtt() ?? null,
    isRelayed: (peer) => slots.get(peer)?.channel?.isRelayed() ?? false,
    heardSince: (peer, monotonic) => slots.get(peer)?.channel?.heardSince(monotonic) ?? false,
    take(from, text) {
      if (isOff()) return
      const slot = slotOf(from)
      slot.incoming = slot.incoming
        .then(() => verified(from, text))
        .then((signal) => signal && accept(from, signal))
        .catch(() => {})
    },
    encourage(peer) {
      for (const name of peer ? [peer] : slots.keys()) step(name, { type: 'encouraged' })
    },
    close,
    end() {
      ended = true
      close()
    },
  }
}
