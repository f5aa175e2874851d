import { expect, it } from 'vitest'
import { alice } from './fixtures.ts'
import { createPrivacyMemory } from './privacy.ts'
import type { WebStorage } from './stored-item.ts'
import { createTabMemory } from './tab-memory.ts'

const signedIn = { server: 'https://chat.example', name: alice, signedIn: true }
const everything = { sendTyping: true, sendRead: true, directLinks: 'when-possible' } as const
const nothing = { sendTyping: false, sendRead: false, directLinks: 'never' } as const

/** What pages of one origin share. */
function sharedStorage() {
  const items = new Map<string, string>()
  const storage: WebStorage = () => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  })
  return { items, storage }
}

it('remembers the tab until it is cleared, and takes nothing that it did not write', () => {
  const { items, storage } = sharedStorage()
  const memory = createTabMemory(storage)
  expect(memory.read()).toBeUndefined()
  memory.write(signedIn)
  expect(createTabMemory(storage).read()).toEqual(signedIn)
  for (const text of ['{"server":1}', 'not json', '']) {
    for (const key of items.keys()) items.set(key, text)
    expect(memory.read()).toBeUndefined()
  }
  memory.write(signedIn)
  memory.clear()
  expect(memory.read()).toBeUndefined()
})

it('remembers what others may be told, which is everything at first', () => {
  const { items, storage } = sharedStorage()
  const memory = createPrivacyMemory(storage)
  expect(memory.read()).toEqual(everything)
  memory.write(nothing)
  expect(createPrivacyMemory(storage).read()).toEqual(nothing)
  for (const key of items.keys()) items.set(key, '{"sendTyping":false}')
  expect(memory.read()).toEqual(everything)
})

it('keeps the choice about links though an older page in another tab writes what it knows', () => {
  const { items, storage } = sharedStorage()
  createPrivacyMemory(storage).write(nothing)
  items.set('vc-privacy', '{"sendTyping":true,"sendRead":false}')
  expect(createPrivacyMemory(storage).read()).toEqual({ ...nothing, sendTyping: true })
})

it('lives without either where storage is forbidden', () => {
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  const [tab, privacy] = [createTabMemory(forbidden), createPrivacyMemory(forbidden)]
  tab.write(signedIn)
  tab.clear()
  privacy.write(nothing)
  expect([tab.read(), privacy.read()]).toEqual([undefined, everything])
})

it('writes nothing over what another tab may be choosing at this moment', () => {
  const { items, storage } = sharedStorage()
  const memory = createPrivacyMemory(storage)
  memory.write(memory.read())
  expect(items.size).toBe(0)
  memory.write({ ...memory.read(), directLinks: 'never' })
  expect([...items.values()]).toEqual(['"never"'])
})
