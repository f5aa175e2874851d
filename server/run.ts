import { existsSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answeringHosts, isLoopback, ownHosts, toOrigin } from './addresses.ts'
import { givenCertificate, selfSignedCertificate } from './certificate.ts'
import { attachChatServer } from './chat-server.ts'
import { ConfigError, type Config } from './config.ts'
import { mostPackets } from './flood.ts'
import { attachPage } from './http.ts'
import { listen, type Certificate } from './listen.ts'
import type { Log } from './ports.ts'
import { createChatService } from './service.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { openStunPort } from './stun-socket.ts'
import { stunServersAt } from './stun.ts'
import { systemClock, systemRandom } from './system.ts'
import { iceServersFor } from './turn.ts'
import { createNodeVerifier } from './verifier.ts'

/** A chat server that runs. */
export interface Running {
  /** Addresses at which it can be reached, the local one first. */
  readonly urls: readonly string[]
  readonly port: number
  /** Whether STUN is answered at this port over UDP. */
  readonly hasStun: boolean
  /** Tells everyone, ends all sessions durably, closes the store. */
  stop(): Promise<void>
}

/** Plain connections of an address for each that may be a WebSocket: a browser loads a page with six. */
const CONNECTIONS_PER_SOCKET = 8
const WEB = fileURLToPath(new URL('../dist/web', import.meta.url))

async function certificateOf({ transport, data }: Config): Promise<Certificate | undefined> {
  switch (transport.type) {
    case 'http':
      return undefined
    case 'certificate':
      return givenCertificate(transport.cert, transport.key)
    case 'self-signed':
      return selfSignedCertificate(data, ownHosts(), systemClock.now())
  }
}

/** Where the page is. One that the operator named must be there; if our own was not built, all but the page works. */
function pageOf({ web }: Config): string {
  if (web === '') return WEB
  if (!existsSync(join(web, 'index.html'))) throw new ConfigError(`--web: there is no index.html in ${web}`)
  return web
}

/** Takes note of how to end a part that was started. */
type Keep = (end: () => Promise<void>) => void

/**
 * Makes it, and what is above it. Node's own `recursive` tries for ever in a directory in which there can be no other, such
 * as /proc.
 */
async function makeDirectory(path: string): Promise<void> {
  const isThere = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isThere) return
  if (dirname(path) !== path) await makeDirectory(dirname(path))
  // It holds who writes to whom, and the posts in the clear.
  await mkdir(path, { mode: 0o700 })
}

/** Puts the parts together, each with its end. */
async function start(config: Config, log: Log, onFailure: (reason: string) => void, keep: Keep) {
  const web = pageOf(config)
  await makeDirectory(config.data)
  const certificate = await certificateOf(config)
  const store = await openSqliteStore(join(config.data, 'chat.db'), onFailure)
  keep(() => store.close())
  const mostPerAddress = config.trustProxy ? 0 : CONNECTIONS_PER_SOCKET * config.limits.socketsPerAddress
  const listening = await listen(config.port, config.host, certificate, { mostPerAddress })
  keep(() => listening.close())
  const { port } = listening
  const scheme = certificate ? 'https' : 'http'
  const toUrls = (hosts: readonly string[]) => hosts.map((host) => toOrigin(scheme, host, port))
  const origins = config.origins.length > 0 ? config.origins : toUrls(ownHosts())
  const allowed = new Set([...origins, ...config.allowedOrigins])
  const chat = attachChatServer(listening.server, {
    isAllowedOrigin: (origin) => allowed.has(origin.toLowerCase()),
    trustProxy: config.trustProxy,
    packetsPerSecond: mostPackets(config.limits),
    log,
  })
  keep(() => chat.close())
  // Before the store is read, which takes seconds when much mail waits: the port is open, and nobody else would answer.
  attachPage(listening.server, {
    web,
    isHttps: certificate !== undefined,
    origins,
    connect: config.connect,
  })
  const { iceServers, turnSecret } = config
  const isAsked =
    iceServers === 'own' && !isLoopback(config.host) && origins.some((at) => stunServersAt(at, port).length > 0)
  const stun = isAsked ? await openStunPort(port, config.host, systemClock, log) : undefined
  if (stun) keep(() => stun.close())
  const ownServersAt = (origin: string) => (stun ? stunServersAt(origin, port) : [])
  const service = await createChatService({
    store,
    hub: chat.hub,
    clock: systemClock,
    random: systemRandom,
    verifier: createNodeVerifier(),
    log,
    limits: config.limits,
    origins,
    iceServersFor: (of) =>
      iceServers === 'own'
        ? { iceServers: ownServersAt(of.origin), iceLifetime: null }
        : iceServersFor({ servers: iceServers, secret: turnSecret }, of),
    registration: config.registration,
    registrationCode: config.registrationCode,
  })
  keep(() => service.stop())
  chat.onConnection(service.connected)
  return {
    urls: config.origins.length > 0 ? origins : toUrls(answeringHosts(ownHosts(), config.host)),
    port,
    hasStun: stun !== undefined,
  }
}

/**
 * Starts a chat server. `onFailure` is told when the store failed: the process must end. Rejects when data directory,
 * database, certificate, port or page cannot be had; nothing is left running then.
 */
export async function run(config: Config, log: Log, onFailure: (reason: string) => void): Promise<Running> {
  const ends: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  try {
    return { ...(await start(config, log, onFailure, (end) => void ends.push(end))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
