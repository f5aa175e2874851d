import type { ErrorKind } from '../../protocol/errors.ts'
import type { Receipt } from '../../protocol/mail.ts'
import type { RecipientProblem } from './contacts.ts'
import type { FailureReason } from './delivery.ts'
import type { DeliveryLog } from './delivery-log.ts'
import { chooseRoute, entriesIn, type Lane, type LaneEntry, type Route } from './lane.ts'
import { ackTimeout } from './link-state.ts'
import type { OutboxPorts } from './outbox.ts'
import { sealBatch } from './seal-batch.ts'

/** Messages sealed and handed over at a time; the rest follows as soon as these are on their way. */
const BATCH = 64
/** Messages to one peer that may be unacked at once. The peer keeps no more than 256 waiting, and the server counts letters. */
const WINDOW = { direct: 128, mailbox: 64 }
/** Wait after a refusal that passes, milliseconds. */
const PAUSE = 1000
/** After the server refused for their rate, letters go one at a time for this long, milliseconds. */
const CAREFUL = 10_000

const REFUSALS: Partial<Record<ErrorKind, FailureReason>> = {
  'mailbox-full': 'mailbox-full',
  blocked: 'blocked',
  'no-such-user': 'no-such-user',
  'bad-payload': 'too-big',
}

/** Moves the messages of a lane along whatever path there is. */
export interface LanePump {
  /** Looks at the lane again; cheap when nothing can be done. Never rejects. */
  pump(lane: Lane): Promise<void>
  /** The peer does not answer: everything unacked goes to the mailbox, and what follows goes there at once. */
  fallBack(lane: Lane, why: 'no-link' | 'no-ack'): void
  /** The recipient's keys have moved on. */
  reseal(lane: Lane, entry: LaneEntry): void
  /** Applies what a receipt says, if its proof is right. */
  settle(lane: Lane, entry: LaneEntry, receipt: Receipt): Promise<void>
  close(): void
}

/** Creates it; lanes belong to the outbox. */
export function createLanePump(ports: OutboxPorts, log: DeliveryLog): LanePump {
  const { clock, contacts, links, sealer } = ports
  let closed = false
  let carefulUntil = Number.NEGATIVE_INFINITY

  function routeOf(lane: Lane): Route {
    const link = links.state(lane.peer)
    const retryDue = link.state === 'idle' ? clock.monotonic() >= link.notBefore : link.state !== 'flooded'
    return chooseRoute({
      mode: lane.mode.type,
      // A tab that was closed leaves its channel open for a while; the roster knows sooner.
      linkOpen: link.state === 'open' && (ports.isOnline(lane.peer) || !ports.isConnected()),
      linkPossible: ports.allowsLinks() && ports.isOnline(lane.peer) && retryDue,
      serverConnected: ports.isConnected(),
      held: (contacts.get(lane.peer)?.changed ?? null) !== null,
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
    const window = route === 'mailbox' && clock.monotonic() < carefulUntil ? 1 : WINDOW[route]
    const room = window - entriesIn(lane, 'sentDirect', 'storing').length
    const batch = queued.slice(0, Math.min(BATCH, room))
    if (batch.length === 0) return
    const problem = await sealBatch(lane, batch, ports)
    if (closed) return
    if (problem) return unsealable(lane, queued, problem)
    // Who asked to look again meanwhile is not forgotten.
    if (handOver(lane, batch) && queued.length > batch.length) lane.pumpAgain = true
  }

  /** Sends sealed messages on whatever path is right now. False when the rest waits for something that will call back. */
  function handOver(lane: Lane, batch: readonly LaneEntry[]): boolean {
    for (const entry of batch) {
      if (entry.committing || entry.message.delivery.state !== 'queued') continue
      const route = routeOf(lane)
      if (route === 'direct') {
        if (!sendDirect(lane, entry)) return false
      } else if (route === 'mailbox') void put(lane, entry)
      else {
        if (route === 'link') awaitLink(lane)
        return false
      }
    }
    return true
  }

  function sendDirect(lane: Lane, entry: LaneEntry): boolean {
    if (!entry.sealed || !links.send(lane.peer, { type: 'envelope', envelope: entry.sealed.envelope })) return false
    entry.sentAt = clock.monotonic()
    log.apply(entry, { type: 'sentToPeer' })
    const timeout = ports.ackTimeout ?? ackTimeout(links.rtt(lane.peer))
    entry.cancelAckWait = clock.after(timeout, () => fallBack(lane, 'no-ack'))
    return true
  }

  function fallBack(lane: Lane, why: 'no-link' | 'no-ack'): void {
    setMode(lane, { type: 'mailbox', since: clock.monotonic(), why })
    for (const entry of entriesIn(lane, 'sentDirect')) log.apply(entry, { type: 'ackTimedOut' })
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
    if (kind === 'rate-limited') carefulUntil = clock.monotonic() + CAREFUL
    if (ports.isConnected()) pause(lane)
  }

  function reseal(lane: Lane, entry: LaneEntry): void {
    lane.bundleStale = true
    entry.sealed = undefined
    // The first time the fetched bundle mends it; if not, do not spin.
    if (entry.reseals++ > 0) pause(lane)
    log.apply(entry, { type: 'resealed' })
  }

  async function settle(lane: Lane, entry: LaneEntry, { outcome }: Receipt): Promise<void> {
    const at = clock.wallTime()
    const ms = Math.round(clock.monotonic() - entry.sentAt)
    // Sealed to the keys that are known here a retry would be lost, too.
    if (outcome.outcome === 'keys-lost') {
      lane.bundleStale = true
      entry.sealed = undefined
    }
    if (outcome.outcome === 'rejected' || outcome.outcome === 'keys-lost')
      log.apply(entry, { type: 'refused', reason: outcome.outcome })
    else if (outcome.outcome === 'expired') log.apply(entry, { type: 'aged' })
    else if (outcome.proof === (await sealer.receiptProof(entry.message))) log.apply(entry, { type: 'receipt', at, ms })
    if (lane.entries.has(entry.message.id)) void pump(lane)
  }

  return {
    pump,
    fallBack,
    reseal,
    settle,
    close() {
      closed = true
    },
  }
}
