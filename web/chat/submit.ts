import * as v from 'valibot'
import { UserName } from '../../protocol/names.ts'
import type { SubmitResult } from './chat-view.ts'
import { cleanText, compose, fits } from './compose.ts'
import type { ConversationId } from './messages.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { StorageProblem } from './ports/storage.ts'
import type { Residence } from './residence-ports.ts'
import { parseLine } from './slash-command.ts'

/** What decides whether a line can be sent now. */
export interface SubmitPorts {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  residence(): Residence | undefined
  /** The server may be away. */
  isSignedIn(): boolean
  storageProblem(): StorageProblem | null
  broken(error: unknown): void
}

type Hint = Extract<SubmitResult, { kind: 'hint' }>['hint']

function hint(kind: Hint, detail = ''): SubmitResult {
  return { kind: 'hint', hint: kind, detail }
}

/** Sends what was typed into a conversation, or says why not; a slash command goes where it says. */
export async function submitLine(
  conversation: ConversationId,
  typed: string,
  ports: SubmitPorts,
): Promise<SubmitResult> {
  const line = parseLine(typed)
  switch (line.type) {
    case 'message':
      return send(conversation, line.text, ports)
    case 'send-all':
      return send('everyone', line.text, ports)
    case 'send': {
      const to = v.safeParse(UserName, line.to)
      return to.success ? send(to.output, line.text, ports) : hint('no-such-user', line.to)
    }
    case 'sign-out':
    case 'sign-in':
    case 'help':
      return { kind: 'command', command: line.type }
    case 'missing-recipient':
      return hint('missing-recipient')
    case 'unknown':
      return hint('unknown-command', line.command)
  }
}

async function send(to: ConversationId, typed: string, ports: SubmitPorts): Promise<SubmitResult> {
  const text = cleanText(typed)
  const at = ports.residence()
  if (!at || !ports.isSignedIn()) return hint('signed-out')
  const problem = ports.storageProblem()
  if (problem) return hint('storage', problem)
  if (text === '') return hint('empty')
  if (!fits(text)) return hint('too-long')
  if (to !== 'everyone' && !at.views.knows(to)) return hint('no-such-user', to)
  if (to !== 'everyone' && at.views.contact(to).get().blocked) return hint('blocked', to)
  try {
    const of = { me: at.name, conversation: to, type: 'text', text } as const
    at.send(await compose(of, { ...ports, storage: at.resident.storage }))
    return { kind: 'accepted', conversation: to }
  } catch (error) {
    ports.broken(error)
    return hint('storage', ports.storageProblem() ?? '')
  }
}
