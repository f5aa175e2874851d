import type { Verbs } from './store.ts'

/** One verb to run, as it crosses to the worker. */
export interface Call {
  readonly verb: keyof Verbs
  readonly input: readonly unknown[]
}

/** What became of a call. */
export type CallResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

/** To the worker: a batch that shares one commit, or the end. */
export type ToWorker = { readonly type: 'batch'; readonly calls: readonly Call[] } | { readonly type: 'close' }

/** From the worker. `failed`: disk or database failed, nothing after the last `committed` is known to be durable. */
export type FromWorker =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'committed'; readonly results: readonly CallResult[] }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'closed' }
