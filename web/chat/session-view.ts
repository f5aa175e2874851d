import type { UserName } from '../../protocol/names.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import type { SessionView, SignedOutNotice, SignInProblem } from './chat-view.ts'
import { hasRelay } from './link-policy.ts'
import type { SessionEnd, SessionState } from './session-state.ts'

/** What the page says about a session that ended. */
function endToNotice(end: SessionEnd, server: string, unsent: number): SignedOutNotice {
  switch (end.why) {
    case 'signed-out':
    case 'server-silent':
      return { kind: end.why, unsent }
    case 'superseded':
      return { kind: 'superseded' }
    case 'unreachable':
      return { kind: 'problem', problem: { kind: 'connection', loss: end.loss, server } }
    case 'wrong-version':
      return { kind: 'problem', problem: { kind: 'wrong-version', server, theirs: end.theirs, ours: PROTOCOL_VERSION } }
    case 'unable':
      return { kind: 'problem', problem: end.problem }
    case 'refused':
      return { kind: 'problem', problem: { kind: 'refused', error: end.error, message: end.message } }
  }
}

/**
 * A session's state as the page sees it; undefined while signing out, whose steps come one by one. `retryAt` is monotonic,
 * a time that other tabs do not share; `wallOffset` turns it into a wall time.
 */
export function sessionToView(
  state: SessionState,
  of: { name: UserName; server: string; retryAt: number | null; wallOffset: number; unsent: number },
): SessionView | undefined {
  const { name, server } = of
  const retryAt = of.retryAt === null ? null : of.retryAt + of.wallOffset
  switch (state.state) {
    case 'connecting':
    case 'signingIn':
      return state.persistent
        ? { state: 'reconnecting', name, server, loss: state.loss, retryAt: null }
        : { state: 'signingIn', name, server }
    case 'waiting':
      return { state: 'reconnecting', name, server, loss: state.loss, retryAt }
    case 'signedIn': {
      const { welcome, mail: waiting, recovery, iceServers } = state.welcome
      return { state: 'signedIn', name, server, welcome, waiting, recovery, relay: hasRelay(iceServers) }
    }
    case 'signingOut':
      return undefined
    case 'ended':
      return { state: 'signedOut', name, server, notice: endToNotice(state.end, server, of.unsent) }
  }
}

/** The end of a session by something that is wrong here. */
export function endedBy(problem: SignInProblem, { name, server }: { name: UserName; server: string }): SessionView {
  return { state: 'signedOut', name, server, notice: { kind: 'problem', problem } }
}

/** Whether a session ended by what is wrong with one tab alone: a page of another version than the server or than other tabs, closed storage. */
export function isOwnAffair(session: SessionView): boolean {
  const notice = session.state === 'signedOut' ? session.notice : null
  if (notice?.kind !== 'problem') return false
  const { problem } = notice
  const isOld = problem.kind === 'wrong-version' || problem.kind === 'old-page'
  return isOld || (problem.kind === 'storage' && problem.problem === 'closed')
}
