import { join, resolve } from 'node:path'
import { ConfigError, parseConfig, type Config } from './config.ts'
import { createLimitedLog } from './limited-log.ts'
import { helpText, namedAsGiven } from './options.ts'
import { reasonOf } from './reason.ts'
import { run } from './run.ts'
import { lineLog, systemClock } from './system.ts'

/** How long ending the sessions and closing the store may take before the process ends anyway, ms. */
const STOP_MS = 4500

function end(reason: string): never {
  process.stderr.write(`virtual-chat: ${reason}\n`)
  process.exit(1)
}

const [args, env] = [process.argv.slice(2), process.env]

/** Whether the system could not have the data directory, something in it or a directory above it. */
function isAboutData(error: Error, { data }: Config): boolean {
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  if (path !== undefined) return path.startsWith(data) || data.startsWith(path)
  return /unable to open|readonly|ENOSPC|EDQUOT|disk is full|disk I\/O error/i.test(error.message)
}

/** Why the server did not start, in one line. */
function startProblem(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof ConfigError) return error.message
  const { port, host, data } = config
  if (isAboutData(error, config)) {
    return `The data directory ${data} cannot be written: ${error.message}; choose another with --data.`
  }
  switch ('code' in error ? error.code : '') {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program; choose one with --port.`
    case 'EACCES':
      return port > 0 && port < 1024
        ? `Port ${port} is for administrators; choose one from 1024 with --port.`
        : `Not allowed: ${error.message}`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address ${host}; see --host.`
    default:
  }
  if (/not a database|malformed/.test(error.message)) {
    return `The database ${join(data, 'chat.db')} is damaged: ${error.message}; restore a backup or choose another --data.`
  }
  if (/locked/.test(error.message)) {
    return `Another server uses the data directory ${data}; stop it or choose another with --data.`
  }
  return error.message.split('\n')[0] ?? error.message
}

function configuration(): Config {
  try {
    const config = parseConfig(args, env)
    if (config) return { ...config, data: resolve(config.data) }
  } catch (error) {
    if (error instanceof ConfigError) end(namedAsGiven(error.message, args, env))
    throw error
  }
  process.stdout.write(`${helpText()}\n`)
  process.exit(0)
}

process.on('uncaughtException', (error) => end(error.stack ?? error.message))
// Whoever reads the output may be gone, or the log's disk full: the chat goes on without it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

// A service manager may start another Node than the one in the operator's shell: Debian 12 has 18.
const { node } = process.versions
const [major = 0, minor = 0] = node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) end(`Node.js ${node} is too old; 20.19 or newer is needed.`)

// The database holds the posts in the clear, and the directory may be one that everybody can enter.
process.umask(0o077)

const config = configuration()
const log = createLimitedLog(lineLog, systemClock)
const server = await run(config, log, (reason) => end(`The store failed: ${reason}`)).catch((error: unknown) =>
  end(namedAsGiven(startProblem(error, config), args, env)),
)

const { iceServers } = config
const ownLinks = server.hasStun ? `STUN on UDP port ${server.port}` : 'no STUN'
const links = iceServers === 'own' ? ownLinks : `${iceServers.length} ICE servers`
const facts = [
  `Virtual Chat on ${server.urls.join('  ')}`,
  `Stored in ${config.data}`,
  `Registration ${config.registration}${config.registrationCode && ', with a code'}; ${links}; ${config.transport.type}`,
]
process.stdout.write(`${facts.join('\n')}\n`)

let isStopping = false
function stop(): void {
  if (isStopping) return
  isStopping = true
  setTimeout(() => end('Stopped without ending every session.'), STOP_MS).unref()
  server.stop().then(
    () => process.exit(0),
    (error: unknown) => end(reasonOf(error)),
  )
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop)
