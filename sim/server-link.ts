import * as v from 'valibot'
import { downstream, upstream, type Downstream, type FactInput, type Upstream } from '../protocol/contract.ts'
import type { Ack } from '../protocol/errors.ts'
import type { CommandResult, ConnectionLoss, ServerFact, ServerLink } from '../web/chat/ports/server-link.ts'
import type { Dice } from './dice.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'
import type { ServerProcess, ServerSocket } from './server-process.ts'
import { createWire, type NetPace, type Wire } from './wire.ts'

/** Without the server's first word for this long an attempt is over. */
const FIRST_WORD = 5000

const NO_ANSWER = { ok: false, error: { kind: 'no-answer', message: 'no answer' } } as const

/** The client's end of a connection: `parse` puts every fact and reply through its schema, as the real adapter does. */
export function createServerLink(of: {
  life: Life
  scheduler: Scheduler
  dice: Dice
  pace: NetPace
  server: ServerProcess
  parse: boolean
  address: string
  /** Signals are lost now. */
  losesSignals: () => boolean
  /** Hears of each wire, to do harm to it. */
  dialled: (wire: Wire) => void
}): ServerLink {
  const { life, scheduler, dice, pace, server } = of

  function toFact<E extends Downstream>(event: E, fact: FactInput<E>): ServerFact {
    // The table ties event and fact together; the union cannot say so.
    return { event, fact: of.parse ? v.parse(downstream[event], fact) : fact } as ServerFact
  }

  function toResult<E extends Upstream>(event: E, answer: Ack<unknown>): CommandResult<E> {
    if (!answer.ok) return answer
    const value = of.parse ? v.parse(upstream[event].reply, answer.value) : answer.value
    return { ok: true, value } as CommandResult<E>
  }

  return {
    connect(_address, on) {
      let state: 'connecting' | 'speaking' | 'over' = 'connecting'
      let socket: ServerSocket | undefined
      const calls = new Set<() => void>()

      const end = (): boolean => {
        if (state === 'over') return false
        state = 'over'
        cancelPatience()
        for (const giveUp of [...calls]) giveUp()
        return true
      }
      const lose = (loss: ConnectionLoss) => {
        if (end()) on.lost(loss)
      }
      let closedByServer = false
      const wire = createWire({
        scheduler,
        dice,
        pace,
        ends: {
          client: { life, lost: () => lose({ reason: closedByServer ? 'closed' : 'lost' }) },
          server: { life: server.life(), lost: () => socket?.lost() },
        },
      })
      const cancelPatience = scheduler.after(FIRST_WORD, () =>
        life.deliver(() => {
          if (end()) {
            wire.close('client')
            on.lost({ reason: 'unreachable' })
          }
        }),
      )
      if (life.touch()) {
        of.dialled(wire)
        const refuse = () => wire.carry('client', () => lose({ reason: 'unreachable' }))
        if (!server.isListening()) refuse()
        else
          wire.carry('server', () => {
            socket = server.accept({
              emit: (event, fact) =>
                wire.carry('client', () => {
                  if (state === 'over' || (event === 'signal:received' && of.losesSignals())) return
                  if (event === 'session:challenged') {
                    state = 'speaking'
                    cancelPatience()
                  }
                  on.fact(toFact(event, fact))
                }),
              close() {
                closedByServer = true
                wire.close('server')
              },
            })
            if (!socket) refuse()
          })
        life.onDeath(() => (dice.chance(0.3) ? wire.stall() : wire.close('client')))
        server.life().onDeath(() => (dice.chance(0.3) ? wire.stall() : wire.close('server')))
      }

      return {
        send: (event, payload, timeoutMs) =>
          new Promise((resolve) => {
            if (!life.touch()) return
            if (state !== 'speaking') return resolve(NO_ANSWER)
            const settle = (result: CommandResult<typeof event>) => {
              calls.delete(giveUp)
              cancelTimeout()
              resolve(result)
            }
            const giveUp = () => settle(NO_ANSWER)
            calls.add(giveUp)
            const cancelTimeout = scheduler.after(timeoutMs, () => life.deliver(giveUp))
            wire.carry('server', () =>
              socket?.receive(event, payload, (answer) =>
                wire.carry('client', () => {
                  if (calls.has(giveUp)) settle(toResult(event, answer))
                }),
              ),
            )
          }),
        close() {
          if (!life.touch()) return
          if (end()) wire.close('client')
        },
      }
    },
  }
}
