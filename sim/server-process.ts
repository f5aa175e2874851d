import type { Downstream, FactInput } from '../protocol/contract.ts'
import type { Ack } from '../protocol/errors.ts'
import type { UserName } from '../protocol/names.ts'
import type { Limits } from '../server/limits.ts'
import type { Audience, RawListener, Socket } from '../server/ports.ts'
import { createChatService, type ChatService } from '../server/service.ts'
import type { Store } from '../server/store/store.ts'
import type { Verifier } from '../server/verifier.ts'
import type { Dice } from './dice.ts'
import { createLife, type Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'
import type { Happened } from './troubles.ts'

/** What the server does to its end of a wire. */
interface Line {
  emit<E extends Downstream>(event: E, fact: FactInput<E>): void
  close(): void
}

/** The server's end of a wire, as the wire sees it. */
export interface ServerSocket {
  receive(event: string, payload: unknown, ack: (answer: Ack<unknown>) => void): void
  lost(): void
}

/** The real use cases in a process that dies and is started again over the same store. */
export interface ServerProcess {
  life(): Life
  isListening(): boolean
  /** Undefined when it does not listen any more. */
  accept(line: Line): ServerSocket | undefined
  start(): void
  /** Ends all sessions properly, then the process. */
  stop(): void
}

/** What a process is started with. */
export interface ServerSurroundings {
  readonly scheduler: Scheduler
  readonly dice: Dice
  readonly limits: Limits
  readonly origin: string
  readonly verifier: Verifier
  readonly wallTime: () => number
  /** The store that this process opens; what it had committed is there. */
  readonly openStore: (life: Life) => Store
  readonly happened: Happened
  /** Something that must never happen. */
  readonly outrage: (what: string) => void
}

/** A server that was not started yet. */
export function createServerProcess(of: ServerSurroundings): ServerProcess {
  const { scheduler, dice } = of
  let life = createLife()
  let service: ChatService | undefined
  let starts = 0
  let members = { rooms: new Map<UserName, Set<Socket>>(), all: new Set<Socket>() }
  life.kill()

  function start(): void {
    if (life.isAlive()) return
    if (starts++ > 0) of.happened('server restarted')
    const mine = (life = createLife())
    const rooms = new Map<UserName, Set<Socket>>()
    const all = new Set<Socket>()
    members = { rooms, all }
    const audience = (listeners: () => Iterable<Socket>): Audience => ({
      emit(event, fact, delivery) {
        if (!mine.touch()) return
        for (const socket of [...listeners()]) if (!(delivery && dice.chance(0.1))) socket.emit(event, fact)
      },
      lags: () => false,
      cut() {
        for (const socket of [...listeners()]) socket.close()
      },
    })
    const nobody = new Set<Socket>()
    void createChatService({
      store: of.openStore(mine),
      hub: { toUser: (name) => audience(() => rooms.get(name) ?? nobody), everyone: audience(() => all) },
      clock: {
        now: of.wallTime,
        elapsed: scheduler.now,
        setTimer: (ms, task) => scheduler.after(ms, () => mine.deliver(task)),
      },
      random: dice.bytes,
      verifier: of.verifier,
      log: (event, fields) => {
        if (mine.isAlive()) of.outrage(`the server logs: ${event} ${JSON.stringify(fields)}`)
      },
      limits: of.limits,
      origins: [of.origin],
      iceServersFor: () => ({ iceServers: [], iceLifetime: null }),
      registration: 'open',
      registrationCode: '',
    }).then((created) => {
      if (mine.isAlive()) service = created
    })
    mine.onDeath(() => {
      if (mine.diedOfFuse()) of.happened('server died between two calls')
      service = undefined
    })
  }

  function accept(line: Line): ServerSocket | undefined {
    if (!service) return undefined
    const { rooms, all } = members
    const mine = life
    const listeners = new Set<RawListener>()
    const closed = new Set<() => void>()
    let isOpen = true

    const end = (): boolean => {
      if (!isOpen) return false
      isOpen = false
      for (const room of rooms.values()) room.delete(socket)
      all.delete(socket)
      for (const listener of closed) listener()
      return true
    }
    const socket: Socket = {
      address: '192.0.2.1',
      emit(event, fact) {
        if (isOpen && mine.isAlive()) line.emit(event, fact)
      },
      onRaw(listener) {
        listeners.add(listener)
      },
      onClose(listener) {
        closed.add(listener)
      },
      join(name) {
        if (!isOpen || !mine.isAlive()) return
        const room = rooms.get(name) ?? new Set()
        rooms.set(name, room.add(socket))
        all.add(socket)
        if (room.size > 1) of.outrage(`I11: ${name} has ${room.size} sessions at once`)
      },
      leave(name) {
        rooms.get(name)?.delete(socket)
        all.delete(socket)
      },
      close() {
        if (mine.touch() && end()) line.close()
      },
    }
    service.connected(socket)
    return {
      receive(event, payload, ack) {
        if (!isOpen) return
        for (const listener of listeners)
          listener(event, [payload], (answer) => {
            if (isOpen && mine.touch()) ack(answer)
          })
      },
      lost: () => void end(),
    }
  }

  return {
    life: () => life,
    isListening: () => service !== undefined,
    accept,
    start,
    stop() {
      const ending = life
      service?.stop().then(
        () => ending.kill(),
        () => ending.kill(),
      )
    },
  }
}
