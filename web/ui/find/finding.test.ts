import { expect, test } from 'vitest'
import type { Message } from '../../chat/messages.ts'
import { beginFinding, currentMatch, findingWords, followFinding, IDLE, stepFinding, type Finding } from './finding.ts'

function messages(ids: string): readonly Message[] {
  return Array.from(ids, (id) => ({ kind: 'incoming', id, from: 'bob' }) as unknown as Message)
}

function shown(finding: Finding): string {
  return `${currentMatch(finding)?.id ?? '-'}: ${findingWords(finding)}`
}

test('it begins at the newest match, and goes round', () => {
  let finding = beginFinding(messages('abc'))
  expect(shown(finding)).toBe('c: 1 of 3')
  const steps = (['older', 'older', 'older', 'newer', 'newer'] as const).map((by) => {
    finding = stepFinding(finding, by)
    return shown(finding)
  })
  expect(steps).toEqual(['b: 2 of 3', 'a: 3 of 3', 'c: 1 of 3', 'a: 3 of 3', 'b: 2 of 3'])
})

test('without a match it says so, and leads nowhere', () => {
  expect(shown(beginFinding([]))).toBe('-: No match')
  expect(stepFinding(beginFinding([]), 'older')).toEqual(beginFinding([]))
  expect(shown(IDLE)).toBe('-: ')
  expect(stepFinding(IDLE, 'newer')).toBe(IDLE)
})

test('what comes, before or after, does not lose the place', () => {
  const before = stepFinding(beginFinding(messages('bcd')), 'older')
  expect(shown(before)).toBe('c: 2 of 3')
  expect(shown(followFinding(before, messages('bcdef')))).toBe('c: 4 of 5')
  expect(shown(followFinding(before, messages('abcd')))).toBe('c: 2 of 4')
})

test('where the match has gone, another one is near', () => {
  const oldest = stepFinding(stepFinding(beginFinding(messages('bcd')), 'older'), 'older')
  expect(shown(followFinding(oldest, messages('cd')))).toBe('c: 2 of 2')
  expect(shown(followFinding(beginFinding(messages('bcd')), messages('bc')))).toBe('c: 1 of 2')
  expect(shown(followFinding(oldest, []))).toBe('-: No match')
})

test('the first match may come later', () => {
  expect(shown(followFinding(beginFinding([]), messages('a')))).toBe('a: 1 of 1')
})
