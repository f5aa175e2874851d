import { expect, it } from 'vitest'
import { alice } from './fixtures.ts'
import { createTabMemory } from './tab-memory.ts'

const server = 'https://chat.example'

it('remembers the tab, and takes nothing that it did not write', () => {
  const items = new Map<string, string>()
  const memory = createTabMemory(() => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  }))
  expect(memory.read()).toBeUndefined()
  memory.write({ server, name: alice, signedIn: true })
  expect(memory.read()).toEqual({ server, name: alice, signedIn: true })
  for (const key of items.keys()) items.set(key, '{"server":1}')
  expect(memory.read()).toBeUndefined()
})

it('lives without a tab memory where it is forbidden', () => {
  const memory = createTabMemory(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  memory.write({ server, name: alice, signedIn: true })
  expect(memory.read()).toBeUndefined()
})
