import { expect, it } from 'vitest'
import type { History, Said } from './history.ts'
import { judge, judgeMarks, type Accepted, type Breach } from './verdict.ts'

const sent = (count: number, way = 'direct'): Said => ({
  id: `id-${count}`,
  from: 'ann',
  text: `line ${count}`,
  delivery: { state: 'delivered', way },
})
const read = (count: number): Said => ({ id: `id-${count}`, from: 'ann', text: `line ${count}` })
const person = (name: string, conversation: string, messages: readonly Said[]): History => ({
  name,
  conversations: new Map([[conversation, messages]]),
})
const line = (count: number): Accepted => ({
  from: 'ann',
  conversation: 'bob',
  text: `line ${count}`,
  tab: 'ann/1',
  order: count,
})
const faultsOf = (breaches: readonly Breach[]) => breaches.map(({ fault }) => fault)

const ann = person('ann', 'bob', [sent(1), sent(2)])
const accepted = [line(1), line(2)]

it('has nothing to say when all is well', () => {
  expect(judge([ann, person('bob', 'ann', [read(1), read(2)])], accepted)).toEqual([])
})

it('misses what a reader or the writer does not have', () => {
  expect(faultsOf(judge([ann, person('bob', 'ann', [read(1)])], accepted))).toEqual(['untrue', 'lost'])
  expect(faultsOf(judge([ann, person('bob', 'ann', [read(1), read(2)])], [...accepted, line(3)]))).toEqual(['lost'])
})

it('sees what is there twice, by id or by text', () => {
  const twice = [read(1), read(2), { ...read(2), id: 'id-9' }]
  expect(faultsOf(judge([ann, person('bob', 'ann', twice)], accepted))).toEqual(['invented', 'doubled'])
})

it('sees wrong order, at the reader and of one tab', () => {
  const turned = judge([ann, person('bob', 'ann', [read(2), read(1)])], accepted)
  expect(faultsOf(turned)).toEqual(['disordered', 'disordered'])
})

it('sees what nobody wrote, and what was changed', () => {
  const changed = [read(1), { ...read(2), text: 'other' }, read(3)]
  expect(faultsOf(judge([ann, person('bob', 'ann', changed)], accepted))).toEqual(['invented', 'invented'])
})

it('sees what is not settled', () => {
  const waiting = person('ann', 'bob', [sent(1), { ...sent(2), delivery: { state: 'stored' } }])
  expect(faultsOf(judge([waiting, person('bob', 'ann', [read(1), read(2)])], accepted))).toEqual(['unsettled'])
})

it('counts who has a post, and compares the order of Everyone', () => {
  const delivery = (delivered: number) => ({ state: 'posted', groupSeq: 1, delivered, of: 2 }) as const
  const writer = person('ann', 'everyone', [{ ...read(1), delivery: delivery(2) }])
  const [one, none] = [person('bob', 'everyone', [read(1)]), person('eve', 'everyone', [])]
  expect(faultsOf(judgeMarks(writer, [one, none]))).toEqual(['untrue'])
  expect(judgeMarks(writer, [one, person('eve', 'everyone', [read(1)])])).toEqual([])

  const [x, y] = [
    { id: 'x', from: 'bob', text: 'x' },
    { id: 'y', from: 'eve', text: 'y' },
  ]
  const mixed = [person('ann', 'everyone', [x, y]), person('dan', 'everyone', [y, x])]
  expect(faultsOf(judge(mixed, []))).toContain('disordered')
})
