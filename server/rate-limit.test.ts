import { describe, expect, it } from 'vitest'
import { createGate, createKeyedCount, createKeyedGate } from './rate-limit.ts'

describe('createGate', () => {
  it('allows a burst, then the average', () => {
    let now = 0
    const gate = createGate({ perSecond: 20, burst: 40 }, () => now)
    const allowed = (times: number) => Array.from({ length: times }, () => gate.pass()).filter(Boolean).length
    expect(allowed(100)).toBe(40)
    now = 500
    expect(allowed(100)).toBe(10)
    now = 600_000
    expect(allowed(100)).toBe(40)
  })

  it.each([
    { perSecond: 0, burst: 0 },
    { perSecond: 50, burst: 0 },
    { perSecond: 0, burst: 200 },
  ])('is off at 0: $perSecond and $burst', (rate) => {
    const [gate, keyed] = [createGate(rate, () => 0), createKeyedGate(rate, () => 0)]
    expect(Array.from({ length: 1000 }, () => gate.pass() && keyed('a')).every(Boolean)).toBe(true)
  })
})

describe('createKeyedGate', () => {
  it('keeps places apart and forgets the oldest', () => {
    const gate = createKeyedGate({ perSecond: 1, burst: 1 }, () => 0, 2)
    expect(['a', 'b', 'a', 'b', 'c', 'a'].map((key) => gate(key))).toEqual([true, true, false, false, true, true])
  })

  it('forgets the one that was asked for longest ago', () => {
    const gate = createKeyedGate({ perSecond: 1, burst: 1 }, () => 0, 2)
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map((key) => gate(key))).toEqual([true, true, false, true, false, true])
  })

  it('forgets no bucket before it is full again', () => {
    let now = 0
    const gate = createKeyedGate({ perSecond: 1, burst: 2 }, () => now)
    expect(['a', 'a', 'a'].map((key) => gate(key))).toEqual([true, true, false])
    now = 1000
    expect(['b', 'a', 'a'].map((key) => gate(key))).toEqual([true, true, false])
  })

  it('takes as many tokens as it is told, or none', () => {
    let now = 0
    const gate = createKeyedGate({ perSecond: 10, burst: 100 }, () => now)
    expect([60, 60, 40, 1].map((count) => gate('a', count))).toEqual([true, false, true, false])
    now = 5000
    expect([51, 50].map((count) => gate('a', count))).toEqual([false, true])
  })
})

describe('createKeyedCount', () => {
  it('counts what is held', () => {
    const counter = createKeyedCount()
    expect(['a', 'a', 'b'].map(counter.take)).toEqual([1, 2, 1])
    counter.giveBack('a')
    counter.giveBack('b')
    expect(['a', 'b'].map(counter.take)).toEqual([2, 1])
  })
})
