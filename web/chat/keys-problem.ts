import type { SignInProblem } from './chat-view.ts'
import { StorageError } from './ports/storage.ts'

/** What keeps somebody from signing in who has no storage, or no keys to sign in with. */
export type KeysProblem = Extract<SignInProblem, { kind: 'storage' | 'keys' }>

/** Why opening storage, making keys or signing with them failed. */
export function errorToKeysProblem(error: unknown): KeysProblem {
  return error instanceof StorageError ? { kind: 'storage', problem: error.problem } : { kind: 'keys' }
}
