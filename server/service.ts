import { service as serviceContract } from '../protocol/contract.ts'
import { refusal } from '../protocol/errors.ts'
import { accepted, openInbox, toCommands } from './bind.ts'
import { createDirectory } from './directory.ts'
import { createGroup } from './group.ts'
import { createKeys } from './keys.ts'
import type { Limits } from './limits.ts'
import { createMail } from './mail.ts'
import { addressToPlace } from './place.ts'
import type { Clock, Hub, IceServersFor, Log, Random, Socket } from './ports.ts'
import { createPresence } from './presence.ts'
import { createKeyedCount, createKeyedGate } from './rate-limit.ts'
import { reasonOf } from './reason.ts'
import { createRegistrations } from './registrations.ts'
import { keepRetention } from './retention.ts'
import { admit, type SessionPorts } from './session.ts'
import type { Session } from './session-port.ts'
import { createSignaling } from './signaling.ts'
import type { Store } from './store/store.ts'
import type { Verifier } from './verifier.ts'

const MINUTE = 60
const DAY = 24 * 60 * 60

/** Everything the chat needs of the world. */
export interface ChatPorts {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly random: Random
  readonly verifier: Verifier
  readonly log: Log
  readonly limits: Limits
  /** Addresses (scheme, host, port) under which users dial this server. */
  readonly origins: readonly string[]
  readonly iceServersFor: IceServersFor
  readonly registration: 'open' | 'closed'
  /** Needed for a new name; empty when anybody may have one. */
  readonly registrationCode: string
}

/** The chat as its connections see it. */
export interface ChatService {
  /** Takes over a new connection. */
  connected(socket: Socket): void
  /** Tells everyone, ends all sessions durably and stops every timer; the store stays open. */
  stop(): Promise<void>
}

/** By name and by place: neither connecting anew nor many names of one place bring more letters and posts. */
function createPutGate({ putsPerSecond, putsBurst }: Limits, elapsed: () => number) {
  const ofMember = createKeyedGate({ perSecond: putsPerSecond, burst: putsBurst }, elapsed)
  const ofPlace = createKeyedGate({ perSecond: 10 * putsPerSecond, burst: 10 * putsBurst }, elapsed)
  return ({ name, place }: Session) => ofMember(name) && ofPlace(place)
}

/** Reads the store and wires the use cases. No socket library, disk, clock or process is known from here on inward. */
export async function createChatService(ports: ChatPorts): Promise<ChatService> {
  const { store, hub, clock, verifier, limits, log } = ports
  const snapshot = await store.load()
  const directory = createDirectory(snapshot.accounts)
  const elapsed = () => clock.elapsed()
  const mayPut = createPutGate(limits, elapsed)
  const presence = createPresence({ directory, hub, clock })
  const group = createGroup({ store, hub, clock, directory, verifier, snapshot, mayPut })
  const mail = createMail({ store, hub, clock, directory, limits, log, mayPut })
  const keys = createKeys({ store, directory, verifier })
  const events = { perSecond: limits.eventsPerSecond, burst: limits.eventsBurst }
  const signaling = createSignaling({ ...ports, directory, events })

  const inboxPorts = {
    begins: events,
    answers: { perSecond: 10 * events.perSecond, burst: 10 * events.burst },
    elapsed,
    log,
  }
  const perAddress = createKeyedCount()
  const live = new Set<{ close(): Promise<void> }>()
  let isStopping = false

  const registrations = createRegistrations({
    store,
    hub,
    clock,
    directory,
    verifier,
    isOpen: ports.registration === 'open',
    code: ports.registrationCode,
    mayClaim: createKeyedGate({ perSecond: limits.claimsPerDay / DAY, burst: limits.claimsPerDay }, elapsed),
    onRegistered: group.registered,
    onReleased: group.released,
    onChanged: presence.changed,
    tell: mail.tell,
  })

  const commands = toCommands<typeof serviceContract, Session>(serviceContract, {
    ...presence.handlers,
    ...keys.handlers,
    ...signaling.handlers,
    ...mail.handlers,
    ...group.handlers,
    'session:sign-out': async (session, { fence }) => {
      if (fence !== session.author.fence) return refusal('superseded')
      await session.signOut()
      return accepted(null)
    },
  })

  const sessionPorts: SessionPorts = {
    ...ports,
    directory,
    registrations,
    maySignIn: createKeyedGate(
      { perSecond: limits.signInsPerMinute / MINUTE, burst: limits.signInsPerMinute },
      elapsed,
    ),
    isStopping: () => isStopping,
    beginning: new Map(),
    groupHead: group.head,
    onChanged: ({ name }) => presence.changed(name),
    commands,
    push: mail.open,
  }

  const stopRetention = keepRetention({
    store,
    clock,
    limits,
    log,
    tell: mail.tell,
    trimmed: group.trimmed,
    release: registrations.release,
  })

  return {
    connected(socket) {
      const place = addressToPlace(socket.address)
      const count = perAddress.take(place)
      const cap = limits.socketsPerAddress
      if (cap > 0 && count > 2 * cap) {
        // A place slightly over the limit is told so; a flood is only cut.
        perAddress.giveBack(place)
        socket.close()
        return
      }
      const inbox = openInbox(socket, inboxPorts)
      const admission = admit(sessionPorts, socket, inbox, place, cap > 0 && count > cap)
      live.add(admission)
      socket.onClose(() => {
        perAddress.giveBack(place)
        live.delete(admission)
        admission.close().catch((error: unknown) => log('session did not end', { reason: reasonOf(error) }))
      })
    },

    async stop() {
      isStopping = true
      hub.everyone.emit('server:stopping', {})
      await Promise.allSettled([...live].map((admission) => admission.close()))
      stopRetention()
      presence.stop()
      group.stop()
    },
  }
}
