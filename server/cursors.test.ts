import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCursors } from './cursors.ts'

it('counts like a plain list, whatever is added, moved and removed', () => {
  const step = fc.record({
    pick: fc.nat(),
    by: fc.integer({ min: 1, max: 5 }),
    does: fc.constantFrom('add', 'move', 'remove'),
    at: fc.nat(9),
  })
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.array(step), (initial, steps) => {
      const plain = [...initial]
      const cursors = createCursors(initial)
      for (const { pick, by, does, at } of steps) {
        if (does === 'add' || plain.length === 0) {
          plain.push(at)
          cursors.add(at)
        } else if (does === 'remove') {
          for (const gone of plain.splice(pick % plain.length, 1)) cursors.remove(gone)
        } else {
          const index = pick % plain.length
          const from = plain[index] ?? 0
          plain[index] = from + by
          cursors.move(from, from + by)
        }
      }
      for (let place = 0; place < 60; place++) {
        expect(cursors.countAtLeast(place)).toBe(plain.filter((cursor) => cursor >= place).length)
      }
    }),
  )
})
