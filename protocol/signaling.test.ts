import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { SignalSend } from './signaling.ts'

const takes = (signal: string) => v.is(SignalSend, { to: 'bob', signal })

describe('the length of a signal', () => {
  it('is that of its spelling as JSON, quotes included', () => {
    const most = LIMITS.signal - 2
    expect(takes('a'.repeat(most))).toBe(true)
    expect(takes('a'.repeat(most + 1))).toBe(false)
    expect(takes('"'.repeat(most / 2))).toBe(true)
    expect(takes('"'.repeat(most / 2 + 1))).toBe(false)
    const sixes = Math.floor(most / 6)
    expect(takes('\u0001'.repeat(sixes))).toBe(true)
    expect(takes('\u0001'.repeat(sixes + 1))).toBe(false)
  })
})
