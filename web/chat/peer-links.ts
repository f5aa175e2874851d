import type { Frame } from '../../protocol/frames.ts'
import type { LinkId } from '../../protocol/ids.ts'
import type { UserName } from '../../protocol/names.ts'
import * as v from 'valibot'
import { Signal } from '../../protocol/signaling.ts'
import type { UnsignedSignal } from './ports/sealer.ts'
import { createLinkLimits, type LinkLimits } from './link-limits.ts'
import { allowsLinks } from './link-policy.ts'
import { advanceLink, IDLE_LINK, LINK_TIMES, type LinkEvent, type LinkState } from './link-state.ts'
import { type Channel, openChannel } from './peer-link.ts'
import type { PeerLinksListener, PeerLinksPorts } from './peer-links-ports.ts'
import { newLinkId } from './random.ts'

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
  readonly limits: LinkLimits
  /** Ends the wait for the answer to a knock, or after a flood. */
  cancelWait: () => void
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
      limits: createLinkLimits(clock.monotonic),
      cancelWait() {},
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
    slot.cancelWait()
    on.changed(peer, slot.state)
    return true
  }

  function bury(slot: Slot, linkId: LinkId): void {
    slot.dead = [linkId, ...slot.dead.slice(0, 7)]
  }

  function drop(slot: Slot): void {
    if (slot.channel) bury(slot, slot.channel.linkId)
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
      frame(frame) {
        if (frame.type !== 'envelope' || slot.limits.letter(frame.envelope.length)) on.frame(peer, frame)
        else flooded(peer)
      },
      answered: () => on.answered(peer),
      writable: () => on.writable(peer),
      rerouted: () => on.changed(peer, slot.state),
      closed: (reason) => fail(peer, reason),
    })
  }

  function fail(peer: UserName, reason: string): void {
    over(peer, reason, reason === 'idle' ? { type: 'ended' } : { type: 'failed', now: clock.monotonic() })
  }

  function over(peer: UserName, reason: string, event: LinkEvent): void {
    drop(slotOf(peer))
    if (step(peer, event)) on.closed(peer, reason)
  }

  /** What is not taken is not acked either: the peer sends it by the mailbox, where the server counts. */
  function flooded(peer: UserName): void {
    over(peer, 'flooded', { type: 'flooded' })
    slotOf(peer).cancelWait = clock.after(LINK_TIMES.flooded, () => step(peer, { type: 'rested' }))
  }

  function sign(peer: UserName, signal: UnsignedSignal): void {
    const slot = slotOf(peer)
    slot.outgoing = slot.outgoing
      .then(async () => {
        const contact = await ports.contact(peer)
        if (!contact) return fail(peer, 'no key')
        const signed = await sealer.signSignal(signal, contact.pinned)
        // Of an attempt that was given up meanwhile: it may tell an address that is to be told no more.
        if (signal.type === 'knock' || slot.channel?.linkId === signal.linkId)
          ports.sendSignal(peer, JSON.stringify(signed))
      })
      .catch(() => fail(peer, 'not signed'))
  }

  function knock(peer: UserName): void {
    sign(peer, { type: 'knock', linkId: newLinkId(ports.randomBytes) })
    slotOf(peer).cancelWait = clock.after(LINK_TIMES.knock, () => fail(peer, 'no answer'))
  }

  async function verified(from: UserName, text: string): Promise<Signal | undefined> {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Signal), text)
    const contact = parsed.success ? await ports.contact(from) : undefined
    return parsed.success && contact && (await sealer.verifySignal(parsed.output, contact.pinned))
      ? parsed.output
      : undefined
  }

  /** Begins the attempt that the peer asks for. One too many is over before it began. */
  async function answer(peer: UserName, asked: Extract<LinkEvent, { type: 'knocked' | 'offered' }>): Promise<void> {
    const slot = slotOf(peer)
    if (advanceLink(slot.state, asked) === slot.state) return
    if (!slot.limits.attempt()) return bury(slot, asked.linkId)
    step(peer, asked)
    await begin(peer, asked.linkId, asked.type === 'knocked')
  }

  async function accept(from: UserName, signal: Signal): Promise<void> {
    const slot = slotOf(from)
    const now = clock.monotonic()
    // It may have been verified while the links ended.
    if (isOff() || slot.dead.includes(signal.linkId)) return
    if (signal.type === 'knock') {
      if (me < from) await answer(from, { type: 'knocked', now, linkId: newLinkId(ports.randomBytes) })
      return
    }
    if (signal.type === 'offer') {
      if (from >= me) return
      await answer(from, { type: 'offered', now, linkId: signal.linkId })
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
    for (const name of peer ? [peer] : slots.keys()) over(name, 'closed', { type: 'ended' })
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
      for (const { cancelWait } of slots.values()) cancelWait()
    },
  }
}
