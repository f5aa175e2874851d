import { expect, test } from 'vitest'
import type { ConversationId } from '../../chat/messages.ts'
import { jumpTargets } from './jump-targets.ts'

const conversations = ['Everyone', 'bob', 'sara'].map((label) => ({
  kind: 'conversation' as const,
  id: label.toLowerCase() as ConversationId,
  label,
  detail: '',
}))
const labels = (typed: string) => jumpTargets(typed, conversations).map(({ label }) => label)

test('what begins with it comes before what contains it', () => {
  expect(labels('S')).toEqual(['sara', 'Settings', 'Sign out', 'Keys and commands', 'Recovery phrase'])
})

test('a whole name comes before one that goes on', () => {
  const people = [{ kind: 'conversation' as const, id: 'bob2' as ConversationId, label: 'bob2', detail: '' }]
  expect(jumpTargets('Bob', [...people, ...conversations]).map(({ label }) => label)).toEqual(['bob', 'bob2'])
})

test('nothing typed offers everything, people first', () => {
  expect(labels('').slice(0, 4)).toEqual(['Everyone', 'bob', 'sara', 'Settings'])
})

test('names have no accents', () => {
  expect(labels('Sära')).toEqual(['sara'])
})

test('nonsense offers nothing', () => {
  expect(labels('zzz')).toEqual([])
})
