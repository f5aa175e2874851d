import type { MessageId } from '../../protocol/ids.ts'
import type { MailTrace, Receipt } from '../../protocol/mail.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Told } from './change.ts'
import type { Contacts } from './contacts.ts'
import { isBegunAgain, isTooOld } from './delivery.ts'
import { createDeliveryLog } from './delivery-log.ts'
import { createLane, entriesIn, type Lane, type LaneEntry, releaseLane } from './lane.ts'
import { createLanePump } from './lane-pump.ts'
import type { ConversationId, Message, OutgoingMessage } from './messages.ts'
import type { PeerLinks } from './peer-links.ts'
import type { Clock } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'

/** What the outbox needs. */
export interface OutboxPorts {
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly contacts: Contacts
  readonly links: PeerLinks
  /** Milliseconds that a peer has for its ack, instead of the measured ones. */
  readonly ackTimeout: number | undefined
  /** Whether links may be opened now. */
  allowsLinks(): boolean
  isConnected(): boolean
  isOnline(peer: UserName): boolean
  put(to: UserName, envelope: Uint8Array<ArrayBuffer>): Promise<CommandResult<'mail:put'>>
  /** Direct or mailbox changed for a peer. */
  modeChanged(peer: UserName): void
  publish(messages: readonly Message[], told?: Told): void
  /** Storage failed: nothing may be sent any more. */
  broken(error: unknown): void
}

/** The way out of every 1-to-1 message that is not settled. */
export interface Outbox {
  /**
   * Takes messages that are stored and not settled. Those it has already are left as they are, unless they were given up
   * and another tab has begun them again.
   */
  add(messages: readonly OutgoingMessage[]): void
  /** Whether it is on its way here. */
  has(id: MessageId): boolean
  /** Sends a failed or expired message again. */
  retry(message: OutgoingMessage): void
  /** Gives up those of these that only wait. */
  age(ids: readonly MessageId[]): void
  /** Something changed for a peer (link, presence, key): look again. */
  look(peer: UserName): void
  lookAll(): void
  linkLost(peer: UserName): void
  acked(peer: UserName, id: MessageId, proof: string): Promise<void>
  nacked(peer: UserName, id: MessageId, reason: 'stale-bundle' | 'rejected' | 'blocked'): void
  /** Resolves when the new state is committed, so that the receipt may be acked; false when it cannot be stored. */
  receipt(receipt: Receipt): Promise<boolean>
  /** Letters that wait in mailboxes, for all that is known here. */
  stored(): MailTrace['letters']
  /** The server does not have it: it goes again. */
  forgotten(letter: MailTrace['letters'][number]): void
  mode(peer: UserName): Lane['mode']
  /** Messages that neither the peer nor the server has; notes of what was read are among them. */
  unsent(): readonly OutgoingMessage[]
  /** Gives up on direct acks, so that a sign-out can hand everything to the server. */
  preferMailbox(): void
  close(): void
}

/** Creates the outbox of one person; the leader tab has one. */
export function createOutbox(ports: OutboxPorts): Outbox {
  const { clock, links, sealer } = ports
  const lanes = new Map<UserName, Lane>()
  let closed = false
  const log = createDeliveryLog({
    storage: ports.storage,
    shown: ports.publish,
    broken: ports.broken,
    committed(entries) {
      const passable = new Set<Lane>()
      for (const { message } of entries) {
        const lane = laneOf(message.conversation)
        const { state } = message.delivery
        if (lane && (state === 'delivered' || state === 'expired')) lane.entries.delete(message.id)
        // By texts only: notes that are refused once they are stored would send each other again for ever.
        if (lane && message.type === 'text' && (state === 'delivered' || state === 'stored')) passable.add(lane)
      }
      for (const lane of passable) retryNotes(lane)
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

  /**
   * There is a way again: notes of what was read that were refused take it. Nobody sees them to try again, and to the peer
   * their seqs would be missing messages. A peer that has rejected a note has answered.
   */
  function retryNotes(lane: Lane): void {
    for (const note of entriesIn(lane, 'failed')) {
      const { type, delivery } = note.message
      const isRejected = delivery.state === 'failed' && delivery.reason === 'rejected'
      if (type === 'read' && !isRejected) log.apply(note, { type: 'retried', at: clock.wallTime() })
    }
  }

  const lanePump = createLanePump(ports, log)

  function look(peer: UserName): void {
    const lane = lanes.get(peer)
    if (!lane || closed) return
    // Nothing waits for a link any more: it is there, or the letters go to the mailbox.
    if (links.state(peer).state === 'open' || !ports.isOnline(peer) || !ports.allowsLinks()) {
      lane.cancelLinkWait?.()
      lane.cancelLinkWait = undefined
    }
    void lanePump.pump(lane)
  }

  function addOne(message: OutgoingMessage): void {
    if (message.conversation === 'everyone') return
    const lane = openLane(message.conversation)
    const known = lane.entries.get(message.id)
    if (known && !known.committing && isBegunAgain(known.message.delivery, message.delivery)) known.message = message
    if (known) return
    const sentAt = clock.monotonic()
    const entry: LaneEntry = {
      message,
      committing: undefined,
      sealed: undefined,
      sentAt,
      cancelAckWait() {},
      reseals: 0,
    }
    lane.entries.set(message.id, entry)
    if (isTooOld(message, clock.wallTime())) log.apply(entry, { type: 'aged' })
  }

  /** Another tab may have sent it while it led: then only storage knows of it, and nobody would be told again. */
  async function recall({ to, id }: Receipt): Promise<void> {
    if (lanes.get(to)?.entries.has(id)) return
    const message = await ports.storage.message(id)
    if (message?.kind !== 'outgoing' || message.conversation !== to) return
    // Also one that was given up here: who has it, has it.
    if (message.delivery.state !== 'delivered') addOne(message)
  }

  /**
   * Whether a receipt tells of the letter as it is now: one that was given up may wait to be sent again. One that only
   * waits here may have been sent by another tab: then storage has it as stored.
   */
  async function isAbout({ committing, message }: LaneEntry, { outcome }: Receipt): Promise<boolean> {
    if (outcome.outcome === 'opened' || (committing ?? message.delivery).state !== 'queued') return true
    const known = await ports.storage.message(message.id)
    return known?.kind === 'outgoing' && known.delivery.state === 'stored'
  }

  return {
    add(messages) {
      for (const message of messages) addOne(message)
      for (const peer of new Set(messages.map((message) => message.conversation))) if (peer !== 'everyone') look(peer)
    },
    has: (id) => [...lanes.values()].some((lane) => lane.entries.has(id)),
    retry(message) {
      addOne(message)
      const entry = laneOf(message.conversation)?.entries.get(message.id)
      if (!entry) return
      const { state } = message.delivery
      // Another tab that led may have given it up.
      if (!entry.committing && (state === 'failed' || state === 'expired')) entry.message = message
      log.apply(entry, { type: 'retried', at: clock.wallTime() })
    },
    age(ids) {
      for (const lane of lanes.values())
        for (const entry of entriesIn(lane, 'queued', 'stored'))
          if (ids.includes(entry.message.id)) log.apply(entry, { type: 'aged' })
    },
    look,
    lookAll() {
      for (const peer of lanes.keys()) look(peer)
    },
    linkLost(peer) {
      const lane = lanes.get(peer)
      if (!lane) return
      const sent = entriesIn(lane, 'sentDirect')
      if (sent.length > 0) lanePump.fallBack(lane, 'no-ack')
      else void lanePump.pump(lane)
    },
    async acked(peer, id, proof) {
      const lane = lanes.get(peer)
      const entry = lane?.entries.get(id)
      if (!lane || !entry || proof !== (await sealer.receiptProof(entry.message))) return
      const ms = Math.round(clock.monotonic() - entry.sentAt)
      log.apply(entry, { type: 'peerAcked', at: clock.wallTime(), ms })
    },
    nacked(peer, id, reason) {
      const lane = lanes.get(peer)
      const entry = lane?.entries.get(id)
      if (!lane || entry?.message.delivery.state !== 'sentDirect') return
      if (reason === 'stale-bundle') lanePump.reseal(lane, entry)
      else log.apply(entry, { type: 'refused', reason })
      void lanePump.pump(lane)
    },
    async receipt(receipt) {
      try {
        await recall(receipt)
        const lane = lanes.get(receipt.to)
        const entry = lane?.entries.get(receipt.id)
        if (lane && entry && (await isAbout(entry, receipt))) await lanePump.settle(lane, entry, receipt)
      } catch (error) {
        ports.broken(error)
        return false
      }
      return log.flushed()
    },
    stored: () =>
      [...lanes.values()].flatMap((lane) =>
        entriesIn(lane, 'stored').map(({ message }) => ({ to: lane.peer, id: message.id })),
      ),
    forgotten({ to, id }) {
      const entry = lanes.get(to)?.entries.get(id)
      if (entry) log.apply(entry, { type: 'forgotten', at: clock.wallTime() })
    },
    mode: (peer) => lanes.get(peer)?.mode ?? { type: 'direct' },
    unsent: () =>
      [...lanes.values()].flatMap((lane) =>
        entriesIn(lane, 'queued', 'sentDirect', 'storing').map(({ message }) => message),
      ),
    preferMailbox() {
      for (const lane of lanes.values()) lanePump.fallBack(lane, 'no-ack')
    },
    close() {
      closed = true
      lanePump.close()
      for (const lane of lanes.values()) releaseLane(lane)
    },
  }
}
