import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real server process with a data directory of its own. It comes back on the same port with the same data. */
export interface TestServer {
  /** Origin at which pages open. */
  readonly url: string
  /** As a power cut: SIGKILL. */
  kill(): Promise<void>
  /** As an operator does it: SIGTERM. */
  stop(): Promise<void>
  start(): Promise<void>
  restart(): Promise<void>
  /** Comes back knowing nobody: as after a lost disk without a backup. */
  forget(): Promise<void>
  /** Stops, copies its data, and comes back. Answers how to come back with that copy and nothing newer. */
  backUp(): Promise<() => Promise<void>>
  /** Alive, but answers nothing until it is resumed. */
  freeze(): void
  resume(): void
  /** Ends it and deletes its data. */
  release(): Promise<void>
}

/** Limits are off: a test is one address with many people. */
const ARGUMENTS = [
  ...['--host', '127.0.0.1'],
  ...['--claims-per-day', '0', '--sign-ins-per-minute', '0', '--sockets-per-address', '0'],
]

/** Starts a server; 0 is a free port. `options` are the rest of its command line. */
export async function startServer(options: readonly string[] = [], wanted = 0): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'virtual-chat-e2e-'))
  const data = join(directory, 'data')
  let { child, url } = await launch(wanted)
  const { port } = new URL(url)

  async function launch(on: number | string): Promise<{ child: ChildProcess; url: string }> {
    const own = ['--port', String(on), '--data', data]
    const args = ['--import', 'tsx', 'server/main.ts', ...own, ...ARGUMENTS, ...options]
    const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    return { child: started, url: await readUrl(started) }
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  async function start(): Promise<void> {
    ;({ child, url } = await launch(port))
  }
  async function empty(): Promise<void> {
    await end('SIGKILL')
    await rm(data, { recursive: true })
    await mkdir(data)
  }
  return {
    url,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start,
    async restart() {
      await end('SIGKILL')
      await start()
    },
    async forget() {
      await empty()
      await start()
    },
    async backUp() {
      const backup = join(directory, 'backup')
      await end('SIGTERM')
      await cp(data, backup, { recursive: true })
      await start()
      return async () => {
        await empty()
        await cp(backup, data, { recursive: true })
        await start()
      }
    },
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async release() {
      await end('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The first address that a starting server prints. Rejects with what it said when it ended instead. */
function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const url = /^Virtual Chat on (\S+)/m.exec(said)?.[1]
      if (url) resolve(url)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (code, signal) => reject(new Error(`the server ended with ${code ?? signal}: ${said}`)))
  })
}
