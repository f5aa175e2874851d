import * as v from 'valibot'
import {
  downstream,
  upstream,
  type Downstream,
  type Fact,
  type Payload,
  type Upstream,
} from '../../protocol/contract.ts'
import { Refusal, type Ack } from '../../protocol/errors.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Limits } from '../limits.ts'
import type { Audience, Hub, Log, RawListener, Socket } from '../ports.ts'
import { createChatService, type ChatService } from '../service.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { systemRandom } from '../system.ts'
import { createNodeVerifier } from '../verifier.ts'
import type { Person } from './client.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'

/** The server's address in this world. */
export const ORIGIN = 'http://localhost:8080'

/** No limit at all. */
export const UNLIMITED: Limits = {
  claimsPerDay: 0,
  signInsPerMinute: 0,
  socketsPerAddress: 0,
  eventsPerSecond: 0,
  eventsBurst: 0,
  putsPerSecond: 0,
  putsBurst: 0,
  mail: { perSender: 0, perBox: 0, boxBytes: 0 },
  mailDays: 30,
  nameDays: 0,
  groupDays: 30,
  groupPosts: 0,
}

/** The far end of a connection, as a client has it. Facts and replies are parsed as a client would. */
export interface Line {
  readonly isOpen: boolean
  /** What it was challenged to sign; empty when it was cut at once. */
  readonly nonce: string
  /** Sends a command; its reply, parsed. */
  ask<E extends Upstream>(event: E, payload: Payload<E>): Promise<Ack<v.InferOutput<(typeof upstream)[E]['reply']>>>
  /** Sends anything. */
  raw: RawListener
  /** Facts of a kind so far. */
  heard<E extends Downstream>(event: E): readonly Fact<E>[]
  /** Signs in; throws on a refusal. */
  signIn(person: Person, prekeyId?: number): Promise<v.InferOutput<(typeof upstream)['session:sign-in']['reply']>>
  /** The connection breaks. */
  drop(): void
}

/** The service over a memory store, with time and sockets in hand. */
export interface World {
  readonly service: ChatService
  readonly clock: ManualClock
  readonly store: Store
  connect(address?: string): Line
  /** Cranks the clock by nothing until the condition holds. */
  until(condition: () => boolean): Promise<void>
}

/** Lets promises and threads go on until a condition holds; throws after five seconds. */
export async function until(condition: () => boolean, meanwhile: () => void = () => {}): Promise<void> {
  const deadline = performance.now() + 5000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition.toString()}`)
    meanwhile()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** The log of a server in which nothing may fail. */
const outrage: Log = (event, fields) => {
  throw new Error(`${event} ${JSON.stringify(fields)}`)
}

/** Builds a world; `store` of an earlier one makes it that server's restart. Whatever is logged fails the test unless `log` takes it. */
export async function createWorld(
  options: {
    limits?: Partial<Limits>
    registration?: 'open' | 'closed'
    registrationCode?: string
    store?: Store
    log?: Log
  } = {},
): Promise<World> {
  const clock = createManualClock()
  const store = options.store ?? createMemoryStore()
  const rooms = new Map<string, Set<Socket>>()
  const members = (room: string) => [...(rooms.get(room) ?? [])]
  const audience = (room: string): Audience => ({
    emit: (event, fact) => members(room).forEach((socket) => socket.emit(event, fact)),
    lags: () => false,
    cut: () => members(room).forEach((socket) => socket.close()),
  })
  const hub: Hub = { toUser: (name) => audience(`user:${name}`), everyone: audience('everyone') }
  const service = await createChatService({
    store,
    hub,
    clock,
    random: systemRandom,
    verifier: createNodeVerifier(),
    log: options.log ?? outrage,
    limits: { ...UNLIMITED, ...options.limits },
    origins: ['https://chat.example', ORIGIN],
    iceServersFor: (of) => ({
      iceServers: of.origin === ORIGIN ? [{ urls: ['stun:lab:8080'], username: `${of.now}:${of.device}` }] : [],
      iceLifetime: 600_000,
    }),
    registration: options.registration ?? 'open',
    registrationCode: options.registrationCode ?? '',
  })

  const connect = (address = '192.0.2.1'): Line => {
    const heard: { event: Downstream; fact: unknown }[] = []
    const raws = new Set<RawListener>()
    const closes = new Set<() => void>()
    let isOpen = true
    const socket: Socket = {
      address,
      emit: (event, fact) => {
        if (isOpen) heard.push({ event, fact: v.parse(downstream[event], fact) })
      },
      onRaw(listener) {
        raws.add(listener)
      },
      onClose(listener) {
        closes.add(listener)
      },
      join: (name: UserName) => {
        if (!isOpen) return
        for (const room of [`user:${name}`, 'everyone']) rooms.set(room, new Set([...members(room), socket]))
      },
      leave: (name) => [`user:${name}`, 'everyone'].forEach((room) => rooms.get(room)?.delete(socket)),
      close() {
        if (!isOpen) return
        isOpen = false
        for (const room of rooms.values()) room.delete(socket)
        closes.forEach((listener) => listener())
      },
    }
    service.connected(socket)
    const line: Line = {
      get isOpen() {
        return isOpen
      },
      get nonce() {
        return line.heard('session:challenged')[0]?.nonce ?? ''
      },
      raw: (event, args, ack) => raws.forEach((listener) => listener(event, args, ack)),
      async ask(event, payload) {
        const answer = await new Promise<Ack<unknown>>((resolve) => line.raw(event, [payload], resolve))
        if (!answer.ok) return { ok: false, error: v.parse(Refusal, answer.error) }
        return { ok: true, value: v.parse(upstream[event].reply, answer.value) }
      },
      heard: (event) => heard.flatMap((each) => (each.event === event ? [v.parse(downstream[event], each.fact)] : [])),
      async signIn(person, prekeyId) {
        const { nonce } = line
        const answer = await line.ask(
          'session:sign-in',
          await person.signIn({ nonce, origin: ORIGIN, ...(prekeyId === undefined ? {} : { prekeyId }) }),
        )
        if (!answer.ok) throw new Error(answer.error.kind)
        clock.advance(0)
        return answer.value
      },
      drop: () => socket.close(),
    }
    return line
  }
  return { service, clock, store, connect, until: (condition) => until(condition, () => clock.advance(0)) }
}
