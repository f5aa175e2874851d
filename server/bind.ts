import * as v from 'valibot'
import type { Contract } from '../protocol/contract.ts'
import { refusal, type Ack } from '../protocol/errors.ts'
import { WEAK_KEY } from '../protocol/identity-key.ts'
import type { Rate } from '../protocol/token-bucket.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Log, Socket } from './ports.ts'
import { createGate, type Gate } from './rate-limit.ts'
import { reasonOf } from './reason.ts'

/** One handler per command of a table: a missing one does not compile. It is told on whose behalf; the payload is parsed. */
export type Handlers<C extends Contract, Whose> = {
  readonly [E in keyof C]: (
    whose: Whose,
    payload: v.InferOutput<C[E]['payload']>,
  ) => Ack<v.InferInput<C[E]['reply']>> | Promise<Ack<v.InferInput<C[E]['reply']>>>
}

/** A reply as an ack. */
export function accepted<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

/** Handlers behind their schemas, by event. Made once for all connections: a table for each would be most of what an idle one costs. */
export type Commands<Whose> = ReadonlyMap<
  string,
  (whose: Whose, payload: unknown) => Ack<unknown> | Promise<Ack<unknown>>
>

/** Where a socket's commands come in; tables of commands are bound to it. */
export interface Inbox {
  bind<Whose>(commands: Commands<Whose>, whose: Whose): () => void
}

type Route = (payload: unknown) => Ack<unknown> | Promise<Ack<unknown>>

/** Commands and on whose behalf they come. A class, because every connection has two and they share its method. */
class Table<Whose> {
  private readonly commands: Commands<Whose>
  private readonly whose: Whose

  constructor(commands: Commands<Whose>, whose: Whose) {
    this.commands = commands
    this.whose = whose
  }

  route(event: string): Route | undefined {
    const command = this.commands.get(event)
    return command && ((payload) => command(this.whose, payload))
  }
}

/** Commands that may come without asking for an answer. */
const UNANSWERED: ReadonlySet<string> = new Set(['typing:send'])

/** Answers to what the server pushed. The server decides how many there are, so they are counted apart from what a client begins. */
const ANSWERS: ReadonlySet<unknown> = new Set(['mail:ack', 'receipt:ack', 'group:ack'])

/** Events over the limit after which a connection is cut. */
export const OVER_LIMIT_CUT = 200

/** What a client in another version sends may not fit; the version is what is wrong with it then. */
const Versioned = v.looseObject({ protocolVersion: v.number() })

/** Characters of the reason in a `bad-payload`: schemas quote what they were given, which may fill a packet. */
const MOST_WORDS = 300

function refusalOf(payload: unknown, [issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]) {
  if (v.is(Versioned, payload) && payload.protocolVersion !== PROTOCOL_VERSION) return refusal('wrong-version')
  if (issue.message === WEAK_KEY) return refusal('weak-key')
  const path = v.getDotPath(issue)
  return refusal('bad-payload', (path ? `${path}: ${issue.message}` : issue.message).slice(0, MOST_WORDS))
}

function behindSchema<S extends v.GenericSchema, Whose>(
  schema: S,
  handler: (whose: Whose, payload: v.InferOutput<S>) => Ack<unknown> | Promise<Ack<unknown>>,
) {
  return (whose: Whose, payload: unknown) => {
    const parsed = v.safeParse(schema, payload)
    return parsed.success ? handler(whose, parsed.output) : refusalOf(payload, parsed.issues)
  }
}

/** Puts each handler behind the schema of its payload. */
export function toCommands<C extends Contract, Whose>(contract: C, handlers: Handlers<C, Whose>): Commands<Whose> {
  const commands = new Map<string, ReturnType<typeof behindSchema<v.GenericSchema, Whose>>>()
  for (const event of Object.keys(contract)) {
    const entry = contract[event]
    const handler = handlers[event]
    if (entry && handler) commands.set(event, behindSchema(entry.payload, handler))
  }
  return commands
}

/** What all inboxes share. */
interface InboxPorts {
  readonly begins: Rate
  /** For acks of what was pushed. */
  readonly answers: Rate
  readonly elapsed: () => number
  readonly log: Log
}

/** A class, because every connection has one and they share its methods. */
class GuardedInbox implements Inbox {
  private tables: readonly Pick<Table<unknown>, 'route'>[] = []
  private overLimit = 0
  private readonly begins: Gate
  private readonly answers: Gate
  private readonly socket: Socket
  private readonly ports: InboxPorts

  constructor(socket: Socket, ports: InboxPorts) {
    this.socket = socket
    this.ports = ports
    this.begins = createGate(ports.begins, ports.elapsed)
    this.answers = createGate(ports.answers, ports.elapsed)
    socket.onRaw((event, args, ack) => {
      void this.answer(event, args, ack !== undefined).then(ack)
    })
  }

  bind<Whose>(commands: Commands<Whose>, whose: Whose): () => void {
    const table = new Table(commands, whose)
    this.tables = this.tables.concat(table)
    return () => {
      this.tables = this.tables.filter((each) => each !== table)
    }
  }

  private async answer(event: unknown, args: readonly unknown[], hasAck: boolean): Promise<Ack<unknown>> {
    if (!(ANSWERS.has(event) ? this.answers : this.begins).pass()) {
      this.overLimit += 1
      if (this.overLimit > OVER_LIMIT_CUT) this.socket.close()
      return refusal('rate-limited')
    }
    const name = typeof event === 'string' ? event : ''
    let route: Route | undefined
    for (const table of this.tables) route ??= table.route(name)
    if (!route) return refusal('unknown-event')
    if (!hasAck && !UNANSWERED.has(name)) return refusal('bad-payload', 'The event must ask for an acknowledgement.')
    if (args.length > 1) return refusal('bad-payload', 'An event has one payload.')
    try {
      return await route(args[0])
    } catch (error) {
      this.ports.log('handler failed', { event: name, reason: reasonOf(error) })
      return refusal('internal')
    }
  }
}

/**
 * Listens to a socket until it closes. Each event passes the rate gate, must be in a bound table, must want an answer
 * and must fit its schema, in this order, before a handler sees it; whatever a handler does, the client gets one ack
 * and the server stays up.
 */
export function openInbox(socket: Socket, ports: InboxPorts): Inbox {
  return new GuardedInbox(socket, ports)
}
