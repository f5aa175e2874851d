import { expect, it } from 'vitest'
import * as v from 'valibot'
import { DeviceId } from '../protocol/identity-key.ts'
import type { IceServer } from '../protocol/session.ts'
import { iceServersFor } from './turn.ts'

const device = v.parse(DeviceId, 'If4x36FUomFia_hUBG_SJw')
const now = 1_700_000_000_999
const stun: IceServer = { urls: ['stun:stun.example'] }
const relay: IceServer = { urls: ['stun:turn.example', 'TURNS:turn.example'] }
const own: IceServer = { urls: ['turn:old.example'], username: 'chat', credential: 'fixed' }

it('gives relays without credentials what coturn expects of a device, and tells how long that is good', () => {
  // printf 1700000600:If4x36FUomFia_hUBG_SJw | openssl dgst -sha1 -hmac north -binary | base64
  const given = { username: '1700000600:If4x36FUomFia_hUBG_SJw', credential: 'cEhyxGOkm+Bx4r3K+VTgtkb4cpQ=' }
  expect(iceServersFor({ servers: [stun, relay, own], secret: 'north' }, { device, now })).toEqual({
    iceServers: [stun, { ...relay, ...given }, own],
    iceLifetime: 600_000,
  })
})

it('leaves alone what does not expire', () => {
  const servers = [stun, own]
  for (const secret of ['', 'north'])
    expect(iceServersFor({ servers, secret }, { device, now })).toEqual({ iceServers: servers, iceLifetime: null })
})
