import type { MessageId } from '../../protocol/ids.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Change, LeaderRequest } from './change.ts'
import type { SessionView } from './chat-view.ts'
import { createLeader } from './leader.ts'
import type { Leader, LeaderPorts } from './leader-ports.ts'
import type { ConversationNote, Message } from './messages.ts'
import type { Resident } from './ports/resident.ts'
import { StorageError } from './ports/storage.ts'
import { sessionToView } from './session-view.ts'
import type { Views } from './views.ts'

/** What tabs of one person say to each other. A request is answered by the leader, if there is one. */
type TabMessage =
  | { readonly tab: 'change'; readonly change: Change }
  | { readonly tab: 'hello' }
  | { readonly tab: 'request'; readonly request: LeaderRequest }

/** One person in this tab, as the leader of the person's tabs or as a follower. */
export interface Residence {
  readonly name: UserName
  readonly server: string
  readonly resident: Resident
  readonly views: Views
  /** Takes part in the session: leads if no other tab does. `persistent`: an unreachable server is waited for. */
  join(persistent: boolean): void
  /** Shows a change here and in the other tabs. */
  publish(change: Change): void
  /** Shows own messages that are stored, and has them sent. */
  send(messages: readonly Message[]): void
  /** Asks the leader, which may be this tab. */
  ask(request: LeaderRequest): void
  setRecovery(recovery: { key: string; endorsement: string }): Promise<'set' | 'no-answer' | 'refused'>
  saveNote(note: ConversationNote): void
  wake(): void
  close(): void
}

/** Moves in: listens to the person's other tabs. Does not connect before `join`. */
export function createResidence(
  of: { name: UserName; server: string; session: () => SessionView; broken: (error: unknown) => void },
  ports: LeaderPorts,
  views: Views,
): Residence {
  const { resident } = ports
  const { name, server } = of
  let leader: Leader | undefined
  let resign: (() => void) | undefined
  /** Whether another tab has told of a session since this one joined. */
  let followed = false

  const post = (message: TabMessage) => resident.tabs.post(message)

  function publish(change: Change): void {
    views.apply(change)
    post({ tab: 'change', change })
  }

  function publishSession(session: SessionView): void {
    publish({ type: 'session', session })
    if (session.state === 'signedOut') leave()
  }

  /** Gives up the lead, or the wait for it. */
  function leave(): void {
    resign?.()
    resign = undefined
    leader?.close()
    leader = undefined
  }

  /** Storage that cannot be read ends the sign-in in words. */
  function refuse(error: unknown): void {
    if (!(error instanceof StorageError)) throw error
    const problem = { kind: 'storage', problem: error.problem } as const
    publishSession({ state: 'signedOut', name, server, notice: { kind: 'problem', problem } })
  }

  async function setRecovery(at: Leader, recovery: { key: string; endorsement: string }) {
    const result = await at.setRecovery(recovery)
    const session = of.session()
    if (result.ok && session.state === 'signedIn') publishSession({ ...session, recovery: true })
    if (result.ok) return 'set'
    return result.error.kind === 'no-answer' ? 'no-answer' : 'refused'
  }

  async function lead(persistent: boolean): Promise<void> {
    const created = await createLeader({ me: name, server, persistent }, ports, {
      publish,
      session(state, retryAt) {
        const view = sessionToView(state, { name, server, retryAt, unsent: leader?.unsent() ?? 0 })
        if (view) publishSession(view)
      },
      signingOut: (step) => publishSession({ state: 'signingOut', name, server, step }),
      broken: of.broken,
    })
    if (resign) leader = created
    else created.close()
  }

  function hear(message: TabMessage): void {
    if (message.tab === 'change') hearChange(message.change)
    else if (message.tab === 'request') {
      if (leader) void serve(leader, message.request).catch(of.broken)
    } else if (leader) {
      post({ tab: 'change', change: { type: 'session', session: of.session() } })
      post({ tab: 'change', change: { type: 'roster', entries: views.rosterEntries() } })
    }
  }

  function hearChange(change: Change): void {
    views.apply(change)
    if (change.type === 'messages') leader?.send(change.messages.filter(isWaiting))
    else if (change.type === 'contact') leader?.contacts.heard(change.contact)
    else if (change.type === 'session' && change.session.state === 'signedOut') leave()
    else if (change.type === 'session') followed = true
  }

  async function serve(at: Leader, request: LeaderRequest): Promise<void> {
    switch (request.ask) {
      case 'retry':
        return retry(at, request.id)
      case 'retry-connection':
        return at.retryConnection()
      case 'sign-out':
        return at.signOut()
      case 'typing':
        return at.typing(request.in)
      case 'learn':
        await at.contacts.learn([request.name], false)
        return undefined
      case 'accept-key':
        return at.acceptKey(request.name)
      case 'verified': {
        const pinned = at.contacts.get(request.name)?.pinned ?? null
        return at.contacts.update(request.name, { verified: request.verified ? pinned : null })
      }
      case 'blocked':
        return at.block(request.name, request.blocked)
      case 'recovery':
        await setRecovery(at, request)
        return undefined
    }
  }

  async function retry(at: Leader, id: MessageId): Promise<void> {
    const message = await resident.storage.message(id)
    if (message) at.retry(message)
  }

  const stopListening = resident.tabs.listen((message) => hear(message as TabMessage))

  return {
    name,
    server,
    resident,
    views,
    join(persistent) {
      if (resign) return
      followed = false
      // After another tab has led, taking over resumes its session.
      resign = resident.tabs.lead(() => void lead(persistent || followed).catch(refuse))
      post({ tab: 'hello' })
    },
    publish,
    send(messages) {
      publish({ type: 'messages', messages })
      leader?.send(messages)
    },
    ask(request) {
      if (leader) void serve(leader, request).catch(of.broken)
      else post({ tab: 'request', request })
    },
    async setRecovery(recovery) {
      if (!leader) {
        post({ tab: 'request', request: { ask: 'recovery', ...recovery } })
        return 'set'
      }
      return setRecovery(leader, recovery)
    },
    saveNote(note) {
      publish({ type: 'note', note })
      resident.storage.saveNote(note).catch(of.broken)
    },
    wake: () => leader?.wake(),
    close() {
      leave()
      stopListening()
      views.close()
      resident.release()
    },
  }
}

function isWaiting(message: Message): boolean {
  return 'delivery' in message && message.delivery.state === 'queued'
}
