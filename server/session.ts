import { bytesToText } from '../protocol/bytes.ts'
import { admission } from '../protocol/contract.ts'
import { refusal, type Ack } from '../protocol/errors.ts'
import type { Prekey } from '../protocol/keys.ts'
import type { UserName } from '../protocol/names.ts'
import type { SignIn } from '../protocol/session.ts'
import { authStatement, prekeyStatement } from '../protocol/statements.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { accepted, toCommands, type Handlers, type Inbox } from './bind.ts'
import { openSession, type LivePorts } from './live-session.ts'
import type { Hub, IceServersFor, Random, Socket } from './ports.ts'
import type { createRegistrations } from './registrations.ts'
import type { Session } from './session-port.ts'
import type { Account } from './store/store.ts'
import type { Verifier } from './verifier.ts'

/** A challenge is good for this long, ms. */
const CHALLENGE_MS = 10_000
/** A connection too many is closed after this time, in which it may hear why, ms. */
const FAREWELL_MS = 1000
/**
 * A connection on which nobody has signed in after this time is cut, ms. A client answers its challenge at once; a recovery
 * waits for the server twice, at most 5 s each time.
 */
const PATIENCE_MS = 30_000
/** Names in the welcome: a screenful. The client asks for the rest once it is in. */
const FIRST_PAGE = 50

/** What a connection needs until somebody is signed in on it, and for the session after that. */
export interface SessionPorts extends LivePorts {
  readonly hub: Hub
  readonly random: Random
  readonly verifier: Verifier
  /** Addresses under which users dial this server; a signature names one of them. */
  readonly origins: readonly string[]
  readonly iceServersFor: IceServersFor
  readonly registrations: ReturnType<typeof createRegistrations>
  readonly maySignIn: (place: string) => boolean
  readonly isStopping: () => boolean
  /** Newest challenge, in `Clock.elapsed` ms, of those whose session is being committed. */
  readonly beginning: Map<UserName, number>
  readonly groupHead: () => number
}

/** What one connection is. */
type Standing =
  | { readonly is: 'challenged'; readonly nonce: string; readonly at: number }
  | { readonly is: 'unchallenged' }
  | { readonly is: 'signed-in'; readonly session: Session }

/** For which of the addresses under which users dial this server the challenge was signed. */
async function dialledOrigin({ origins, verifier }: SessionPorts, of: SignIn, nonce: string) {
  for (const origin of origins) {
    const statement = authStatement({ origin, name: of.name, nonce })
    if (await verifier.verify({ key: of.identityKey, signature: of.signature, statement })) return origin
  }
  return undefined
}

/** Whether the identity key signed the prekey. One that was stored for this key was verified then. */
async function isPrekeySigned({ directory, verifier }: SessionPorts, { name, identityKey, prekey }: SignIn) {
  const { id, key, signature } = prekey
  const known = directory.get(name)?.account
  const stored = known?.identityKey === identityKey ? known.prekey : null
  if (stored?.id === id && stored.key === key && stored.signature === signature) return true
  return verifier.verify({ key: identityKey, signature, statement: prekeyStatement({ name, id, key }) })
}

/** Whether the key owns the name, or is the first to claim it. */
async function ownerOf(
  { directory, verifier, registrations }: SessionPorts,
  of: SignIn,
  place: string,
): Promise<Ack<{ isFirst: boolean }>> {
  const known = directory.get(of.name)
  if (known) return known.account.identityKey === of.identityKey ? accepted({ isFirst: false }) : refusal('name-taken')
  const device = await verifier.deviceOf(of.identityKey)
  return registrations.claim({ ...of, device }, place)
}

/**
 * Up to which id prekeys are taken. A client that lost its prekeys may sign in with another key under the id that is
 * known: others seal to the older one, so this id is as good as taken and the client publishes a greater.
 */
function takenPrekeyId({ prekey }: Account, came: Prekey): number {
  if (!prekey) return 0
  return prekey.id === came.id && prekey.key !== came.key ? prekey.id + 1 : prekey.id
}

type SignedIn = Awaited<ReturnType<Handlers<typeof admission, Newcomer>['session:sign-in']>>

/** A connection that may ask to be let in. */
interface Newcomer {
  readonly ports: SessionPorts
  readonly place: string
  signIn(of: SignIn): Promise<SignedIn>
}

const LATER = refusal('rate-limited')
const ADMISSION = toCommands<typeof admission, Newcomer>(admission, {
  'session:sign-in': (newcomer, of) => newcomer.signIn(of),
  'recovery:begin': ({ ports, place }, of) => (ports.maySignIn(place) ? ports.registrations.begin(of) : LATER),
  'recovery:complete': ({ ports, place }, of) => (ports.maySignIn(place) ? ports.registrations.complete(of) : LATER),
})

const noMore = () => {}

/** A connection's way from challenge to sign-in to its end. A class, because thousands of connections share its methods. */
class Admission implements Newcomer {
  readonly ports: SessionPorts
  readonly place: string
  private readonly socket: Socket
  private readonly inbox: Inbox
  private readonly isCrowded: boolean
  private isOpen = true
  private standing: Standing
  private stopWaiting: () => void

  constructor(ports: SessionPorts, socket: Socket, inbox: Inbox, place: string, isCrowded: boolean) {
    this.ports = ports
    this.place = place
    this.socket = socket
    this.inbox = inbox
    this.isCrowded = isCrowded
    const nonce = bytesToText(ports.random(32))
    this.standing = { is: 'challenged', nonce, at: ports.clock.elapsed() }
    this.stopWaiting = ports.clock.setTimer(PATIENCE_MS, () => socket.close())
    inbox.bind(ADMISSION, this)
    socket.emit('session:challenged', { service: 'virtual-chat', protocolVersion: PROTOCOL_VERSION, nonce })
  }

  async signIn(of: SignIn): Promise<SignedIn> {
    const { ports } = this
    const { clock, directory } = ports
    if (ports.isStopping()) return refusal('server-stopping')
    if (this.isCrowded) {
      clock.setTimer(FAREWELL_MS, () => this.socket.close())
      return refusal('too-many-connections')
    }
    if (of.protocolVersion !== PROTOCOL_VERSION) return refusal('wrong-version')
    if (!ports.maySignIn(this.place)) return refusal('rate-limited')
    const challenge = this.takeChallenge()
    if (challenge === undefined) return refusal('challenge-expired')
    const origin = await dialledOrigin(ports, of, challenge.nonce)
    if (origin === undefined) return refusal('bad-signature')
    if (!(await isPrekeySigned(ports, of))) {
      return refusal('bad-signature', 'The prekey is not signed by the identity key.')
    }
    const owner = await ownerOf(ports, of, this.place)
    if (!owner.ok) return owner
    if (this.isOvertaken(of.name, challenge.at)) return refusal('challenge-expired')
    const at = clock.now()
    const begun = await this.begin(of, challenge.at, at)
    // A name that was released meanwhile is free: the next attempt claims it.
    if (begun.state === 'name-taken') return refusal(directory.get(of.name) ? 'name-taken' : 'challenge-expired')
    const { account } = begun
    if ((directory.get(of.name)?.account.fence ?? 0) >= account.fence) return refusal('superseded')
    this.start(account)
    if (!this.isOpen) await this.close()
    return accepted({
      welcome: owner.value.isFirst ? 'first' : 'back',
      fence: account.fence,
      serverTime: at,
      roster: directory.page('', FIRST_PAGE),
      mail: begun.waiting,
      group: { head: ports.groupHead(), cursor: account.cursor },
      prekeyId: takenPrekeyId(account, of.prekey),
      recovery: account.recovery !== null,
      ...ports.iceServersFor({ origin, device: account.device, now: at }),
    })
  }

  /** Settles when the end is durable. */
  async close(): Promise<void> {
    this.isOpen = false
    this.stopWaiting()
    if (this.standing.is === 'signed-in') await this.standing.session.end()
  }

  /** Uses up the challenge. */
  private takeChallenge(): { readonly nonce: string; readonly at: number } | undefined {
    if (this.standing.is !== 'challenged') return undefined
    const { nonce, at } = this.standing
    this.standing = { is: 'unchallenged' }
    return this.ports.clock.elapsed() - at <= CHALLENGE_MS ? { nonce, at } : undefined
  }

  /** What a tab sent before it died may arrive after the one that took over has signed in: that one stays. */
  private isOvertaken(name: UserName, challengedAt: number): boolean {
    const { beginning, directory } = this.ports
    const newest = Math.max(beginning.get(name) ?? challengedAt, directory.get(name)?.begun ?? challengedAt)
    return newest > challengedAt
  }

  /** Commits the session, and says so meanwhile: the store raises the fence before anybody else can know of it. */
  private async begin({ name, identityKey, prekey }: SignIn, challengedAt: number, at: number) {
    const { beginning, store, directory } = this.ports
    beginning.set(name, challengedAt)
    try {
      // Field by field: what crosses to the store's thread is copied, and signatures are not wanted there.
      return await store.beginSession({ name, identityKey, prekey, at, revision: directory.nextRevision() })
    } finally {
      if (beginning.get(name) === challengedAt) beginning.delete(name)
    }
  }

  private start(account: Account): void {
    const { hub, clock, directory, onChanged } = this.ports
    const { name, fence } = account
    directory.set(account, true, clock.elapsed())
    // Now the older session is no longer the current one: it is told and cut before this one hears anything.
    hub.toUser(name).emit('session:superseded', { fence })
    hub.toUser(name).cut()
    const session = openSession(this.ports, this.socket, this.inbox, this.place, account)
    this.standing = { is: 'signed-in', session }
    this.stopWaiting()
    this.stopWaiting = noMore
    onChanged(account)
  }
}

/** Takes over a connection: challenges it and lets it sign in. `close` settles when the end is durable. */
export function admit(ports: SessionPorts, socket: Socket, inbox: Inbox, place: string, isCrowded: boolean) {
  return new Admission(ports, socket, inbox, place, isCrowded)
}
