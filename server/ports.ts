import type { Ack } from '../protocol/errors.ts'
import type { Downstream, FactInput } from '../protocol/contract.ts'
import type { DeviceId } from '../protocol/identity-key.ts'
import type { UserName } from '../protocol/names.ts'
import type { IceServers } from '../protocol/session.ts'

// What the use cases need of the world around. Adapters: chat-server.ts, system.ts, verifier.ts, and the simulator.

/** Time. `now` is wall time for display, ms since 1970; `elapsed` never jumps and is what deadlines are measured with. */
export interface Clock {
  now(): number
  /** Milliseconds since some fixed moment. */
  elapsed(): number
  /** Runs `task` once after `ms`; 0 means at the end of this turn. Returns the cancellation. */
  setTimer(ms: number, task: () => void): () => void
}

/** Cryptographically strong random bytes. */
export type Random = (length: number) => Uint8Array

/** With what a device that dialled one of the origins is to look for direct ways. `now` is wall time. */
export type IceServersFor = (of: { origin: string; device: DeviceId; now: number }) => IceServers

/** One line of the log; never with message bodies. */
export type Log = (event: string, fields?: Record<string, string | number>) => void

/** Something that hears facts. A volatile fact may be lost when the line is busy. */
export interface Audience {
  emit<E extends Downstream>(event: E, fact: FactInput<E>, delivery?: 'volatile'): void
  /** Whether one who listens is far behind: what can come another time must not be sent now. */
  lags(): boolean
  /** Closes the connections of all who listen. */
  cut(): void
}

/** Where facts go: users and everybody, never single sockets. */
export interface Hub {
  toUser(name: UserName): Audience
  readonly everyone: Pick<Audience, 'emit'>
}

/** How one raw event arrives: nothing of it is believed. `ack` is there only when the client asked for an answer. */
export type RawListener = (
  event: unknown,
  args: readonly unknown[],
  ack: ((answer: Ack<unknown>) => void) | undefined,
) => void

/** One connection. */
export interface Socket {
  /** Remote IP address. */
  readonly address: string
  emit<E extends Downstream>(event: E, fact: FactInput<E>): void
  /** Hears every event until the connection ends. */
  onRaw(listener: RawListener): void
  /** Hears it once. */
  onClose(listener: () => void): void
  /** From now on this connection hears what is sent to that user and to everyone. */
  join(name: UserName): void
  leave(name: UserName): void
  close(): void
}
