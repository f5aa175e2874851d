import { describe, expect, it } from 'vitest'
import type { Welcome } from '../../protocol/session.ts'
import { advanceSession, backoff, startSession, type SessionEvent, type SessionState } from './session-state.ts'

const welcome: Welcome = {
  welcome: 'back',
  fence: 4,
  serverTime: 0,
  roster: { entries: [], next: null },
  mail: 0,
  group: { head: 0, cursor: 0 },
  prekeyId: 1,
  recovery: false,
  iceServers: [],
  iceLifetime: null,
}
const loss = { reason: 'lost' } as const
const trying = { attempt: 2, persistent: true, loss } as const

const STATES = {
  connecting: { state: 'connecting', ...trying },
  signingIn: { state: 'signingIn', ...trying },
  signedIn: { state: 'signedIn', welcome },
  waiting: { state: 'waiting', attempt: 2, loss },
  signingOut: { state: 'signingOut', fence: 4 },
  ended: { state: 'ended', end: { why: 'signed-out' } },
} as const satisfies Record<SessionState['state'], SessionState>

const EVENTS: Record<SessionEvent['type'], SessionEvent> = {
  challenged: { type: 'challenged' },
  welcomed: { type: 'welcomed', welcome },
  refused: { type: 'refused', error: 'name-taken', message: '' },
  wrongVersion: { type: 'wrongVersion', theirs: 9 },
  unable: { type: 'unable', problem: { kind: 'keys' } },
  lost: { type: 'lost', loss: { reason: 'closed' } },
  retryDue: { type: 'retryDue' },
  superseded: { type: 'superseded' },
  signOutAsked: { type: 'signOutAsked' },
  signedOut: { type: 'signedOut' },
  signOutUnanswered: { type: 'signOutUnanswered' },
}

const ALWAYS = { superseded: 'ended', wrongVersion: 'ended', signOutAsked: 'signingOut' } as const

/** What changes, by state and event; every other pair leaves the state as it is. */
const MOVES: Record<SessionState['state'], Partial<Record<SessionEvent['type'], SessionState['state']>>> = {
  connecting: { ...ALWAYS, challenged: 'signingIn', lost: 'waiting' },
  signingIn: { ...ALWAYS, welcomed: 'signedIn', refused: 'ended', unable: 'waiting', lost: 'waiting' },
  signedIn: { ...ALWAYS, lost: 'waiting' },
  waiting: { ...ALWAYS, retryDue: 'connecting', lost: 'waiting' },
  signingOut: { superseded: 'ended', signedOut: 'ended', signOutUnanswered: 'ended' },
  ended: {},
}

const pairs = (Object.keys(STATES) as SessionState['state'][]).flatMap((state) =>
  Object.values(EVENTS).map((event) => ({ state, event })),
)

describe('a session', () => {
  it.each(pairs)('in $state on $event.type', ({ state, event }) => {
    const before: SessionState = STATES[state]
    const after = advanceSession(before, event)
    const expected = MOVES[state][event.type]
    expect(after.state).toBe(expected ?? state)
    if (expected === undefined) expect(after).toBe(before)
  })

  it.each(['rate-limited', 'too-many-connections', 'server-stopping', 'internal', 'challenge-expired'] as const)(
    'waits out %s, which passes',
    (error) => {
      const event = { type: 'refused', error, message: '' } as const
      expect(advanceSession(STATES.signingIn, event)).toMatchObject({ state: 'waiting', attempt: 3 })
      expect(advanceSession({ ...STATES.signingIn, persistent: false }, event)).toMatchObject({ state: 'ended' })
    },
  )

  it('ends without keys to sign in with when somebody only tries to sign in', () => {
    expect(advanceSession({ ...STATES.signingIn, persistent: false }, EVENTS.unable)).toEqual({
      state: 'ended',
      end: { why: 'unable', problem: { kind: 'keys' } },
    })
  })

  it('ends when its storage fails, whoever tries to sign in', () => {
    const end = { why: 'unable', problem: { kind: 'storage', problem: 'closed' } } as const
    const event = { type: 'unable', problem: end.problem } as const
    expect(advanceSession(STATES.signingIn, event)).toEqual({ state: 'ended', end })
  })

  it('ends at the first loss when somebody only tries to sign in', () => {
    expect(advanceSession(startSession(false), EVENTS.lost)).toEqual({
      state: 'ended',
      end: { why: 'unreachable', loss: { reason: 'closed' } },
    })
  })

  it('counts attempts until it is signed in', () => {
    expect(advanceSession(STATES.connecting, EVENTS.lost)).toMatchObject({ attempt: 3 })
    expect(advanceSession(STATES.signedIn, EVENTS.lost)).toMatchObject({ attempt: 0 })
  })

  it('signs out of the session that it is in, if it is in one', () => {
    expect(advanceSession(STATES.signedIn, EVENTS.signOutAsked)).toEqual({ state: 'signingOut', fence: 4 })
    expect(advanceSession(STATES.waiting, EVENTS.signOutAsked)).toEqual({ state: 'signingOut', fence: null })
  })
})

describe('the pause before another attempt', () => {
  it.each([
    [0, 0, 250],
    [0, 0.999, 500],
    [3, 0.5, 1250],
    [5, 1, 8250],
    [50, 1, 8250],
  ])('attempt %i with chance %f: %i ms', (attempt, random, ms) => {
    expect(backoff(attempt, random)).toBe(ms)
  })
})
