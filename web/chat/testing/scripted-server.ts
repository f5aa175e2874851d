import type { Reply, Upstream } from '../../../protocol/contract.ts'
import type { ErrorKind } from '../../../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../../../protocol/version.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommandResult, ServerFact, ServerLink } from '../ports/server-link.ts'

const repliesOf = ({ mail, welcome }: ScriptedServer): { [E in Upstream]?: Reply<E> } => ({
  'session:sign-in': {
    welcome,
    fence: 1,
    serverTime: 0,
    roster: { entries: [], next: null },
    mail,
    group: { head: 0, cursor: 0 },
    prekeyId: 1,
    recovery: false,
    iceServers: [],
    iceLifetime: null,
  },
  'session:sign-out': null,
  'recovery:set': null,
})

/** A server of few words: it lets everybody in and out, takes recovery keys, and answers nothing else. */
export interface ScriptedServer {
  readonly link: ServerLink
  /** While false nobody who connects hears of it. */
  up: boolean
  /** What it speaks. */
  protocolVersion: number
  /** Whether a sign-in claims the name. */
  welcome: 'first' | 'back'
  /** How many letters wait at a sign-in. */
  mail: number
  /** How long each answer takes, milliseconds. */
  answerTakes: number
  /** Why it refuses whatever is asked from now on. */
  refuses: ErrorKind | null
  /** What it says in one breath with its answer to a sign-in. */
  saysAtOnce: readonly ServerFact[]
  /** Breaks the newest connection. */
  lose(): void
}

/** Creates one that is up and fast. */
export function createScriptedServer(clock: Clock): ScriptedServer {
  const nonce = 'A'.repeat(43)
  const challenge = () => ({ service: 'virtual-chat', protocolVersion: server.protocolVersion, nonce }) as const
  let newest: Parameters<ServerLink['connect']>[1] | undefined
  const server: ScriptedServer = {
    up: true,
    protocolVersion: PROTOCOL_VERSION,
    welcome: 'back',
    mail: 0,
    answerTakes: 1,
    refuses: null,
    saysAtOnce: [],
    lose: () => newest?.lost({ reason: 'lost' }),
    link: {
      connect(_address, on) {
        newest = on
        if (server.up) clock.after(1, () => on.fact({ event: 'session:challenged', fact: challenge() }))
        return {
          send<E extends Upstream>(event: E): Promise<CommandResult<E>> {
            const value = repliesOf(server)[event]
            const result: CommandResult<E> = server.refuses
              ? { ok: false, error: { kind: server.refuses, message: 'refused' } }
              : value === undefined
                ? { ok: false, error: { kind: 'no-answer', message: 'of few words' } }
                : { ok: true, value }
            return new Promise((resolve) =>
              clock.after(server.answerTakes, () => {
                resolve(result)
                if (event === 'session:sign-in') for (const fact of server.saysAtOnce) on.fact(fact)
              }),
            )
          },
          close() {},
        }
      },
    },
  }
  return server
}
