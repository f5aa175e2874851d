import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { NO_LIMITS, spawnServer } from '../../server/testing/start-server.ts'
import type { Place } from '../load/sign-in.ts'
import { pinServer } from './cores.ts'

/** A server under load, in a process of its own on the servers' core. */
export interface BenchServer extends Place {
  readonly pid: number
  /** What the process prints after its first line. */
  readonly lines: readonly string[]
  stop(): Promise<void>
}

/** Servers that run; none of them outlives the bench. */
const running = new Set<number>()
process.on('exit', () => {
  for (const pid of running) process.kill(pid, 'SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/** Watches over a server process; the result lets go of it. */
export function watchOver(pid: number): () => void {
  running.add(pid)
  return () => void running.delete(pid)
}

const NO_MAIL_LIMITS = ['--mail-per-sender', '0', '--mail-per-box', '0', '--mail-megabytes', '0']

/** Our server; `said` is everything it wrote so far. */
export interface OurServer extends BenchServer {
  said(): string
}

/** Our server with its own program, no limits. `preload`: a module of `bench/harness` that its process loads first. */
export async function startOurs(data?: string, preload?: string): Promise<OurServer> {
  const server = await spawnServer({
    args: [...NO_LIMITS, ...NO_MAIL_LIMITS],
    ...(data === undefined ? {} : { data }),
    ...(preload === undefined ? {} : { preload: new URL(preload, import.meta.url).href }),
  })
  pinServer(server.pid)
  const release = watchOver(server.pid)
  return {
    pid: server.pid,
    port: server.port,
    url: server.url,
    lines: [],
    said: server.said,
    async stop() {
      await server.stop()
      release()
    },
  }
}

/** Starts a program of `bench/anchors`, which prints `port N` first and ends on SIGTERM. */
export async function startAnchor(program: string, ...args: readonly string[]): Promise<BenchServer> {
  const path = fileURLToPath(new URL(`../anchors/${program}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const release = watchOver(child.pid ?? 0)
  const lines: string[] = []
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^port (\d+)$/.exec(line)?.[1]
      if (found) resolve(Number(found))
      else lines.push(line)
    })
    void gone.then(() => reject(new Error(`${program} ended at once`)))
  })
  const pid = child.pid ?? 0
  pinServer(pid)
  return {
    pid,
    port,
    url: `http://127.0.0.1:${port}`,
    lines,
    async stop() {
      child.kill('SIGTERM')
      await gone
      release()
    },
  }
}
