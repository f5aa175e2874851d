import * as v from 'valibot'
import { expect, it } from 'vitest'
import { DeviceId } from '../../../protocol/identity-key.ts'
import { UserName } from '../../../protocol/names.ts'
import type { SessionView } from '../../chat/chat-view.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from './color-key.ts'

const ann = v.parse(UserName, 'ann')
const bob = v.parse(UserName, 'bob')
const device = v.parse(DeviceId, 'A'.repeat(22))
const session: SessionView = { state: 'signingIn', name: ann, server: 'https://chat.example' }
const environment = { deviceOf: () => 'own device' } as Partial<Environment> as Environment

it('is the device of the peer, and one’s own with oneself', () => {
  const person = { name: bob, device, online: true, lastSeen: 0 }
  expect(colorKey(bob, { person, session, environment })).toBe(device)
  expect(colorKey(ann, { person: undefined, session, environment })).toBe('own device')
})

it('is the name while no device is known', () => {
  expect(colorKey(bob, { person: undefined, session, environment })).toBe('bob')
  const unknown = { deviceOf: () => undefined } as Partial<Environment> as Environment
  expect(colorKey(ann, { person: undefined, session, environment: unknown })).toBe('ann')
})
