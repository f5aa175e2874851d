import { expect, test } from 'vitest'
import { createPreferences } from './preferences.ts'

function storageWith(text: string | null) {
  let held = text
  return { getItem: () => held, setItem: (_: string, value: string) => void (held = value), held: () => held }
}

test('a choice is remembered', () => {
  const storage = storageWith(null)
  const preferences = createPreferences(() => storage)
  preferences.set({ ...preferences.get(), theme: 'dark', sound: false })
  expect(createPreferences(() => storage).get()).toEqual({
    theme: 'dark',
    notifications: 'unasked',
    sound: false,
    singleKeys: true,
    recovery: 'unasked',
  })
})

test('what another tab has chosen holds here, and stays when something else is chosen here', () => {
  const storage = storageWith(null)
  const here = createPreferences(() => storage)
  const there = createPreferences(() => storage)
  there.set({ ...there.get(), theme: 'dark' })
  here.reread({ key: 'vc-preferences' })
  expect(here.get().theme).toBe('dark')
  here.set({ ...here.get(), sound: false })
  expect(createPreferences(() => storage).get()).toMatchObject({ theme: 'dark', sound: false })
})

test.each(['not json', '[]', 'null', '{"theme":"pink","sound":1,"singleKeys":"off"}'])(
  '%s falls back to the defaults',
  (text) => {
    expect(createPreferences(() => storageWith(text)).get()).toEqual({
      theme: 'system',
      notifications: 'unasked',
      sound: true,
      singleKeys: true,
      recovery: 'unasked',
    })
  },
)

test('where storage is forbidden a choice still holds in the page', () => {
  const preferences = createPreferences(() => {
    throw new DOMException('The user denied permission.', 'SecurityError')
  })
  expect(preferences.get().theme).toBe('system')
  preferences.set({ ...preferences.get(), theme: 'dark' })
  expect(preferences.get().theme).toBe('dark')
})

test('a choice that could not be stored stays when another tab stores something else, and goes when all is cleared', () => {
  const preferences = createPreferences(() => ({ ...storageWith(null), setItem: () => {} }))
  preferences.set({ ...preferences.get(), theme: 'dark' })
  preferences.reread({ key: 'vc-privacy' })
  expect(preferences.get().theme).toBe('dark')
  preferences.reread({ key: null })
  expect(preferences.get().theme).toBe('system')
})
