import { createHmac } from 'node:crypto'
import type { DeviceId } from '../protocol/identity-key.ts'
import type { IceServer, IceServers } from '../protocol/session.ts'

/** For so long new relays may be opened with credentials, ms: a page asks for fresh ones when it needs them. */
const LIFETIME_MS = 600_000

/** Whether the operator left it to us to say with what this relay is used. */
export function needsCredentials({ urls, username, credential }: IceServer): boolean {
  return !username && !credential && urls.some((url) => /^turns?:/i.test(url))
}

/**
 * The operator's servers for one device. Relays without credentials get some that expire, as coturn takes them with
 * `use-auth-secret` (https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00). `now` is wall time.
 */
export function iceServersFor(
  { servers, secret }: { servers: readonly IceServer[]; secret: string },
  { device, now }: { device: DeviceId; now: number },
): IceServers {
  const expiring = secret === '' ? [] : servers.filter(needsCredentials)
  if (expiring.length === 0) return { iceServers: [...servers], iceLifetime: null }
  const username = `${Math.floor((now + LIFETIME_MS) / 1000)}:${device}`
  const credential = createHmac('sha1', secret).update(username).digest('base64')
  return {
    iceServers: servers.map((server) => (expiring.includes(server) ? { ...server, username, credential } : server)),
    iceLifetime: LIFETIME_MS,
  }
}
