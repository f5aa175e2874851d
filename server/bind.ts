import * as v from 'valibot'
import type { Contract } from '../protocol/contract.ts'
import { refusal, type Ack, type ErrorKind } from '../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Log, Socket } from './ports.ts'
import type { Gate } from './rate-limit.ts'

/** One handler per command of a table: a missing one does not compile. The payload is parsed. */
export type Handlers<C extends Contract> = {
  readonly [E in keyof C]: (
    payload: v.InferOutput<C[E]['payload']>,
  ) => Ack<v.InferInput<C[E]['reply']>> | Promise<Ack<v.InferInput<C[E]['reply']>>>
}

/** A reply as an ack. */
export function accepted<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

/** Where a socket's commands come in; tables of handlers are bound to it. */
export interface Inbox {
  bind<C extends Contract>(contract: C, handlers: Handlers<C>): () => void
}

type Route = (payload: unknown) => Ack<unknown> | Promise<Ack<unknown>>

/** Commands that may come without asking for an answer. */
const UNANSWERED: ReadonlySet<string> = new Set(['typing:send'])

/** Answers to what the server pushed. It decides how many there are, so they are not counted with what a client begins. */
const ANSWERS: ReadonlySet<unknown> = new Set(['mail:ack', 'receipt:ack', 'group:ack'])

/** Requests over the limit after which a socket is cut. */
const OVER_LIMIT_CUT = 200

/** What a client in another version sends may not fit; the version is what is wrong with it then. */
const Versioned = v.looseObject({ protocolVersion: v.number() })

function refusalOf(payload: unknown, [issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]) {
  if (v.is(Versioned, payload) && payload.protocolVersion !== PROTOCOL_VERSION) return refusal('wrong-version')
  // The message of `SigningKey` in protocol/identity-key.ts.
  if (issue.message === 'weak signing key') return refusal('weak-key')
  const path = v.getDotPath(issue)
  return refusal('bad-payload', path ? `${path}: ${issue.message}` : issue.message)
}

function toRoute<S extends v.GenericSchema>(
  schema: S,
  handler: (payload: v.InferOutput<S>) => Ack<unknown> | Promise<Ack<unknown>>,
): Route {
  return (payload) => {
    const parsed = v.safeParse(schema, payload)
    return parsed.success ? handler(parsed.output) : refusalOf(payload, parsed.issues)
  }
}

/**
 * Listens to a socket until it closes. Each event passes the rate gate, must be in a bound table, must want an answer
 * and must fit its schema, in this order, before a handler sees it; whatever a handler does, the client gets one ack
 * and the server stays up. `onRefused` counts.
 */
export function openInbox(
  socket: Socket,
  {
    gate,
    answerGate,
    log,
    onRefused,
  }: {
    gate: Gate
    /** For acks of what was pushed. */
    answerGate: Gate
    log: Log
    onRefused: (kind: ErrorKind) => void
  },
): Inbox {
  const routes = new Map<string, Route>()
  let overLimit = 0

  const answer = async (event: unknown, args: readonly unknown[], hasAck: boolean): Promise<Ack<unknown>> => {
    if (!(ANSWERS.has(event) ? answerGate() : gate())) {
      overLimit += 1
      if (overLimit > OVER_LIMIT_CUT) socket.close()
      return refusal('rate-limited')
    }
    const name = typeof event === 'string' ? event : ''
    const route = routes.get(name)
    if (!route) return refusal('unknown-event')
    if (!hasAck && !UNANSWERED.has(name)) return refusal('bad-payload', 'The event must ask for an acknowledgement.')
    if (args.length > 1) return refusal('bad-payload', 'An event has one payload.')
    try {
      return await route(args[0])
    } catch (error) {
      log('handler failed', { event: name, reason: error instanceof Error ? error.message : String(error) })
      return refusal('internal')
    }
  }

  socket.onRaw((event, args, ack) => {
    void answer(event, args, ack !== undefined).then((outcome) => {
      if (!outcome.ok) onRefused(outcome.error.kind)
      ack?.(outcome)
    })
  })

  return {
    bind(contract, handlers) {
      const events = Object.keys(contract)
      for (const event of events) {
        const entry = contract[event]
        const handler = handlers[event]
        if (entry && handler) routes.set(event, toRoute(entry.payload, handler))
      }
      return () => {
        for (const event of events) routes.delete(event)
      }
    },
  }
}
