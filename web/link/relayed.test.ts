import { expect, it } from 'vitest'
import { isRelayed, type Stat } from './relayed.ts'

const candidates: readonly Stat[] = [
  { id: 'own', type: 'local-candidate', candidateType: 'host' },
  { id: 'own relay', type: 'local-candidate', candidateType: 'relay' },
  { id: 'their', type: 'remote-candidate', candidateType: 'srflx' },
  { id: 'their relay', type: 'remote-candidate', candidateType: 'relay' },
  { id: 'A', type: 'candidate-pair', localCandidateId: 'own', remoteCandidateId: 'their' },
  { id: 'B', type: 'candidate-pair', localCandidateId: 'own relay', remoteCandidateId: 'their' },
  { id: 'C', type: 'candidate-pair', localCandidateId: 'own', remoteCandidateId: 'their relay' },
]

it.each([
  ['A', false],
  ['B', true],
  ['C', true],
])('tells by the pair that was selected: %s', (id, relayed) => {
  expect(isRelayed([...candidates, { id: 'T', type: 'transport', selectedCandidatePairId: id }])).toBe(relayed)
  expect(isRelayed(candidates.map((stat) => (stat.id === id ? { ...stat, selected: true } : stat)))).toBe(relayed)
})

it('takes no relay for granted before a pair is selected', () => {
  expect(isRelayed([])).toBe(false)
  expect(isRelayed([...candidates, { id: 'T', type: 'transport' }])).toBe(false)
})
