import * as v from 'valibot'
import {
  downstream,
  upstream,
  type Downstream,
  type Fact,
  type Payload,
  type Reply,
  type Upstream,
} from '../../../protocol/contract.ts'
import { refusal, type ErrorKind } from '../../../protocol/errors.ts'
import type { CommandResult, ServerConnection, ServerFact, ServerLink } from '../ports/server-link.ts'

/** A command with its payload, as the server hears it. */
export type Command = { [E in Upstream]: { readonly event: E; readonly payload: Payload<E> } }[Upstream]
type Answer = CommandResult<Upstream>
type FactRule = (fact: ServerFact) => readonly ServerFact[]
type CommandRule = (command: Command, honestly: (command: Command) => Promise<Answer>) => Promise<Answer>

/**
 * A server that lies: between a client and a real server, it sees everything and changes what it likes. What it says goes
 * through the schemas of the wire, as with the real link: what does not fit is dropped, or is no answer.
 */
export interface HostileLink {
  readonly link: ServerLink
  /** Facts that the real server sent, unchanged. */
  readonly facts: readonly ServerFact[]
  /** Commands that the client sent, unchanged. */
  readonly commands: readonly Command[]
  /** Says something to the client; false when no schema lets it pass. */
  tell(event: Downstream, fact: unknown): boolean
  /** Puts facts in the place of one kind, from now on. */
  onFact<E extends Downstream>(event: E, change: (fact: Fact<E>) => readonly unknown[]): void
  /** Changes the reply to one kind of command, from now on; `undefined` keeps the honest one. */
  onReply<E extends Upstream>(event: E, change: (reply: Reply<E>, payload: Payload<E>) => unknown): void
  /** Answers a command without asking the real server. */
  onCommand<E extends Upstream>(event: E, answer: (payload: Payload<E>) => { value: unknown } | ErrorKind): void
  /** Asks the real server something in the client's name, as a client that is not ours would. */
  ask<E extends Upstream>(event: E, payload: Payload<E>): Promise<CommandResult<E>>
  /** Is honest again. */
  repent(): void
  /** Commands of one kind so far. */
  asked<E extends Upstream>(event: E): readonly Payload<E>[]
  /** Facts of one kind that the real server sent so far. */
  sent<E extends Downstream>(event: E): readonly Fact<E>[]
}

function toFacts(event: Downstream, facts: readonly unknown[]): readonly ServerFact[] {
  return facts.flatMap((fact) => {
    const parsed = v.safeParse(downstream[event], fact)
    return parsed.success ? [{ event, fact: parsed.output } as ServerFact] : []
  })
}

function toAnswer(event: Upstream, value: unknown): Answer {
  const parsed = v.safeParse(upstream[event].reply, value)
  return parsed.success ? { ok: true, value: parsed.output } : refusal('internal')
}

/** Puts it on top of a real link. */
export function createHostileLink(real: ServerLink): HostileLink {
  const facts: ServerFact[] = []
  const commands: Command[] = []
  const factRules = new Map<Downstream, FactRule>()
  const commandRules = new Map<Upstream, CommandRule>()
  let connected: ServerConnection | undefined
  let say: (fact: ServerFact) => void = () => {}

  const link: ServerLink = {
    connect(address, on) {
      say = on.fact
      const connection = real.connect(address, {
        fact(fact) {
          facts.push(fact)
          for (const each of factRules.get(fact.event)?.(fact) ?? [fact]) on.fact(each)
        },
        lost: on.lost,
      })
      connected = connection
      const hostile: ServerConnection = {
        async send(event, payload, timeoutMs) {
          const command = { event, payload } as Command
          commands.push(command)
          const honestly = (to: Command): Promise<Answer> => connection.send(to.event, to.payload, timeoutMs)
          const answer = await (commandRules.get(event)?.(command, honestly) ?? honestly(command))
          return answer
        },
        close: () => connection.close(),
      }
      return hostile
    },
  }

  return {
    link,
    facts,
    commands,
    tell(event, fact) {
      const parsed = toFacts(event, [fact])
      for (const each of parsed) say(each)
      return parsed.length > 0
    },
    onFact<E extends Downstream>(event: E, change: (fact: Fact<E>) => readonly unknown[]) {
      factRules.set(event, ({ fact }) => toFacts(event, change(fact)))
    },
    onReply<E extends Upstream>(event: E, change: (reply: Reply<E>, payload: Payload<E>) => unknown) {
      commandRules.set(event, async (command, honestly) => {
        const answer = await honestly(command)
        if (!answer.ok) return answer
        const changed = change(answer.value, command.payload)
        return changed === undefined ? answer : toAnswer(event, changed)
      })
    },
    onCommand<E extends Upstream>(event: E, answer: (payload: Payload<E>) => { value: unknown } | ErrorKind) {
      commandRules.set(event, async (command) => {
        const answered = answer(command.payload)
        return typeof answered === 'string' ? refusal(answered) : toAnswer(event, answered.value)
      })
    },
    ask: async (event, payload) =>
      connected?.send(event, payload, 5000) ?? { ok: false, error: { kind: 'no-answer', message: 'not connected' } },
    repent() {
      factRules.clear()
      commandRules.clear()
    },
    asked: <E extends Upstream>(event: E) =>
      commands.flatMap((command) => (command.event === event ? [command.payload as Payload<E>] : [])),
    sent: <E extends Downstream>(event: E) =>
      facts.flatMap((fact) => (fact.event === event ? [fact.fact as Fact<E>] : [])),
  }
}
