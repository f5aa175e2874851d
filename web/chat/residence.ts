import type { Change, LeaderRequest, TabMessage } from './change.ts'
import type { SessionView } from './chat-view.ts'
import { createLeader } from './leader.ts'
import type { Leader, LeaderPorts } from './leader-ports.ts'
import { createLeaderRequests } from './leader-requests.ts'
import { heed } from './heed.ts'
import { StorageError } from './ports/storage.ts'
import { createRecoveryRequests } from './recovery-requests.ts'
import type { Residence, ResidencePorts } from './residence-ports.ts'
import { serveRequest } from './serve-request.ts'
import { endedBy, isOwnAffair, sessionToView } from './session-view.ts'
import { type Heard, listenToTabs, tagMessage } from './tab-message.ts'
import type { Views } from './views.ts'

/** A tab's place among those that want to lead. `began`: it came to lead. */
interface Term {
  began: boolean
  readonly persistent: () => boolean
  /** What was told while this tab came to lead: it may not have been stored yet when storage was read. */
  readonly meanwhile: Change[]
  resign: () => void
}

/** For this long after a sign-out no other tab comes to lead, milliseconds: longer than it takes to tell them. */
const HANDOVER = 100

/** Moves in: listens to the person's other tabs. Does not connect before `join`. */
export function createResidence(of: ResidencePorts, ports: LeaderPorts, views: Views): Residence {
  const { resident, clock } = ports
  const { name, server } = of
  let leader: Leader | undefined
  /** Set while this tab leads or waits to lead. */
  let term: Term | undefined
  /** Whether another tab has told of a session since this one joined. */
  let followed = false
  /** Set while this tab can neither lead nor follow, though others can. */
  let isAside = false
  let closed = false

  const post = (message: TabMessage) => resident.tabs.post(tagMessage(message))
  const requests = createLeaderRequests({ ...ports, post, unanswered: of.unanswered })

  function publish(change: Change): void {
    if (closed) return
    views.apply(change)
    post({ tab: 'change', change })
  }

  const tellSession = (session: SessionView) => post({ tab: 'change', change: { type: 'session', session } })

  /** When the session is over the other tabs hear of it before one of them can take the lead. */
  function publishSession(session: SessionView): void {
    if (isOwnAffair(session)) return goAside(session)
    // A tab that wakes up fenced off must not end the session of the others. If one of them has it, it says so.
    if (session.state === 'signedOut' && session.notice?.kind === 'superseded') fenced(session)
    else publish({ type: 'session', session })
    if (session.state !== 'signedOut') return
    const left = leave()
    if (left) clock.after(HANDOVER, left.resign)
  }

  function fenced(session: SessionView): void {
    if (closed) return
    views.apply({ type: 'session', session })
    post({ tab: 'hello' })
  }

  /** Goes without a word: what keeps this tab from leading does not keep the others. */
  function goAside(session: SessionView): void {
    if (isAside || closed) return
    isAside = true
    views.apply({ type: 'session', session })
    leave()?.resign()
  }

  /** Stops leading, or waiting for it; the lock is kept until the term's `resign`. */
  function leave(): Term | undefined {
    const left = term
    term = undefined
    requests.takeBack()
    leader?.close()
    leader = undefined
    return left
  }

  /** `persistent` is asked when this tab comes to lead. */
  function waitToLead(persistent: () => boolean): void {
    if (term) return
    const mine: Term = { began: false, persistent, meanwhile: [], resign() {} }
    term = mine
    mine.resign = resident.tabs.lead(() => {
      mine.began = true
      if (term === mine) void lead(mine, persistent()).catch(refuse)
    })
  }

  /** Storage that cannot be read ends the sign-in in words. */
  function refuse(error: unknown): void {
    if (!(error instanceof StorageError)) throw error
    publishSession(endedBy({ kind: 'storage', problem: error.problem }, of))
  }

  const recoveries = createRecoveryRequests({
    ...ports,
    post,
    deposited() {
      const session = of.session()
      if (session.state === 'signedIn') publishSession({ ...session, recovery: true })
    },
  })
  const serving = { storage: resident.storage, setRecovery: recoveries.serve }

  async function lead(mine: Term, persistent: boolean): Promise<void> {
    // Who led before, even unheard of here, may have died before it told what it stored.
    const reread = views.reload()
    const { arrivalTime } = views
    const created = await createLeader({ me: name, server, persistent, reread, arrivalTime }, ports, {
      publish,
      arrivedAnew() {
        void views.reload()
        post({ tab: 'reload' })
      },
      session(state, retryAt) {
        if (term !== mine) return
        const wallOffset = clock.wallTime() - clock.monotonic()
        const view = sessionToView(state, { name, server, retryAt, wallOffset, unsent: leader?.unsent() ?? 0 })
        if (view) publishSession(view)
      },
      signingOut: (step) => publishSession({ state: 'signingOut', name, server, step }),
      broken: of.broken,
    })
    if (term !== mine) return created.close()
    leader = created
    for (const change of mine.meanwhile) heed(created, change)
    for (const request of requests.takeBack()) serve(created, request)
    return post({ tab: 'reload' })
  }

  function serve(at: Leader, request: LeaderRequest): void {
    void serveRequest(at, request, serving).catch(of.broken)
  }

  /** `reload`, which a new leader says, has all that was asked before asked again. */
  function take(id: string, request: LeaderRequest): void {
    if (!leader) return
    post({ tab: 'taken', id })
    serve(leader, request)
  }

  function hear(message: Heard): void {
    if (message.tab === 'newer') goAside(endedBy({ kind: 'old-page' }, of))
    // Whatever this tab says tells that one so.
    else if (message.tab === 'older') post({ tab: 'hello' })
    else if (message.tab === 'change') hearChange(message.change)
    else if (message.tab === 'reload') {
      void views.reload()
      requests.askAgain()
    } else if (message.tab === 'taken') requests.taken(message.id)
    else if (message.tab === 'renewed') of.renewed()
    else if (message.tab === 'recovery') recoveries.told(message.id, message.outcome)
    else if (message.tab === 'request') take(message.id, message.request)
    else if (leader) {
      const session = of.session()
      // What waited at the sign-in was fetched since, and who comes later does not claim the name.
      tellSession(session.state === 'signedIn' ? { ...session, welcome: 'back', waiting: 0 } : session)
      post({ tab: 'change', change: { type: 'roster', entries: views.rosterEntries() } })
      for (const [peer, link] of views.links)
        if (link.state !== 'idle') post({ tab: 'change', change: { type: 'link', peer, link } })
    }
  }

  function hearChange(change: Change): void {
    if (change.type === 'session') return hearSession(change.session)
    views.apply(change)
    if (leader) heed(leader, change)
    else if (term?.began) term.meanwhile.push(change)
  }

  function hearSession(session: SessionView): void {
    if (isAside) return undefined
    // A tab that led before this one has woken up. It may die before it says more: followers hear who is signed in.
    const isElsewhere = session.state === 'signingOut' || session.state === 'reconnecting'
    if (leader && isElsewhere && of.session().state === 'signedIn') return tellSession(of.session())
    if (leader && session.state !== 'signedOut') return undefined
    views.apply({ type: 'session', session })
    if (session.state === 'signedOut') {
      const left = leave()
      left?.resign()
      // What this tab has told meanwhile, coming to lead, is not so.
      if (left?.began) tellSession(session)
    } else {
      followed ||= session.state !== 'signingOut'
      // Signed in by another tab: this one takes over when that one goes, be it before its sign-out has ended.
      waitToLead(() => true)
    }
  }

  const stopListening = listenToTabs(resident.tabs, hear)
  for (const message of of.early)
    // Whether storage was read before or after these were stored is not known: read it again.
    if (message.tab === 'change' && message.change.type === 'messages') void views.reload()
    else hear(message)

  return {
    name,
    server,
    resident,
    views,
    join(persistent) {
      // Who has heard of the session already waits; what else is to be known comes with the answer.
      if (!term) followed = isAside = false
      // After another tab has led, taking over resumes its session.
      waitToLead(() => persistent || followed)
      post({ tab: 'hello' })
    },
    leads: () => leader !== undefined,
    part: () => term && { persistent: term.persistent() },
    publish,
    send(messages) {
      const change = { type: 'messages', messages, told: 'composed' } as const
      publish(change)
      if (leader) leader.send(messages)
      else if (term?.began) term.meanwhile.push(change)
    },
    ask(request) {
      if (leader) serve(leader, request)
      else requests.ask(request)
    },
    setRecovery: (recovery) => (leader ? recoveries.deposit(leader, recovery) : recoveries.ask(recovery)),
    saveNote(change) {
      publish({ type: 'note', note: change })
      resident.storage.saveNote(change).catch(of.broken)
    },
    wake: () => leader?.wake(),
    standAside: () => goAside(endedBy({ kind: 'storage', problem: 'closed' }, of)),
    close() {
      leave()?.resign()
      closed = true
      stopListening()
      views.close()
      resident.release()
    },
  }
}
