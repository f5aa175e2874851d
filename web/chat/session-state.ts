import type { ErrorKind } from '../../protocol/errors.ts'
import type { Welcome } from '../../protocol/session.ts'
import type { KeysProblem } from './keys-problem.ts'
import type { ConnectionLoss } from './ports/server-link.ts'

/** Why a session is over and is not tried again by itself. */
export type SessionEnd =
  | { readonly why: 'signed-out' }
  | { readonly why: 'server-silent' }
  | { readonly why: 'superseded' }
  | { readonly why: 'unreachable'; readonly loss: ConnectionLoss }
  | { readonly why: 'wrong-version'; readonly theirs: number }
  | { readonly why: 'refused'; readonly error: ErrorKind; readonly message: string }
  /** There is nothing to sign in with. */
  | { readonly why: 'unable'; readonly problem: KeysProblem }

/**
 * One person's session with the server. `attempt` counts from 0 since the last success; `persistent`: it was signed in
 * once (or is resumed), so a loss is waited out; otherwise the first failure ends it and the form shows why. `loss`: what
 * failed last; null while nothing has.
 */
export type SessionState =
  | {
      readonly state: 'connecting'
      readonly attempt: number
      readonly persistent: boolean
      readonly loss: ConnectionLoss | null
    }
  | {
      readonly state: 'signingIn'
      readonly attempt: number
      readonly persistent: boolean
      readonly loss: ConnectionLoss | null
    }
  | { readonly state: 'signedIn'; readonly welcome: Welcome }
  | { readonly state: 'waiting'; readonly attempt: number; readonly loss: ConnectionLoss }
  /** `fence`: of the session that ends, null when there was none yet. */
  | { readonly state: 'signingOut'; readonly fence: number | null }
  | { readonly state: 'ended'; readonly end: SessionEnd }

/** What can happen to it. */
export type SessionEvent =
  | { readonly type: 'challenged' }
  | { readonly type: 'welcomed'; readonly welcome: Welcome }
  | { readonly type: 'refused'; readonly error: ErrorKind; readonly message: string }
  | { readonly type: 'unable'; readonly problem: KeysProblem }
  | { readonly type: 'wrongVersion'; readonly theirs: number }
  | { readonly type: 'lost'; readonly loss: ConnectionLoss }
  | { readonly type: 'retryDue' }
  | { readonly type: 'superseded' }
  | { readonly type: 'signOutAsked' }
  | { readonly type: 'signedOut' }
  | { readonly type: 'signOutUnanswered' }

/** Refusals that pass: the server is busy or going down. Everything else needs the user. */
const PASSING: ReadonlySet<ErrorKind> = new Set([
  'rate-limited',
  'too-many-connections',
  'server-stopping',
  'internal',
  'challenge-expired',
])

/** The state before anything happened. */
export function startSession(persistent: boolean): SessionState {
  return { state: 'connecting', attempt: 0, persistent, loss: null }
}

/** The next state; an event that makes no sense in a state changes nothing. */
export function advanceSession(session: SessionState, event: SessionEvent): SessionState {
  if (session.state === 'ended') return session
  switch (event.type) {
    case 'superseded':
      return { state: 'ended', end: { why: 'superseded' } }
    case 'signOutAsked':
      return session.state === 'signingOut'
        ? session
        : { state: 'signingOut', fence: session.state === 'signedIn' ? session.welcome.fence : null }
    case 'signedOut':
      return session.state === 'signingOut' ? { state: 'ended', end: { why: 'signed-out' } } : session
    case 'signOutUnanswered':
      return session.state === 'signingOut' ? { state: 'ended', end: { why: 'server-silent' } } : session
    case 'challenged':
      return session.state === 'connecting' ? { ...session, state: 'signingIn' } : session
    case 'welcomed':
      return session.state === 'signingIn' ? { state: 'signedIn', welcome: event.welcome } : session
    case 'wrongVersion':
      return session.state === 'signingOut'
        ? session
        : { state: 'ended', end: { why: 'wrong-version', theirs: event.theirs } }
    case 'refused':
      if (session.state !== 'signingIn') return session
      return session.persistent && PASSING.has(event.error)
        ? turnedAway(session)
        : { state: 'ended', end: { why: 'refused', error: event.error, message: event.message } }
    case 'unable':
      if (session.state !== 'signingIn') return session
      // Who was signed in before had the keys that it takes; storage that fails does not come back by waiting.
      return session.persistent && event.problem.kind === 'keys'
        ? turnedAway(session)
        : { state: 'ended', end: { why: 'unable', problem: event.problem } }
    case 'lost':
      return afterLoss(session, event.loss)
    case 'retryDue':
      return session.state === 'waiting'
        ? { state: 'connecting', attempt: session.attempt, persistent: true, loss: session.loss }
        : session
  }
}

/** Waits for another attempt although the connection was there. */
function turnedAway({ attempt, loss }: Extract<SessionState, { state: 'signingIn' }>): SessionState {
  return { state: 'waiting', attempt: attempt + 1, loss: loss ?? { reason: 'closed' } }
}

function afterLoss(session: Exclude<SessionState, { state: 'ended' }>, loss: ConnectionLoss): SessionState {
  switch (session.state) {
    case 'signedIn':
      return { state: 'waiting', attempt: 0, loss }
    case 'connecting':
    case 'signingIn':
      return session.persistent
        ? { state: 'waiting', attempt: session.attempt + 1, loss }
        : { state: 'ended', end: { why: 'unreachable', loss } }
    case 'waiting':
      return { ...session, loss }
    // There is nothing left to come back for; the tries go on to their end, which the user sees.
    case 'signingOut':
      return session
  }
}

/**
 * How long to wait before attempt `attempt` (from 0), milliseconds: exponential from 0.25 s to 8 s with full jitter, so
 * that a restarted server is not met by everybody at once ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 * `random` is in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(8000, 250 * 2 ** Math.min(attempt, 10))
  return Math.round(250 + random * ceiling)
}
