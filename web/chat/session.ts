import type { Fact, Payload, Upstream } from '../../protocol/contract.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Welcome } from '../../protocol/session.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { errorToKeysProblem } from './keys-problem.ts'
import type { Clock, RandomBytes } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult, ServerConnection, ServerFact, ServerLink } from './ports/server-link.ts'
import { randomFraction } from './random.ts'
import { advanceSession, backoff, type SessionEvent, type SessionState, startSession } from './session-state.ts'

/** How long a command may stay unanswered, milliseconds. */
const COMMAND_TIMEOUT = 5000
/** The user sees each try, and is out after the last one whatever the server did. */
const SIGN_OUT_TRIES = 5
/** How long each of them lasts, milliseconds. */
const SIGN_OUT_TIMEOUT = 1000

/** What the session needs and whom it tells. */
export interface SessionPorts {
  readonly link: ServerLink
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly sealer: Sealer
  /** What was typed as the code for new names. */
  readonly code: () => string | undefined
}

/** `changed` comes after every step; `retryAt` is monotonic, while waiting. Facts come only between sign-in and its end. */
export interface SessionListener {
  changed(state: SessionState, retryAt: number | null): void
  welcomed(welcome: Welcome): void
  heard(fact: ServerFact): void
}

/** One person's signed-in connection, kept up until it is ended. */
export interface Session {
  state(): SessionState
  /** Settles at once with `no-answer` while not signed in. Never rejects. */
  send<E extends Upstream>(event: E, payload: Payload<E>): Promise<CommandResult<E>>
  retryNow(): void
  /** Asks up to five times; then it is over here whatever the server did. `attempting` counts from 1. */
  signOut(attempting: (attempt: number, of: number) => void): Promise<void>
  /** Ends it here, silently. */
  close(): void
}

const NO_ANSWER = { ok: false, error: { kind: 'no-answer', message: 'not signed in' } } as const

/** Starts connecting at once. */
export function createSession(
  of: { name: UserName; address: string; persistent: boolean },
  { link, clock, randomBytes, sealer, code }: SessionPorts,
  listener: SessionListener,
): Session {
  let state = startSession(of.persistent)
  let connection: ServerConnection | undefined
  let cancelRetry = () => {}
  let lastPrekeyId = 0
  /** What the server said right behind its answer to the sign-in, which is heard a few turns of promises later. */
  let early: ServerFact[] = []

  /** Asked again after an await, over which the compiler takes `state` for unchanged. */
  const stateNow = () => state.state

  function step(event: SessionEvent): void {
    const before = state
    state = advanceSession(before, event)
    if (state === before) return
    cancelRetry()
    let retryAt: number | null = null
    if (state.state === 'waiting' || state.state === 'ended') disconnect()
    if (state.state === 'waiting') {
      const delay = backoff(state.attempt, randomFraction(randomBytes))
      retryAt = clock.monotonic() + delay
      cancelRetry = clock.after(delay, () => step({ type: 'retryDue' }))
    }
    if (state.state === 'connecting') connect()
    listener.changed(state, retryAt)
  }

  function disconnect(): void {
    connection?.close()
    connection = undefined
  }

  function connect(): void {
    early = []
    connection = link.connect(of.address, {
      fact: (fact) => take(fact),
      lost: (loss) => {
        connection = undefined
        step({ type: 'lost', loss })
      },
    })
  }

  function take(heard: ServerFact): void {
    const { event, fact } = heard
    if (event === 'session:challenged') void answerChallenge(fact)
    else if (event === 'session:superseded') step({ type: 'superseded' })
    else if (event === 'server:stopping') {
      disconnect()
      step({ type: 'lost', loss: { reason: 'lost' } })
    } else if (state.state === 'signingIn') early.push(heard)
    else if (state.state === 'signedIn' || state.state === 'signingOut') listener.heard(heard)
  }

  async function answerChallenge({ nonce, protocolVersion }: Fact<'session:challenged'>): Promise<void> {
    const dialled = connection
    if (!dialled || state.state !== 'connecting') return
    if (protocolVersion !== PROTOCOL_VERSION) return step({ type: 'wrongVersion', theirs: protocolVersion })
    step({ type: 'challenged' })
    const keys = await Promise.all([
      sealer.signChallenge({ origin: of.address, name: of.name, nonce }),
      sealer.currentPrekey(lastPrekeyId),
    ]).catch((error: unknown) => {
      if (connection === dialled) unable(error)
    })
    if (!keys || connection !== dialled) return
    const [signature, { prekey }] = keys
    const keysOf = { name: of.name, identityKey: sealer.identityKey, prekey, signature }
    const payload = { protocolVersion: PROTOCOL_VERSION, ...keysOf, code: code() }
    const result = await dialled.send('session:sign-in', payload, COMMAND_TIMEOUT)
    if (connection !== dialled || stateNow() !== 'signingIn') return
    if (result.ok) {
      lastPrekeyId = result.value.prekeyId
      step({ type: 'welcomed', welcome: result.value })
      listener.welcomed(result.value)
      for (const heard of early.splice(0)) take(heard)
    } else if (result.error.kind === 'no-answer') {
      disconnect()
      step({ type: 'lost', loss: { reason: 'unreachable' } })
    } else step({ type: 'refused', error: result.error.kind, message: result.error.message })
  }

  /** Without keys there is nothing to sign in with: browser or storage fail, or the server claims all ids of prekeys. */
  function unable(error: unknown): void {
    step({ type: 'unable', problem: errorToKeysProblem(error) })
  }

  async function send<E extends Upstream>(event: E, payload: Payload<E>): Promise<CommandResult<E>> {
    if (!connection || (state.state !== 'signedIn' && state.state !== 'signingOut')) return NO_ANSWER
    return connection.send(event, payload, COMMAND_TIMEOUT)
  }

  /** Whether the server answered within the time of one try. A broken connection uses the time up too, so that tries can be seen. */
  async function askOnce(fence: number): Promise<boolean> {
    const over = new Promise<false>((resolve) => clock.after(SIGN_OUT_TIMEOUT, () => resolve(false)))
    const result = connection?.send('session:sign-out', { fence }, SIGN_OUT_TIMEOUT)
    if (!result) return over
    return Promise.race([over, result.then((answer) => (answer.ok || answer.error.kind !== 'no-answer' ? true : over))])
  }

  async function signOut(attempting: (attempt: number, of: number) => void): Promise<void> {
    step({ type: 'signOutAsked' })
    const fence = state.state === 'signingOut' ? state.fence : null
    for (let attempt = 1; attempt <= SIGN_OUT_TRIES && state.state === 'signingOut'; attempt++) {
      attempting(attempt, SIGN_OUT_TRIES)
      if (await askOnce(fence ?? 0)) return step({ type: 'signedOut' })
    }
    step({ type: 'signOutUnanswered' })
  }

  connect()
  listener.changed(state, null)
  return {
    state: () => state,
    send,
    retryNow: () => step({ type: 'retryDue' }),
    signOut,
    close() {
      cancelRetry()
      disconnect()
      state = { state: 'ended', end: { why: 'signed-out' } }
    },
  }
}
