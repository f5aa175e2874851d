import type { PutOutcome } from './store.ts'
import type { Batch, Call, CallResult, FlatPut, FlatResult } from './worker-messages.ts'

// Letters are most of what crosses between the threads. A clone of nested objects writes the name of every field, and a
// buffer per letter is memory of its own: flat, and with one buffer for all envelopes, they cost a sixth.

type FlatCall = Call | FlatPut

/** What crosses for these calls. Its buffer may be handed over. */
export function toBatch(calls: readonly Call[]): Batch {
  const length = calls.reduce((sum, { verb, input }) => sum + (verb === 'putMail' ? input[0].envelope.length : 0), 0)
  const envelopes = new Uint8Array(length)
  let end = 0
  const flat = calls.map((call): FlatCall => {
    if (call.verb !== 'putMail') return call
    const [{ author, to, id, toDevice, prekeyId, envelope, at, caps }] = call.input
    envelopes.set(envelope, end)
    end += envelope.length
    const { perSender, perBox, boxBytes } = caps
    return [author.name, author.fence, to, id, toDevice, prekeyId, at, perSender, perBox, boxBytes, envelope.length]
  })
  return { type: 'batch', calls: flat, envelopes }
}

function isPut(call: FlatCall): call is FlatPut {
  return Array.isArray(call)
}

/** The calls again, on the other side. */
export function batchToCalls({ calls, envelopes }: Batch): readonly Call[] {
  let end = 0
  return calls.map((call): Call => {
    if (!isPut(call)) return call
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

/** The result again. */
export function fromFlatResult(result: FlatResult): CallResult {
  return typeof result === 'number' ? { ok: true, value: { state: 'stored', position: result } } : result
}
