import { expect, it } from 'vitest'
import { createDiagnose } from './diagnose.ts'

type Answer = (mode: RequestMode) => Response | Promise<never>

const refused = () => Promise.reject(new TypeError('Failed to fetch'))
const health = () => Response.json({ service: 'virtual-chat', protocolVersion: 1 })

function diagnose(
  answer: Answer,
  of: { protocol?: string; address?: string; blocked?: string; offline?: boolean } = {},
) {
  const violations = new EventTarget()
  const fetch: typeof globalThis.fetch = async (_url, options) => {
    if (of.blocked) {
      const fields = { blockedURI: of.blocked, effectiveDirective: 'connect-src' }
      violations.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), fields))
    }
    return answer(options?.mode ?? 'cors')
  }
  const page = { fetch, protocol: of.protocol ?? 'http:', violations, hasNetwork: () => !of.offline }
  const diagnosis = createDiagnose(page)
  return diagnosis(of.address ?? 'http://chat.example:8080').result()
}

it('finds a chat server that does not want this page', async () => {
  expect(await diagnose(health)).toEqual({ reason: 'origin-refused' })
})

it('finds somebody else, also one that answers no other origin', async () => {
  expect(await diagnose(() => Response.json({ status: 'ok' }))).toEqual({ reason: 'not-a-chat-server' })
  expect(await diagnose(() => new Response('<html>', { status: 404 }))).toEqual({ reason: 'not-a-chat-server' })
  const opaque: Answer = (mode) => (mode === 'cors' ? refused() : new Response())
  expect(await diagnose(opaque)).toEqual({ reason: 'not-a-chat-server' })
})

it('finds nobody, or a proxy with nobody behind it', async () => {
  expect(await diagnose(refused)).toEqual({ reason: 'unreachable' })
  expect(await diagnose(() => new Response('<html>', { status: 502 }))).toEqual({ reason: 'unreachable' })
})

it('finds that the device has no network, unless somebody answers all the same', async () => {
  expect(await diagnose(refused, { offline: true })).toEqual({ reason: 'offline' })
  expect(await diagnose(health, { offline: true })).toEqual({ reason: 'origin-refused' })
})

it('needs no network to find that nobody is there on its own machine', async () => {
  expect(await diagnose(refused, { offline: true, address: 'http://localhost:8080' })).toEqual({
    reason: 'unreachable',
  })
})

it('finds that the page itself forbids it', async () => {
  const ofSocket = { blocked: 'ws://chat.example:8080/socket.io/' }
  expect(await diagnose(health, ofSocket)).toEqual({ reason: 'blocked-by-page', directive: 'connect-src' })
  const elsewhere = { blocked: 'http://other.example/x.png' }
  expect(await diagnose(refused, elsewhere)).toEqual({ reason: 'unreachable' })
})

it('knows that a secure page may not speak plainly, except with its own machine', async () => {
  const mixed = { reason: 'blocked-by-page', directive: 'mixed-content' }
  expect(await diagnose(refused, { protocol: 'https:' })).toEqual(mixed)
  const own = { protocol: 'https:', address: 'http://localhost:8080' }
  expect(await diagnose(refused, own)).toEqual({ reason: 'unreachable' })
})
