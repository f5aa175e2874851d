import { expect, test } from 'vitest'
import { parseName } from '../../../protocol/names.ts'
import { missingPartWords } from './missing-part.ts'

test('a part of the page that is missing asks for a reload only where one costs nothing', () => {
  const ann = parseName('ann')
  if (!ann.ok) throw new Error('a name')
  expect(missingPartWords({ state: 'new', problem: null })).toMatch(/Reload the page\.$/)
  const away = { state: 'reconnecting', loss: { reason: 'unreachable' }, retryAt: null } as const
  expect(missingPartWords({ ...away, name: ann.name, server: 'https://chat.example' })).not.toContain('Reload')
})
