import { describe, expect, it } from 'vitest'
import { userName } from '../testing/fixtures.ts'
import type { WaitingRow } from './tables.ts'
import { createWaiting } from './waiting.ts'

const [ann, bob, cid] = [userName('ann'), userName('bob'), userName('cid')]
const row = (position: number, recipient = bob, sender = ann): WaitingRow => ({
  position,
  recipient,
  sender,
  length: 300,
})

describe('waiting letters', () => {
  it('are paged by mailbox, behind a position, oldest first', () => {
    const waiting = createWaiting([row(1), row(2, cid), row(3), row(7)])
    waiting.add(row(9))
    expect(waiting.behind(bob, 0, 3)).toEqual([1, 3, 7])
    expect(waiting.behind(bob, 3, 3)).toEqual([7, 9])
    expect(waiting.behind(bob, 4, 1)).toEqual([7])
    expect(waiting.behind(bob, 9, 3)).toEqual([])
    expect(waiting.behind(ann, 0, 3)).toEqual([])
  })

  it('are paged by their number and by their bytes, one at least', () => {
    const waiting = createWaiting([1, 2, 3, 4].map((position) => row(position)))
    const page = (after: number, letters: number, bytes: number) => waiting.page(bob, after, { letters, bytes })
    expect(page(0, 3, 9999)).toEqual({ positions: [1, 2, 3], lengths: [300, 300, 300], more: true })
    expect(page(1, 3, 900)).toEqual({ positions: [2, 3, 4], lengths: [300, 300, 300], more: false })
    expect(page(0, 9, 899)).toEqual({ positions: [1, 2], lengths: [300, 300], more: true })
    expect(page(3, 9, 1)).toEqual({ positions: [4], lengths: [300], more: false })
    expect(page(4, 9, 1)).toEqual({ positions: [], lengths: [], more: false })
    expect(waiting.page(cid, 0, { letters: 9, bytes: 9 })).toEqual({ positions: [], lengths: [], more: false })
    waiting.remove(bob, 2)
    expect(page(0, 9, 600)).toEqual({ positions: [1, 3], lengths: [300, 300], more: true })
    expect([1, 2, 3, 9].map((position) => waiting.has(bob, position))).toEqual([true, false, true, false])
    expect(waiting.has(cid, 1)).toBe(false)
  })

  it('leave in any order, each once', () => {
    const waiting = createWaiting([1, 2, 3, 4].map((position) => row(position)))
    for (const position of [3, 3, 1, 8]) waiting.remove(bob, position)
    expect(waiting.behind(bob, 0, 9)).toEqual([2, 4])
    expect(waiting.letters(bob)).toBe(2)
    for (const position of [2, 4, 4]) waiting.remove(bob, position)
    expect(waiting.letters(bob)).toBe(0)
    waiting.add(row(11))
    expect(waiting.behind(bob, 0, 9)).toEqual([11])
  })

  it('leave from the front of a long mailbox as from anywhere', () => {
    const waiting = createWaiting(
      Array.from({ length: 3000 }, (_, index) => ({ ...row(index + 1), length: index + 1 })),
    )
    waiting.remove(bob, 2900)
    for (let position = 1; position <= 2000; position++) waiting.remove(bob, position)
    expect(waiting.letters(bob)).toBe(999)
    expect(waiting.behind(bob, 0, 2)).toEqual([2001, 2002])
    expect(waiting.behind(bob, 2898, 2)).toEqual([2899, 2901])
    const two = waiting.page(bob, 2898, { letters: 9, bytes: 2899 + 2901 })
    expect(two).toEqual({ positions: [2899, 2901], lengths: [2899, 2901], more: true })
    waiting.add(row(3001))
    waiting.remove(bob, 2001)
    expect(waiting.behind(bob, 0, 9999)).toHaveLength(999)
    expect(waiting.behind(bob, 2999, 9)).toEqual([3000, 3001])
  })

  it('count against the caps of sender, mailbox and bytes until they leave', () => {
    const waiting = createWaiting([row(1), row(2, bob, cid)])
    const caps = { perSender: 0, perBox: 0, boxBytes: 0 }
    expect(waiting.allows(bob, ann, 300, { ...caps, perSender: 1 })).toBe(false)
    expect(waiting.allows(bob, bob, 300, { ...caps, perSender: 1 })).toBe(true)
    expect(waiting.allows(bob, ann, 300, { ...caps, perBox: 2 })).toBe(false)
    expect(waiting.allows(bob, ann, 301, { ...caps, boxBytes: 900 })).toBe(false)
    expect(waiting.allows(bob, ann, 300, { ...caps, boxBytes: 900 })).toBe(true)
    waiting.remove(bob, 1)
    expect(waiting.allows(bob, ann, 600, { perSender: 1, perBox: 2, boxBytes: 900 })).toBe(true)
  })

  it('of one sender fill no greater share of the size than of the letters, whatever the size of the first', () => {
    const waiting = createWaiting([])
    const caps = { perSender: 5, perBox: 10, boxBytes: 2000 }
    expect(waiting.allows(bob, ann, 1500, caps)).toBe(true)
    for (const position of [1, 2]) waiting.add(row(position))
    expect(waiting.allows(bob, ann, 401, caps)).toBe(false)
    expect(waiting.allows(bob, ann, 400, caps)).toBe(true)
    for (const free of [{ perSender: 0 }, { perBox: 0 }, { boxBytes: 0 }])
      expect(waiting.allows(bob, ann, 401, { ...caps, ...free })).toBe(true)
    expect(waiting.allows(bob, cid, 1400, caps)).toBe(true)
    waiting.remove(bob, 1)
    expect(waiting.allows(bob, ann, 700, caps)).toBe(true)
  })
})
