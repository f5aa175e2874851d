import type { SessionView, SignInProblem } from './chat-view.ts'
import { StorageError } from './ports/storage.ts'

/** What keeps somebody from signing in who has no storage, or no keys to sign in with. */
export type KeysProblem = Extract<SignInProblem, { kind: 'storage' | 'keys' }>

/** Why opening storage, making keys or signing with them failed. */
export function errorToKeysProblem(error: unknown): KeysProblem {
  return error instanceof StorageError ? { kind: 'storage', problem: error.problem } : { kind: 'keys' }
}

/** Whether what a session had opened may be of no use to the next: storage failed, or another tab has made new keys. */
export function isToOpenAnew(session: SessionView): boolean {
  const notice = session.state === 'signedOut' ? session.notice : null
  return notice?.kind === 'problem' && (notice.problem.kind === 'storage' || notice.problem.kind === 'refused')
}
