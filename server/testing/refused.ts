import { expect } from 'vitest'
import type { ErrorKind } from '../../protocol/errors.ts'

/** Matches a refusal of this kind, whatever its message. */
export function refused(kind: ErrorKind): unknown {
  const error: unknown = expect.objectContaining({ kind })
  return expect.objectContaining({ ok: false, error })
}
