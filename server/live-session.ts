import type { UserName } from '../protocol/names.ts'
import type { Commands, Inbox } from './bind.ts'
import type { Directory } from './directory.ts'
import type { Clock, Socket } from './ports.ts'
import type { Session } from './session-port.ts'
import type { Account, Author, Store } from './store/store.ts'

/** A client that signed out has this long to close the connection, ms. */
const FAREWELL_MS = 5000

/** What is pushed to a session. */
interface Push {
  close(): void
}

/** What a session needs while it lasts. */
export interface LivePorts {
  readonly store: Store
  readonly clock: Clock
  readonly directory: Directory
  readonly onChanged: (account: Account) => void
  /** Bound to the inbox of a session for as long as it lasts. */
  readonly commands: Commands<Session>
  /** Begins to push what waits for the session, until it is closed. */
  readonly push: (session: Session) => Push
}

/** A class, because every connection has one and they share its methods. */
class LiveSession implements Session {
  readonly name: UserName
  readonly place: string
  readonly author: Author
  private readonly ports: LivePorts
  private readonly socket: Socket
  private readonly unbind: () => void
  private push: Push
  private ending: Promise<void> | undefined

  constructor(ports: LivePorts, socket: Socket, inbox: Inbox, place: string, { name, fence }: Account) {
    this.name = name
    this.place = place
    this.author = { name, fence }
    this.ports = ports
    this.socket = socket
    socket.join(name)
    // After the welcome has left, so that it is the first thing a client hears.
    const cancel = ports.clock.setTimer(0, () => {
      this.push = ports.push(this)
    })
    this.push = { close: cancel }
    this.unbind = inbox.bind(ports.commands, this)
  }

  end(): Promise<void> {
    this.ending ??= this.endOnce()
    return this.ending
  }

  async signOut(): Promise<void> {
    await this.end()
    this.ports.clock.setTimer(FAREWELL_MS, () => this.socket.close())
  }

  private async endOnce(): Promise<void> {
    const { name, author } = this
    const { store, clock, directory, onChanged } = this.ports
    this.unbind()
    this.push.close()
    this.socket.leave(name)
    if (!directory.isCurrent(name, author.fence)) return
    const [at, revision] = [clock.now(), directory.nextRevision()]
    const outcome = await store.endSession({ author, at, revision })
    const member = directory.get(name)
    if (outcome.state !== 'done' || member?.account.fence !== author.fence) return
    const ended = { ...member.account, lastSeen: at, revision }
    directory.set(ended, false)
    onChanged(ended)
  }
}

/** Begins a session that was committed; it lasts until its `end`. */
export function openSession(ports: LivePorts, socket: Socket, inbox: Inbox, place: string, account: Account): Session {
  return new LiveSession(ports, socket, inbox, place, account)
}
