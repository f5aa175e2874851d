import { bytesToText } from '../protocol/bytes.ts'
import { admission } from '../protocol/contract.ts'
import { refusal, type Ack } from '../protocol/errors.ts'
import type { UserName } from '../protocol/names.ts'
import type { SignIn, Welcome } from '../protocol/session.ts'
import { authStatement, prekeyStatement } from '../protocol/statements.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { accepted, toCommands, type Commands, type Handlers, type Inbox } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Clock, Hub, Log, Random, Socket } from './ports.ts'
import type { Gate } from './rate-limit.ts'
import type { createRegistrations } from './registrations.ts'
import type { Session } from './session-port.ts'
import type { Account, Store } from './store/store.ts'
import type { Verifier } from './verifier.ts'

/** A challenge is good for this long, ms. */
const CHALLENGE_MS = 10_000
/** Who is one too many has this long to hear why before the connection is closed, ms. */
const FAREWELL_MS = 1000
/** Names in the welcome: a screenful. The client asks for the rest once it is in. */
const FIRST_PAGE = 50

export interface SessionPorts {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly directory: Directory
  readonly verifier: Verifier
  /** Addresses under which users dial this server; a signature names one of them. */
  readonly origins: readonly string[]
  readonly iceServers: Welcome['iceServers']
  readonly registrations: ReturnType<typeof createRegistrations>
  readonly maySignIn: (place: string) => boolean
  readonly isStopping: () => boolean
  /** Newest challenge, in `Clock.elapsed` ms, of those whose session is being committed. */
  readonly beginning: Map<UserName, number>
  readonly createPuts: () => Gate
  readonly groupHead: () => number
  readonly onChanged: (account: Account) => void
  /** Bound to the inbox of a session for as long as it lasts. */
  readonly commands: Commands<Session>
  /** Begins to push what waits for the session; returns how to stop. */
  readonly push: (session: Session) => () => void
}

/** What one connection is. */
type Standing =
  | { readonly is: 'challenged'; readonly nonce: string; readonly at: number }
  | { readonly is: 'unchallenged' }
  | { readonly is: 'signed-in'; readonly fence: number; readonly end: () => Promise<void> }

/** Whether the challenge was signed for one of the addresses under which users dial this server. */
async function isSignedByOneOf({ origins, verifier }: SessionPorts, of: SignIn, nonce: string): Promise<boolean> {
  for (const origin of origins) {
    const statement = authStatement({ origin, name: of.name, nonce })
    if (await verifier.verify({ key: of.identityKey, signature: of.signature, statement })) return true
  }
  return false
}

/** Whose key it is: the name's own, or the first that claims it. */
async function ownerOf(
  { directory, verifier, registrations }: SessionPorts,
  of: SignIn,
  place: string,
): Promise<Ack<{ isFirst: boolean }>> {
  const known = directory.get(of.name)
  if (known) return known.account.identityKey === of.identityKey ? accepted({ isFirst: false }) : refusal('name-taken')
  const device = await verifier.deviceOf(of.identityKey)
  const claimed = await registrations.claim({ ...of, device }, place)
  return claimed.ok ? accepted({ isFirst: true }) : claimed
}

type Answers = Handlers<typeof admission, Newcomer>

/** A connection that may ask to be let in. */
interface Newcomer {
  readonly ports: SessionPorts
  readonly place: string
  readonly signIn: (of: SignIn) => Promise<Awaited<ReturnType<Answers['session:sign-in']>>>
}

const LATER = refusal('rate-limited')
const ADMISSION = toCommands<typeof admission, Newcomer>(admission, {
  'session:sign-in': ({ signIn }, of) => signIn(of),
  'recovery:begin': ({ ports, place }, of) => (ports.maySignIn(place) ? ports.registrations.begin(of) : LATER),
  'recovery:complete': ({ ports, place }, of) => (ports.maySignIn(place) ? ports.registrations.complete(of) : LATER),
})

/** A connection's way from challenge to sign-in to its end. `end` settles when the end is durable. */
export function admit(ports: SessionPorts, socket: Socket, inbox: Inbox, place: string, isCrowded: boolean) {
  const { store, hub, clock, directory, verifier } = ports
  let isOpen = true
  const nonce = bytesToText(ports.random(32))
  let standing: Standing = { is: 'challenged', nonce, at: clock.elapsed() }

  /** Uses up the challenge. */
  const takeChallenge = (): { readonly nonce: string; readonly at: number } | undefined => {
    if (standing.is !== 'challenged') return undefined
    const { nonce, at } = standing
    standing = { is: 'unchallenged' }
    return clock.elapsed() - at <= CHALLENGE_MS ? { nonce, at } : undefined
  }
  /** What a tab sent before it died may arrive after the one that took over has signed in: that one stays. */
  const isOvertaken = (name: SignIn['name'], challengedAt: number): boolean => {
    const member = directory.get(name)
    if ((ports.beginning.get(name) ?? challengedAt) > challengedAt) return true
    return member !== undefined && member.online && member.begun > challengedAt
  }
  /** Commits the session, and says so meanwhile: the store raises the fence before anybody else can know of it. */
  const begin = async (of: SignIn, challengedAt: number, at: number) => {
    const { beginning } = ports
    beginning.set(of.name, challengedAt)
    try {
      return await store.beginSession({ ...of, at, revision: directory.nextRevision() })
    } finally {
      if (beginning.get(of.name) === challengedAt) beginning.delete(of.name)
    }
  }
  const start = (account: Account): void => {
    const { name, fence } = account
    directory.set(account, true, clock.elapsed())
    // Now the older session is no longer the current one: it is told and cut before this one hears anything.
    hub.toUser(name).emit('session:superseded', { fence })
    hub.toUser(name).cut()
    socket.join(name)
    let stopPush = () => {}
    // After the welcome has left, so that it is the first thing a client hears.
    const cancelPush = clock.setTimer(0, () => {
      stopPush = ports.push(session)
    })
    let ending: Promise<void> | undefined
    const end = () => {
      ending ??= (async () => {
        standing = { is: 'unchallenged' }
        unbind()
        cancelPush()
        stopPush()
        socket.leave(name)
        if (!directory.isCurrent(name, fence)) return
        const [at, revision] = [clock.now(), directory.nextRevision()]
        const outcome = await store.endSession({ author: { name, fence }, at, revision })
        const member = directory.get(name)
        if (outcome.state !== 'done' || member?.account.fence !== fence) return
        const ended = { ...member.account, lastSeen: at, revision }
        directory.set(ended, false)
        ports.onChanged(ended)
      })()
      return ending
    }
    const session: Session = { name, author: { name, fence }, puts: ports.createPuts(), end }
    const unbind = inbox.bind(ports.commands, session)
    standing = { is: 'signed-in', fence, end }
    ports.onChanged(account)
  }

  const signIn: Newcomer['signIn'] = async (of) => {
    if (ports.isStopping()) return refusal('server-stopping')
    if (isCrowded) {
      clock.setTimer(FAREWELL_MS, () => socket.close())
      return refusal('too-many-connections')
    }
    if (of.protocolVersion !== PROTOCOL_VERSION) return refusal('wrong-version')
    if (!ports.maySignIn(place)) return refusal('rate-limited')
    const challenge = takeChallenge()
    if (challenge === undefined) return refusal('challenge-expired')
    if (!(await isSignedByOneOf(ports, of, challenge.nonce))) return refusal('bad-signature')
    const prekey = prekeyStatement({ name: of.name, id: of.prekey.id, key: of.prekey.key })
    if (!(await verifier.verify({ key: of.identityKey, signature: of.prekey.signature, statement: prekey }))) {
      return refusal('bad-signature', 'The prekey is not signed by the identity key.')
    }
    const owner = await ownerOf(ports, of, place)
    if (!owner.ok) return owner
    if (isOvertaken(of.name, challenge.at)) return refusal('challenge-expired')
    const at = clock.now()
    const begun = await begin(of, challenge.at, at)
    if (begun.state === 'name-taken') return refusal('name-taken')
    const { account } = begun
    if ((directory.get(of.name)?.account.fence ?? 0) >= account.fence) return refusal('superseded')
    start(account)
    if (!isOpen) void close()
    return accepted({
      welcome: owner.value.isFirst ? 'first' : 'back',
      fence: account.fence,
      serverTime: at,
      roster: directory.page('', FIRST_PAGE),
      mail: begun.waiting,
      group: { head: ports.groupHead(), cursor: account.cursor },
      prekeyId: account.prekey?.id ?? 0,
      recovery: account.recovery !== null,
      iceServers: ports.iceServers,
    })
  }

  const close = async () => {
    isOpen = false
    if (standing.is === 'signed-in') await standing.end()
  }

  inbox.bind(ADMISSION, { ports, place, signIn })
  socket.emit('session:challenged', { service: 'virtual-chat', protocolVersion: PROTOCOL_VERSION, nonce })
  return { close }
}
