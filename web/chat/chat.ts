import { parseName } from '../../protocol/names.ts'
import type { Chat, Privacy, SessionView, SignInProblem } from './chat-view.ts'
import { contactVerbs } from './contact-verbs.ts'
import { readHistory } from './history.ts'
import { isToOpenAnew, errorToKeysProblem } from './keys-problem.ts'
import { createLastingViews } from './lasting-views.ts'
import type { LeaderPorts } from './leader-ports.ts'
import { moveIn } from './move-in.ts'
import type { OpenResident } from './ports/resident.ts'
import { StorageError, type StorageProblem } from './ports/storage.ts'
import { createReadReceipts } from './read-receipts.ts'
import { recoverName } from './recover.ts'
import type { Residence } from './residence-ports.ts'
import { submitLine } from './submit.ts'
import { createStore, type Store } from './store.ts'
import { until } from './until.ts'

/** The client's whole surroundings. */
export interface ChatPorts extends Omit<LeaderPorts, 'resident' | 'code'> {
  readonly openResident: OpenResident
  readonly privacy: Store<Privacy>
  /** What was typed as a server, as an origin; undefined when it is no address. */
  readonly parseServer: (typed: string) => string | undefined
}

/** The code for recovery is loaded when it is first needed; nothing else of it rejects. */
const MISSING: SignInProblem = { kind: 'missing-part' }

/** Storage that is open is opened again, and with which keys. */
type Anew = 'same keys' | 'new keys'

/** The client core: everything but a page. */
export function createChat(surroundings: ChatPorts): Chat {
  const ports = { ...surroundings, code: () => code }
  const { clock, privacy } = ports
  const session = createStore<SessionView>({ state: 'new', problem: null })
  const storageProblem = createStore<StorageProblem | null>(null)
  const unanswered = createStore(false)
  const shown = createLastingViews()
  const { people, conversations, blocked } = shown
  let residence: Residence | undefined
  let code: string | undefined
  /** Sign-ins that were overtaken by another are dropped. */
  let turn = 0

  /** Storage of `at` failed, or what was to be stored. After moving out nobody minds: it was closed on purpose. */
  function brokenAt(at: Residence | undefined, error: unknown): void {
    const problem = error instanceof StorageError ? error.problem : 'unexpected'
    const change = { type: 'storage', problem } as const
    if (at && at === residence) {
      // Closed for this tab; another one may have a new database.
      if (problem === 'closed') {
        at.views.apply(change)
        at.standAside()
      } else at.publish(change)
    }
    if (!(error instanceof StorageError)) throw error
  }

  const brokenOf = (at: Residence | undefined) => (error: unknown) => brokenAt(at, error)

  function moveOut(): void {
    shown.rest()
    residence?.close()
    residence = undefined
  }

  /** What is under way for somebody is dropped with it. */
  function goAway(): void {
    turn++
    moveOut()
  }

  const renewed = (at: Residence) => void reopen(at)
  const page = { session, storageProblem, unanswered, broken: brokenAt, renewed }

  /** The name has other keys, or other tabs were not heard. A sign-out under way ends first, with what it began with. */
  async function reopen(at: Residence): Promise<void> {
    const { name, server } = at
    const isSigningOut = () => session.get().state === 'signingOut'
    await until(clock, () => (isSigningOut() ? undefined : true), 30_000)
    if (at !== residence) return
    const opened = await moveIn({ name, server }, ports, page).catch(brokenOf(at))
    if (!opened) return
    if (at !== residence) return opened.close()
    if (isSigningOut()) {
      opened.close()
      return reopen(at)
    }
    const part = at.part()
    moveOut()
    enter(opened)
    // A sign-in under way goes on with the new keys: nobody else would end it.
    if (part) opened.join(part.persistent || isSignedIn())
  }

  function enter(opened: Residence): void {
    residence = opened
    shown.follow(opened.views)
  }

  function problemSeen(problem: SignInProblem, name = residence?.name, server = residence?.server ?? ''): void {
    session.set(
      name ? { state: 'signedOut', name, server, notice: { kind: 'problem', problem } } : { state: 'new', problem },
    )
  }

  /** Opens the person's storage, unless it is open. Undefined when that failed, which is then told. Never rejects. */
  async function settleIn(typed: string, typedServer: string, anew?: Anew): Promise<Residence | undefined> {
    const mine = ++turn
    const parsed = parseName(typed)
    const server = ports.parseServer(typedServer)
    if (!parsed.ok || server === undefined) {
      problemSeen(parsed.ok ? { kind: 'server-address' } : { kind: 'name', problem: parsed.problem, typed })
      return undefined
    }
    const { name } = parsed
    const isGood = storageProblem.get() === null && !isToOpenAnew(session.get())
    const isOpen = residence?.name === name && residence.server === server && isGood
    if (isOpen && !anew) return residence
    moveOut()
    storageProblem.set(null)
    session.set({ state: 'signingIn', name, server })
    try {
      const opened = await moveIn({ name, server, newKeys: anew === 'new keys' }, ports, page)
      if (mine !== turn) {
        opened.close()
        return undefined
      }
      enter(opened)
      return opened
    } catch (error) {
      if (mine === turn) problemSeen(errorToKeysProblem(error), name, server)
      return undefined
    }
  }

  /** Takes a name back; no other tab of this browser does. One that did before may have made new keys. */
  async function takeBack(name: string, server: string, phrase: string): Promise<void> {
    const before = await settleIn(name, server, 'same keys')
    if (!before) return
    const of = { name: before.name, server: before.server, phrase }
    let mine = turn
    const renew = async () => {
      const at = mine === turn ? await settleIn(name, server, 'new keys') : undefined
      if (at) mine = turn
      return at?.resident.sealer
    }
    const by = { link: ports.serverLink, sealer: before.resident.sealer, renew }
    const problem = await recoverName(of, by).catch(() => MISSING)
    // Overtaken, or not opened again, which was told.
    if (mine !== turn) return
    if (problem) problemSeen(problem, of.name, of.server)
    else residence?.join(false)
  }

  function isSignedIn(): boolean {
    const { state } = session.get()
    return state === 'signedIn' || state === 'reconnecting'
  }

  const readReceipts = createReadReceipts({ ...ports, broken: brokenAt })
  people.subscribe(() => {
    if (residence && privacy.get().sendRead && isSignedIn()) readReceipts.look(residence)
  })

  async function signOut(): Promise<void> {
    residence?.ask({ ask: 'sign-out' })
    await until(clock, () => (isSignedIn() || session.get().state === 'signingOut' ? undefined : true), 30_000)
  }

  return {
    session,
    people,
    conversations,
    blocked,
    storageProblem,
    unanswered,
    privacy,
    async signIn(name, server, how) {
      // New keys may have been opened between the end of settling in and what follows it.
      code = typeof how === 'object' ? how.code : undefined
      if (!(await settleIn(name, server)) || !residence) return
      if (!isSignedIn()) session.set({ state: 'signingIn', name: residence.name, server: residence.server })
      residence.join(how === 'resume')
    },
    async recover(name, server, phrase) {
      const settled = await settleIn(name, server)
      if (!settled) return
      session.set({ state: 'signingIn', name: settled.name, server: settled.server })
      const mine = turn
      // Two tabs that make new keys at once would destroy each other's.
      await settled.resident.tabs.alone(async () => {
        if (mine === turn) await takeBack(name, server, phrase)
      })
    },
    signOut,
    retryConnection: () => residence?.ask({ ask: 'retry-connection' }),
    wake: () => residence?.wake(),
    restored: async () => residence && reopen(residence),
    submit: (conversation, typed) =>
      submitLine(conversation, typed, {
        clock,
        randomBytes: ports.randomBytes,
        residence: () => residence,
        isSignedIn,
        storageProblem: storageProblem.get,
        broken: brokenOf(residence),
      }),
    retry: async (id) => residence?.ask({ ask: 'retry', id }),
    open: shown.open,
    markRead(conversation) {
      if (!residence || residence.views.unread(conversation) === 0) return
      const { views } = residence
      // Up to what came last, whatever the clock says now: if it was set back, less would leave that unread for ever.
      residence.saveNote({ id: conversation, readAt: views.arrivedUpTo(conversation) })
      if (privacy.get().sendRead) readReceipts.read(residence, conversation)
    },
    saveDraft(conversation, draft) {
      residence?.saveNote({ id: conversation, draft })
    },
    setMuted(conversation, muted) {
      residence?.saveNote({ id: conversation, muted })
    },
    typing(conversation) {
      if (privacy.get().sendTyping && isSignedIn()) residence?.ask({ ask: 'typing', in: conversation })
    },
    onArrival: shown.onArrival,
    ...contactVerbs({ residence: () => residence, contact: shown.contact, clock }),
    setPrivacy: privacy.set,
    newPhrase: () => residence?.resident.sealer.createPhrase() ?? Promise.reject(new Error('nobody is here')),
    async setRecovery(phrase) {
      if (!residence || !isSignedIn()) return 'no-answer'
      return residence.setRecovery(await residence.resident.sealer.endorseRecovery(phrase))
    },
    async history() {
      if (!residence) return []
      const { resident, views } = residence
      const ids = conversations.get().map(({ id }) => id)
      return readHistory(ids, { storage: resident.storage, isShown: views.isShown, shown: views.shown })
    },
    async leave() {
      if (isSignedIn()) await signOut()
      goAway()
      shown.clear()
      session.set({ state: 'new', problem: null })
    },
    dispose: goAway,
  }
}
