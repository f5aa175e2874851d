import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createProgress } from './progress.ts'
import type { Account } from './store/store.ts'
import { deviceOf, identityKeyOf, userName } from './testing/fixtures.ts'

/** A newcomer is shown this many posts of before. */
const SHOWN = 3

function accountOf(number: number, joined: number, cursor: number): Account {
  const text = `m${number}`
  const keys = { identityKey: identityKeyOf(text), device: deviceOf(text), prekey: null, recovery: null, lineage: [] }
  return { name: userName(text), ...keys, fence: 0, lastSeen: 0, revision: 0, joined, cursor, blocked: [] }
}

it('counts like a look at every member, whoever comes, goes, posts and reads', () => {
  // So few that a name which is free again is taken again.
  const who = fc.nat(5)
  const step = fc.record({ does: fc.constantFrom('come', 'go', 'post', 'read'), who, upTo: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, restart) => {
      const members = [accountOf(0, 0, 0)]
      const authors: Account['name'][] = []
      let progress = createProgress(members)
      for (const [index, { does, who, upTo }] of steps.entries()) {
        if (index === restart) progress = createProgress(members.toReversed())
        const at = who % members.length
        const member = members[at]
        const head = authors.length
        if (!member) throw new Error('there is always somebody')
        if (does === 'post') authors.push(member.name)
        if (does === 'go' && members.length > 1) {
          members.splice(at, 1)
          progress.released(member)
        }
        if (does === 'come') {
          const isTaken = members.some(({ name }) => name === userName(`m${who}`))
          const number = isTaken ? index + 100 : who
          const newcomer = accountOf(number, head, Math.max(0, head - SHOWN))
          members.push(newcomer)
          progress.registered(newcomer)
        }
        if (does === 'read') {
          const cursor = Math.max(member.cursor, upTo % (head + 1))
          const counts = () => authors.map((from, place) => progress.of({ groupSeq: place + 1, from }).delivered)
          const before = counts()
          members[at] = { ...member, cursor }
          const move = progress.moved(member.name, cursor)
          for (const [place, delivered] of counts().entries()) {
            const isTold = move !== undefined && place + 1 > move.from && place + 1 <= move.to
            expect(isTold || delivered === before[place]).toBe(true)
          }
        }
      }
      for (const [place, from] of authors.entries()) {
        const groupSeq = place + 1
        const others = members.filter(({ name, joined }) => name !== from && joined < groupSeq)
        const delivered = others.filter(({ cursor }) => cursor >= groupSeq).length
        expect(progress.of({ groupSeq, from })).toEqual({ groupSeq, delivered, of: others.length })
      }
    }),
  )
})
