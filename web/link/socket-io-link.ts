import { io, type Socket } from 'socket.io-client'
import { Decoder, Encoder } from 'socket.io-parser'
import * as v from 'valibot'
import { downstream, upstream, type Downstream } from '../../protocol/contract.ts'
import { Refusal } from '../../protocol/errors.ts'
import type { CommandResult, ConnectionLoss, ServerFact, ServerLink } from '../chat/ports/server-link.ts'
import type { Diagnose } from './diagnose.ts'

/** Within this the server has spoken its first word, or the attempt is over: 5 s after the click one knows why. */
const CONNECT_TIMEOUT = 4500
/** An attempt that takes longer is looked into while it still runs, so that the cause is known when it ends. */
const DOUBT = 1700

/** A server may send one buffer per event; ten, the default, is nine more than our wire has. */
class OneBufferDecoder extends Decoder {
  constructor() {
    super({ maxAttachments: 1 })
  }
}
const parser = { Encoder, Decoder: OneBufferDecoder }

/** Connections by Socket.IO. An inbound event that no schema of the wire accepts goes no further. */
export function createSocketIoLink(diagnose: Diagnose): ServerLink {
  return {
    connect(address, on) {
      const socket = io(address, {
        transports: ['websocket'],
        // The session decides when to try again; and no two attempts share a manager.
        reconnection: false,
        forceNew: true,
        timeout: CONNECT_TIMEOUT,
        parser,
      })
      let state: 'connecting' | 'speaking' | 'over' = 'connecting'
      const diagnosis = diagnose(address)
      const doubt = setTimeout(() => void diagnosis.result(), DOUBT)
      const patience = setTimeout(() => {
        if (socket.connected) lose({ reason: 'not-a-chat-server' })
        else void diagnosis.result().then(lose)
      }, CONNECT_TIMEOUT)

      const rest = () => {
        clearTimeout(doubt)
        clearTimeout(patience)
        diagnosis.release()
      }
      const end = (): boolean => {
        if (state === 'over') return false
        state = 'over'
        rest()
        socket.removeAllListeners()
        socket.offAny()
        socket.disconnect()
        return true
      }
      const lose = (loss: ConnectionLoss) => {
        if (end()) on.lost(loss)
      }

      socket.onAny((event: string, payload: unknown) => {
        const fact = toFact(event, payload)
        if (fact?.event === 'session:challenged') {
          state = 'speaking'
          rest()
        }
        if (fact && state === 'speaking') return on.fact(fact)
        // Somebody else's server, or a challenge of no version that we know.
        if (state === 'connecting') lose({ reason: 'not-a-chat-server' })
      })
      socket.on('connect_error', (error) => {
        // The server's own refusal has a field for its reasons; then the way there is fine.
        if ('data' in error) lose({ reason: 'closed' })
        else void diagnosis.result().then(lose)
      })
      socket.on('disconnect', (reason) => lose({ reason: reason === 'io server disconnect' ? 'closed' : 'lost' }))

      return {
        send: (event, payload, timeoutMs) => {
          const { reply } = upstream[event]
          return command(socket, event, payload, timeoutMs).then((answer) => toResult(reply, answer))
        },
        close: () => void end(),
      }
    },
  }
}

function isDownstream(event: string): event is Downstream {
  return Object.hasOwn(downstream, event)
}

function toFact(event: string, payload: unknown): ServerFact | undefined {
  if (!isDownstream(event)) return undefined
  const parsed = v.safeParse(downstream[event], payload)
  // The table ties the event to its schema; the union cannot say so.
  return parsed.success ? ({ event, fact: parsed.output } as ServerFact) : undefined
}

const SILENCE = Symbol('silence')

/** The raw answer, or SILENCE. While there is no connection nothing is queued. */
function command(socket: Socket, event: string, payload: unknown, timeoutMs: number): Promise<unknown> {
  if (!socket.connected) return Promise.resolve(SILENCE)
  return new Promise((resolve) => {
    socket.timeout(timeoutMs).emit(event, payload, (lost: Error | null, answer: unknown) => {
      resolve(lost ? SILENCE : answer)
    })
  })
}

const Refused = v.object({ ok: v.literal(false), error: Refusal })
/** A refusal of a kind that only a newer server knows. */
const StrangelyRefused = v.object({ ok: v.literal(false), error: v.object({ message: v.string() }) })

function toResult<E extends keyof typeof upstream>(reply: v.GenericSchema, answer: unknown): CommandResult<E> {
  if (answer === SILENCE) return { ok: false, error: { kind: 'no-answer', message: 'no answer' } }
  const accepted = v.safeParse(v.object({ ok: v.literal(true), value: reply }), answer)
  // `reply` is the schema of E's reply.
  if (accepted.success) return accepted.output as CommandResult<E>
  const refused = v.safeParse(Refused, answer)
  if (refused.success) return refused.output
  const strange = v.safeParse(StrangelyRefused, answer)
  const message = strange.success ? strange.output.error.message : 'the answer is none that this version knows'
  return { ok: false, error: { kind: 'internal', message } }
}
