import type { DeviceId } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import type { UserName } from '../../protocol/names.ts'
import type { Verbs } from './store.ts'

/** A verb and what it is given. */
export type Call = {
  readonly [V in keyof Verbs]: { readonly verb: V; readonly input: Parameters<Verbs[V]> }
}[keyof Verbs]

/** What became of a call. */
export type CallResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

/** A `putMail` as it crosses to the worker, see `flat-mail.ts`. */
export type FlatPut = readonly [
  name: UserName,
  fence: number,
  to: UserName,
  id: MessageId,
  toDevice: DeviceId,
  prekeyId: number,
  at: number,
  perSender: number,
  perBox: number,
  boxBytes: number,
  length: number,
]

/** A result as it crosses from the worker. A number is the position of a new letter. */
export type FlatResult = CallResult | number

/** Calls that share one commit. */
export interface Batch {
  readonly type: 'batch'
  readonly calls: readonly (Call | FlatPut)[]
  /** Those of the flat puts, one behind the other. */
  readonly envelopes: Uint8Array<ArrayBuffer>
}

/** To the worker. */
export type ToWorker = Batch | { readonly type: 'close' }

/** From the worker. `failed`: disk or database failed, nothing after the last `committed` is known to be durable. */
export type FromWorker =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'committed'; readonly results: readonly FlatResult[] }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'closed' }
