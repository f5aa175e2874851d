import type { LetterToAck, MailPage, PutOutcome } from './store.ts'
import type { Batch, Call, CallResult, FlatAck, FlatPage, FlatPut, FlatResult } from './worker-messages.ts'

// Letters are most of what crosses between the threads. A clone of nested objects writes the name of every field, and a
// buffer per letter is memory of its own: flat, and with one buffer for all envelopes, they cost a sixth.

type FlatCall = Call | FlatPut | FlatAck

/** What crosses for these calls. Its buffer may be handed over. */
export function toBatch(calls: readonly Call[]): Batch {
  const length = calls.reduce((sum, { verb, input }) => sum + (verb === 'putMail' ? input[0].envelope.length : 0), 0)
  const envelopes = new Uint8Array(length)
  let end = 0
  const flat = calls.map((call): FlatCall => {
    if (call.verb === 'ackMail') return toFlatAck(...call.input)
    if (call.verb !== 'putMail') return call
    const [{ author, to, id, toDevice, prekeyId, envelope, at, caps }] = call.input
    envelopes.set(envelope, end)
    end += envelope.length
    const { perSender, perBox, boxBytes } = caps
    return [author.name, author.fence, to, id, toDevice, prekeyId, at, perSender, perBox, boxBytes, envelope.length]
  })
  return { type: 'batch', calls: flat, envelopes }
}

function toFlatAck({ author, letters, at }: Extract<Call, { verb: 'ackMail' }>['input'][0]): FlatAck {
  return {
    verb: 'flat-ack',
    ...author,
    at,
    from: letters.map((letter) => letter.from),
    ids: letters.map((letter) => letter.id),
    proofs: letters.map(({ outcome }) => (outcome.outcome === 'opened' ? outcome.proof : null)),
    // No letter lies at 0.
    positions: letters.map(({ place }) => place?.position ?? 0),
    lengths: letters.map(({ place }) => place?.length ?? 0),
  }
}

function fromFlatAck({ name, fence, at, from, ids, proofs, positions, lengths }: FlatAck): Call {
  const letters = from.flatMap((sender, index): LetterToAck | [] => {
    const [id, proof, position, length] = [ids[index], proofs[index], positions[index], lengths[index]]
    if (id === undefined || length === undefined) return []
    return {
      from: sender,
      id,
      outcome: typeof proof === 'string' ? { outcome: 'opened', proof } : { outcome: 'rejected' },
      place: position ? { position, length } : undefined,
    }
  })
  return { verb: 'ackMail', input: [{ author: { name, fence }, letters, at }] }
}

function isPut(call: FlatCall): call is FlatPut {
  return Array.isArray(call)
}

/** The calls again, on the other side. */
export function batchToCalls({ calls, envelopes }: Batch): readonly Call[] {
  let end = 0
  return calls.map((call): Call => {
    if (!isPut(call)) return call.verb === 'flat-ack' ? fromFlatAck(call) : call
    const [name, fence, to, id, toDevice, prekeyId, at, perSender, perBox, boxBytes, length] = call
    const envelope = envelopes.subarray(end, (end += length))
    const caps = { perSender, perBox, boxBytes }
    return { verb: 'putMail', input: [{ author: { name, fence }, to, id, toDevice, prekeyId, envelope, at, caps }] }
  })
}

/** A result on its way back: that a letter is new, which it nearly always is, is the number of its position. */
export function putToResult(outcome: PutOutcome): FlatResult {
  return outcome.state === 'stored' && outcome.position !== undefined ? outcome.position : { ok: true, value: outcome }
}

/** A page on its way back. */
export function pageToResult({ letters, positions, envelopes, last, more }: MailPage): FlatResult {
  const page: FlatPage = {
    from: letters.map((letter) => letter.from),
    ids: letters.map((letter) => letter.id),
    storedAt: letters.map((letter) => letter.storedAt),
    lengths: letters.map((letter) => letter.length),
    positions,
    envelopes,
    last,
    more,
  }
  return { page }
}

/** The result again. */
export function fromFlatResult(result: FlatResult): CallResult {
  if (typeof result === 'number') return { ok: true, value: { state: 'stored', position: result } }
  if ('ok' in result) return result
  const { from, ids, storedAt, lengths, ...rest } = result.page
  const letters = from.map((sender, index) => ({
    from: sender,
    id: ids[index],
    storedAt: storedAt[index],
    length: lengths[index],
  }))
  return { ok: true, value: { letters, ...rest } }
}
