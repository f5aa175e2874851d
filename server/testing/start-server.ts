import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseConfig } from '../config.ts'
import { run } from '../run.ts'
import { temporaryDirectory } from './temporary.ts'

/** A server for a test or a benchmark. */
export interface StartedServer {
  /** Its address on localhost. */
  readonly url: string
  readonly port: number
  /** Its data directory; give it to the next start to go on with the same database. */
  readonly data: string
  /** Ends it in order. Removes the data directory when the start made it. */
  stop(): Promise<void>
}

/** A server in a process of its own. */
export interface SpawnedServer extends StartedServer {
  readonly pid: number
  /** SIGKILL; settles when the process is gone. The data directory stays until `stop`. */
  kill(): Promise<void>
  /** Everything it wrote to standard output and standard error so far. */
  said(): string
}

/** How a server starts; without any, as an operator starts it. */
export interface StartOptions {
  /** Command line options, as an operator writes them: `['--claims-per-day', '0']`. */
  readonly args?: readonly string[]
  /** Data directory to use and keep; a temporary one otherwise. */
  readonly data?: string
  /** Port; chosen by the system otherwise. */
  readonly port?: number
  /** A module that a process of its own loads before the program. */
  readonly preload?: string
}

/** Switches every limit off that would stop a test or a benchmark from one address. */
export const NO_LIMITS: readonly string[] = [
  ['--claims-per-day', '0'],
  ['--sign-ins-per-minute', '0'],
  ['--sockets-per-address', '0'],
  ['--events-per-second', '0'],
  ['--puts-per-second', '0'],
].flat()

async function dataOf({ data }: StartOptions): Promise<{ path: string; remove: () => Promise<void> }> {
  return data === undefined ? temporaryDirectory() : { path: data, remove: async () => {} }
}

function argsOf({ args = [], port = 0 }: StartOptions, data: string): string[] {
  const host = args.includes('--host') ? [] : ['--host', '127.0.0.1']
  return ['--port', `${port}`, '--data', data, ...host, ...args]
}

/** Starts a server in this process, on a port that the system chooses. */
export async function startServer(options: StartOptions = {}): Promise<StartedServer> {
  const { path, remove } = await dataOf(options)
  const config = parseConfig(argsOf(options, path), {})
  if (!config) throw new Error('no configuration')
  const server = await run(
    config,
    () => {},
    (reason) => {
      throw new Error(reason)
    },
  )
  return {
    url: `${config.transport.type === 'http' ? 'http' : 'https'}://localhost:${server.port}`,
    port: server.port,
    data: path,
    async stop() {
      await server.stop()
      await remove()
    },
  }
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const ROOT = join(MAIN, '../..')

/** Starts a server in a process of its own; rejects with what it said when it ends at once. */
export async function spawnServer(options: StartOptions = {}): Promise<SpawnedServer> {
  const { path, remove } = await dataOf(options)
  const preload = options.preload === undefined ? [] : ['--import', options.preload]
  const child = spawn(process.execPath, ['--import', 'tsx', ...preload, MAIN, ...argsOf(options, path)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const gone = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^Virtual Chat on (\S+)/.exec(line)?.[1]
      if (found) resolve(found)
    })
    void gone.then(() => reject(new Error(`the server ended: ${said}`)))
  })
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await gone
  }
  return {
    url,
    port: Number(new URL(url).port),
    data: path,
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    said: () => said,
    async stop() {
      await end('SIGTERM')
      await remove()
    },
  }
}
