import { expect, it } from 'vitest'
import { isOwnMachine } from './own-machine.ts'

it.each([
  'http://localhost:8080',
  'https://chat.localhost',
  'http://127.0.0.1:8080',
  'http://127.1.2.3',
  'http://[::1]:1',
])('%s is here', (origin) => {
  expect(isOwnMachine(origin)).toBe(true)
})

it.each(['https://notlocalhost', 'https://127.0.0.1.example', 'http://192.168.0.2', 'https://localhost.example'])(
  '%s is elsewhere',
  (origin) => {
    expect(isOwnMachine(origin)).toBe(false)
  },
)
