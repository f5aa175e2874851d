import type { ErrorKind } from '../../protocol/errors.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { Receipt } from '../../protocol/mail.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Contacts, RecipientProblem } from './contacts.ts'
import type { FailureReason } from './delivery.ts'
import { createDeliveryLog } from './delivery-log.ts'
import { chooseRoute, createLane, entriesIn, type Lane, type LaneEntry, type Route } from './lane.ts'
import { ackTimeout } from './link-state.ts'
import type { ConversationId, Message, OutgoingMessage } from './messages.ts'
import type { PeerLinks } from './peer-links.ts'
import type { Clock } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'
import { sealBatch } from './seal-batch.ts'

/** Messages sealed and handed over at a time; the rest follows as soon as these are on their way. */
const BATCH = 32
/** Messages to one peer that may be unacked at once, on either path. */
const WINDOW = 64
/** A message that nobody took for this long is given up, visibly. */
const LIFETIME = 30 * 24 * 3600_000
/** Wait after a refusal that passes. */
const PAUSE = 1000

/** What the outbox needs. */
export interface OutboxPorts {
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly contacts: Contacts
  readonly links: PeerLinks
  /** Milliseconds that a peer has for its ack, instead of the measured ones. */
  readonly ackTimeout: number | undefined
  readonly linksEnabled: boolean
  isConnected(): boolean
  isOnline(peer: UserName): boolean
  put(to: UserName, envelope: Uint8Array<ArrayBuffer>): Promise<CommandResult<'mail:put'>>
  /** Direct or mailbox changed for a peer. */
  modeChanged(peer: UserName): void
  publish(messages: readonly Message[]): void
  /** Storage failed: nothing may be sent any more. */
  broken(error: unknown): void
}

/** The way out of every 1-to-1 message that is not settled. */
export interface Outbox {
  /** Takes messages that are stored and not settled; those it has already are left as they are. */
  add(messages: readonly OutgoingMessage[]): void
  /** Sends a failed or expired message again. */
  retry(message: OutgoingMessage): void
  /** Something changed for a peer (link, presence, key): look again. */
  look(peer: UserName): void
  lookAll(): void
  linkLost(peer: UserName): void
  acked(peer: UserName, id: MessageId, proof: string): Promise<void>
  nacked(peer: UserName, id: MessageId, reason: 'stale-bundle' | 'rejected' | 'blocked'): void
  /** Resolves when the new state is durable, so that the receipt may be acked. */
  receipt(receipt: Receipt): Promise<void>
  mode(peer: UserName): Lane['mode']
  /** Messages that neither the peer nor the server has. */
  unsent(): number
  /** Gives up on direct acks, so that a sign-out can hand everything to the server. */
  preferMailbox(): void
  close(): void
}

const REFUSALS: Partial<Record<ErrorKind, FailureReason>> = {
  'mailbox-full': 'mailbox-full',
  blocked: 'blocked',
  'no-such-user': 'no-such-user',
  'bad-payload': 'too-big',
}

/** Creates the outbox of one person; the leader tab has one. */
export function createOutbox(ports: OutboxPorts): Outbox {
  const { clock, contacts, links, sealer } = ports
  const lanes = new Map<UserName, Lane>()
  let closed = false
  const log = createDeliveryLog({
    storage: ports.storage,
    shown: ports.publish,
    broken: ports.broken,
    committed(entries) {
      for (const { message } of entries) {
        const lane = laneOf(message.conversation)
        if (lane && (message.delivery.state === 'delivered' || message.delivery.state === 'expired'))
          lane.entries.delete(message.id)
      }
      for (const peer of new Set(entries.map((entry) => entry.message.conversation)))
        if (peer !== 'everyone') look(peer)
    },
  })

  function laneOf(peer: ConversationId): Lane | undefined {
    return peer === 'everyone' ? undefined : lanes.get(peer)
  }

  function openLane(peer: UserName): Lane {
    const lane = lanes.get(peer) ?? createLane(peer)
    lanes.set(peer, lane)
    return lane
  }

  function routeOf(lane: Lane): Route {
    const link = links.state(lane.peer)
    const retryDue = link.state !== 'idle' || clock.monotonic() >= link.notBefore
    return chooseRoute({
      mode: lane.mode.type,
      linkOpen: link.state === 'open',
      linkPossible: ports.linksEnabled && ports.isOnline(lane.peer) && retryDue,
      serverConnected: ports.isConnected(),
      held: contacts.get(lane.peer)?.changed != null,
      paused: lane.cancelPause !== undefined,
    })
  }

  async function pump(lane: Lane): Promise<void> {
    lane.pumpAgain = true
    if (lane.pumping) return
    lane.pumping = true
    try {
      while (lane.pumpAgain && !closed) {
        lane.pumpAgain = false
        await pumpOnce(lane)
      }
    } catch (error) {
      ports.broken(error)
    } finally {
      lane.pumping = false
    }
  }

  async function pumpOnce(lane: Lane): Promise<void> {
    reconsiderMode(lane)
    const queued = entriesIn(lane, 'queued')
    if (queued.length === 0) return
    if (lane.mode.type === 'mailbox' && ports.isOnline(lane.peer)) links.want(lane.peer)
    const route = routeOf(lane)
    if (route === 'link') return awaitLink(lane)
    if (route === 'wait') return
    const room = WINDOW - entriesIn(lane, 'sentDirect', 'storing').length
    const batch = queued.slice(0, Math.min(BATCH, room))
    if (batch.length === 0) return
    const problem = await sealBatch(lane, batch, ports)
    if (closed) return
    if (problem) return unsealable(lane, queued, problem)
    lane.pumpAgain = handOver(lane, batch) && queued.length > batch.length
  }

  /** Sends sealed messages on whatever path is right now. False when the path is choked and will call back. */
  function handOver(lane: Lane, batch: readonly LaneEntry[]): boolean {
    for (const entry of batch) {
      if (entry.committing || entry.message.delivery.state !== 'queued') continue
      const route = routeOf(lane)
      if (route === 'direct') {
        if (!sendDirect(lane, entry)) return false
      } else if (route === 'mailbox') void put(lane, entry)
      else return route === 'link'
    }
    return true
  }

  function sendDirect(lane: Lane, entry: LaneEntry): boolean {
    if (!entry.sealed || !links.send(lane.peer, { type: 'envelope', envelope: entry.sealed.envelope })) return false
    entry.sentAt = clock.monotonic()
    log.apply(entry, { type: 'sentToPeer' })
    const timeout = ports.ackTimeout ?? ackTimeout(links.rtt(lane.peer))
    entry.cancelTimer = clock.after(timeout, () => fallBack(lane, 'no-ack'))
    return true
  }

  /** The peer does not answer: everything unacked goes to the mailbox, and what follows goes there at once. */
  function fallBack(lane: Lane, why: 'no-link' | 'no-ack'): void {
    setMode(lane, { type: 'mailbox', since: clock.monotonic(), why })
    for (const entry of entriesIn(lane, 'sentDirect')) {
      entry.cancelTimer()
      log.apply(entry, { type: 'ackTimedOut' })
    }
    void pump(lane)
  }

  function awaitLink(lane: Lane): void {
    links.want(lane.peer)
    lane.cancelLinkWait ??= clock.after(ports.ackTimeout ?? ackTimeout(null), () => {
      lane.cancelLinkWait = undefined
      if (links.state(lane.peer).state !== 'open') fallBack(lane, 'no-link')
    })
  }

  function reconsiderMode(lane: Lane): void {
    if (lane.mode.type === 'direct' || entriesIn(lane, 'queued', 'sentDirect', 'storing', 'stored').length > 0) return
    const heard = links.state(lane.peer).state === 'open' && links.heardSince(lane.peer, lane.mode.since)
    if (heard) setMode(lane, { type: 'direct' })
  }

  function setMode(lane: Lane, mode: Lane['mode']): void {
    lane.mode = mode
    ports.modeChanged(lane.peer)
  }

  function unsealable(lane: Lane, entries: readonly LaneEntry[], problem: RecipientProblem): void {
    if (problem === 'no-answer') return pause(lane)
    if (problem === 'key-changed') return
    const reason = problem === 'no-such-user' ? 'no-such-user' : 'refused'
    for (const entry of entries) log.apply(entry, { type: 'refused', reason })
  }

  function pause(lane: Lane): void {
    lane.cancelPause ??= clock.after(PAUSE, () => {
      lane.cancelPause = undefined
      void pump(lane)
    })
  }

  async function put(lane: Lane, entry: LaneEntry): Promise<void> {
    if (!entry.sealed) return
    entry.sentAt = clock.monotonic()
    log.apply(entry, { type: 'putStarted' })
    const result = await ports.put(lane.peer, entry.sealed.envelope)
    if (closed) return
    if (!result.ok) putRefused(lane, entry, result.error.kind)
    else if (result.value.state === 'stored') log.apply(entry, { type: 'stored', at: clock.wallTime() })
    else await settle(lane, entry, result.value.receipt)
    void pump(lane)
  }

  function putRefused(lane: Lane, entry: LaneEntry, kind: ErrorKind | 'no-answer'): void {
    if (kind === 'stale-bundle') return reseal(lane, entry)
    const reason = kind === 'no-answer' ? undefined : REFUSALS[kind]
    if (reason) return log.apply(entry, { type: 'refused', reason })
    log.apply(entry, { type: 'serverLost' })
    if (ports.isConnected()) pause(lane)
  }

  function reseal(lane: Lane, entry: LaneEntry): void {
    lane.bundleStale = true
    entry.sealed = undefined
    // The first time the fetched bundle mends it; if not, do not spin.
    if (entry.reseals++ > 0) pause(lane)
    entry.cancelTimer()
    log.apply(entry, { type: 'resealed' })
  }

  async function settle(lane: Lane, entry: LaneEntry, { outcome }: Receipt): Promise<void> {
    const at = clock.wallTime()
    const ms = Math.round(clock.monotonic() - entry.sentAt)
    if (outcome.outcome === 'rejected' || outcome.outcome === 'keys-lost')
      log.apply(entry, { type: 'refused', reason: outcome.outcome })
    else if (outcome.outcome === 'expired') log.apply(entry, { type: 'aged' })
    else if (outcome.proof === (await sealer.receiptProof(entry.message))) log.apply(entry, { type: 'receipt', at, ms })
    if (lane.entries.has(entry.message.id)) void pump(lane)
  }

  function look(peer: UserName): void {
    const lane = lanes.get(peer)
    if (!lane || closed) return
    if (links.state(peer).state === 'open') {
      lane.cancelLinkWait?.()
      lane.cancelLinkWait = undefined
    }
    void pump(lane)
  }

  function addOne(message: OutgoingMessage): void {
    if (message.conversation === 'everyone') return
    const lane = openLane(message.conversation)
    if (lane.entries.has(message.id)) return
    const sentAt = clock.monotonic()
    const entry: LaneEntry = { message, committing: undefined, sealed: undefined, sentAt, cancelTimer() {}, reseals: 0 }
    lane.entries.set(message.id, entry)
    if (clock.wallTime() - message.sentAt > LIFETIME) log.apply(entry, { type: 'aged' })
  }

  return {
    add(messages) {
      for (const message of messages) addOne(message)
      for (const peer of new Set(messages.map((message) => message.conversation))) if (peer !== 'everyone') look(peer)
    },
    retry(message) {
      addOne(message)
      const entry = laneOf(message.conversation)?.entries.get(message.id)
      if (entry) log.apply(entry, { type: 'retried' })
    },
    look,
    lookAll() {
      for (const peer of lanes.keys()) look(peer)
    },
    linkLost(peer) {
      const lane = lanes.get(peer)
      if (!lane) return
      const sent = entriesIn(lane, 'sentDirect')
      for (const entry of sent) {
        entry.cancelTimer()
        log.apply(entry, { type: 'linkLost' })
      }
      if (sent.length > 0) setMode(lane, { type: 'mailbox', since: clock.monotonic(), why: 'no-ack' })
      void pump(lane)
    },
    async acked(peer, id, proof) {
      const lane = lanes.get(peer)
      const entry = lane?.entries.get(id)
      if (!lane || !entry || proof !== (await sealer.receiptProof(entry.message))) return
      entry.cancelTimer()
      const ms = Math.round(clock.monotonic() - entry.sentAt)
      log.apply(entry, { type: 'peerAcked', at: clock.wallTime(), ms })
    },
    nacked(peer, id, reason) {
      const lane = lanes.get(peer)
      const entry = lane?.entries.get(id)
      if (!lane || entry?.message.delivery.state !== 'sentDirect') return
      if (reason === 'stale-bundle') reseal(lane, entry)
      else {
        entry.cancelTimer()
        log.apply(entry, { type: 'refused', reason })
      }
      void pump(lane)
    },
    async receipt(receipt) {
      const lane = lanes.get(receipt.to)
      const entry = lane?.entries.get(receipt.id)
      if (lane && entry) await settle(lane, entry, receipt)
      await log.flushed()
    },
    mode: (peer) => lanes.get(peer)?.mode ?? { type: 'direct' },
    unsent: () =>
      [...lanes.values()].reduce((sum, lane) => sum + entriesIn(lane, 'queued', 'sentDirect', 'storing').length, 0),
    preferMailbox() {
      for (const lane of lanes.values()) fallBack(lane, 'no-ack')
    },
    close() {
      closed = true
      for (const lane of lanes.values()) {
        lane.cancelLinkWait?.()
        lane.cancelPause?.()
        for (const entry of lane.entries.values()) entry.cancelTimer()
      }
    },
  }
}
