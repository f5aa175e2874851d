import { envelopeToOuter, type Outer } from '../../protocol/envelope.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Contacts } from './contacts.ts'
import { CLOCK_SKEW, type IncomingMessage } from './messages.ts'
import type { Clock } from './ports/clock.ts'
import type { Opened, Sealer } from './ports/sealer.ts'
import type { Storage } from './ports/storage.ts'

/** Pause before a sender's key is asked for again, milliseconds. */
const AGAIN = 2000
/** Arrivals that share one transaction. */
const BATCH = 64
/**
 * Letters of one peer, or of the server, that may wait. An honest one has fewer on their way: the server three pages, and
 * three more when a connection broke with as many. What is dropped is not acked, and no mail follows before the next sign-in.
 */
const MOST_WAITING = { direct: 256, mailbox: 7 * LIMITS.pageItems }

/** What becomes of an envelope; goes back on the path it came. */
export type Verdict =
  | { readonly verdict: 'malformed' }
  | { readonly verdict: 'held'; readonly id: MessageId; readonly proof: string }
  | { readonly verdict: 'rejected'; readonly id: MessageId }
  | { readonly verdict: 'stale-bundle'; readonly id: MessageId }
  | { readonly verdict: 'blocked'; readonly id: MessageId }

/** An envelope with the sender that the server stamped, or that the peer link was verified for. */
export interface Arrived {
  readonly from: UserName
  readonly envelope: Uint8Array
  readonly way: 'direct' | 'mailbox'
  /** Wall time that the sender's own time is clamped to. */
  readonly receivedAt: number
  /** Called after the message is durable here, or with why it is not. Not called when storage broke. */
  readonly answer: (verdict: Verdict) => void
}

/** The way in of every 1-to-1 message. */
export interface Inbox {
  take(arrived: Arrived): void
  close(): void
}

interface Candidate {
  readonly arrived: Arrived
  readonly outer: Outer
}

/** Creates the inbox; `shown` hears new messages after they are durable and before they are acked. */
export function createInbox(ports: {
  readonly storage: Storage
  readonly sealer: Sealer
  readonly clock: Clock
  readonly contacts: Contacts
  /** When what comes now arrives, by wall time. */
  arrivalTime(of: UserName): number
  shown(messages: readonly IncomingMessage[]): void
  broken(error: unknown): void
}): Inbox {
  const { storage, sealer, clock, contacts } = ports
  const waiting: Arrived[] = []
  const waitingBySource = new Map<string, number>()
  /** Whose sender is not known yet, until they are looked at again. */
  const unknown: Arrived[] = []
  let cancelAgain: (() => void) | undefined
  let working = false
  let closed = false

  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      while (waiting.length > 0 && !closed) {
        const batch = waiting.splice(0, BATCH)
        await takeBatch(batch).finally(() => {
          for (const arrived of batch) count(arrived, -1)
        })
      }
    } catch (error) {
      ports.broken(error)
    } finally {
      working = false
    }
  }

  /** How many wait from where this one came. */
  function count({ way, from }: Arrived, change: 0 | 1 | -1): number {
    const source = way === 'direct' ? from : 'mailbox/'
    const total = (waitingBySource.get(source) ?? 0) + change
    if (total > 0) waitingBySource.set(source, total)
    else waitingBySource.delete(source)
    return total
  }

  async function takeBatch(batch: readonly Arrived[]): Promise<void> {
    const candidates = batch.flatMap((arrived) => {
      const outer = envelopeToOuter(arrived.envelope)
      if (!outer) arrived.answer({ verdict: 'malformed' })
      return outer ? [{ arrived, outer }] : []
    })
    // Side by side: one after the other would wait a dozen times for the crypto threads, for each envelope.
    const opening = candidates.map(async (candidate) => [candidate, await open(candidate)] as const)
    const opened = new Map(await Promise.all(opening))
    const messages = [...opened.values()].filter((result) => typeof result === 'object' && 'kind' in result)
    // P4: durable, then shown, then acked. Storage takes each letter once.
    const fresh = messages.length > 0 ? await storage.receive(messages) : []
    // Shown also when the session has ended meanwhile: it would not be new a second time.
    if (fresh.length > 0) ports.shown(fresh)
    const proofs = new Map(fresh.map((message) => [`${message.from} ${message.id}`, message.proof]))
    const known = await proofsHeld(candidates.filter((candidate) => !proofs.has(keyOf(candidate))))
    if (closed) return
    for (const [candidate, result] of opened) {
      const { arrived, outer } = candidate
      const proof = proofs.get(keyOf(candidate)) ?? known.get(keyOf(candidate))
      if (proof !== undefined) arrived.answer({ verdict: 'held', id: outer.id, proof })
      else if (result === 'unknown-sender') askAgain(arrived)
      else if ('verdict' in result) arrived.answer(result)
      // Its id is that of a post of the same sender. Without an answer the server would push nothing else.
      else arrived.answer({ verdict: 'rejected', id: outer.id })
    }
  }

  /** The server did not say who that is. It pushes nothing more before it has an answer for this letter. */
  function askAgain(arrived: Arrived): void {
    unknown.push(arrived)
    cancelAgain ??= clock.after(AGAIN, () => {
      cancelAgain = undefined
      for (const each of unknown.splice(0)) take(each)
    })
  }

  function take(arrived: Arrived): void {
    if (count(arrived, 0) >= MOST_WAITING[arrived.way]) return
    count(arrived, 1)
    waiting.push(arrived)
    void work()
  }

  /** What is not new is acked as it was the first time: the proofs of those that are held, by sender and id. */
  async function proofsHeld(candidates: readonly Candidate[]): Promise<Map<string, string>> {
    const proofs = new Map<string, string>()
    for (const from of new Set(candidates.map(({ arrived }) => arrived.from))) {
      const ids = candidates.filter(({ arrived }) => arrived.from === from).map(({ outer }) => outer.id)
      for (const message of await storage.held(from, ids)) proofs.set(`${from} ${message.id}`, message.proof)
    }
    return proofs
  }

  async function open({ arrived, outer }: Candidate): Promise<IncomingMessage | Verdict | 'unknown-sender'> {
    const { from } = arrived
    const { id } = outer
    if (outer.toDevice !== sealer.device) return { verdict: 'stale-bundle', id }
    const key = await senderKey(arrived, outer)
    if (key === 'unknown-sender') return 'unknown-sender'
    if (contacts.get(from)?.blocked) return { verdict: 'blocked', id }
    if (!key) return { verdict: 'rejected', id }
    const result = await sealer.open(arrived.envelope, outer, key)
    if (!result.ok) return { verdict: result.reason === 'no-prekey' ? 'stale-bundle' : 'rejected', id }
    return incoming(arrived, result.opened, key)
  }

  /**
   * The sender's key that the outer header names; the bundle is fetched when it is not known here. The key of a peer link is
   * always known, so that no peer can make this client ask the server again and again.
   */
  async function senderKey({ from, way }: Arrived, outer: Outer): Promise<IdentityKey | 'unknown-sender' | undefined> {
    const known = await contacts.keyOfDevice(from, outer.fromDevice)
    if (known || way === 'direct') return known
    // Twice: keys that were being fetched already may be older than the letter.
    for (let times = 0; times < 2; times++) {
      if (!(await contacts.learn([from], true))) return 'unknown-sender'
      const key = await contacts.keyOfDevice(from, outer.fromDevice)
      if (key) return key
    }
    return undefined
  }

  function incoming(arrived: Arrived, opened: Opened, signedBy: IdentityKey): IncomingMessage {
    const { body, id, seq, proof } = opened
    return {
      kind: 'incoming',
      id,
      conversation: arrived.from,
      from: arrived.from,
      seq,
      sentAt: Math.min(opened.sentAt, arrived.receivedAt + CLOCK_SKEW),
      type: body.type,
      text: body.type === 'text' ? body.text : String(body.upTo),
      arrivedAt: ports.arrivalTime(arrived.from),
      proof,
      way: arrived.way,
      signedBy,
    }
  }

  return {
    take,
    close() {
      closed = true
      cancelAgain?.()
    },
  }
}

function keyOf({ arrived, outer }: Candidate): string {
  return `${arrived.from} ${outer.id}`
}
