import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'

/** Servers share this core; one server works at a time. */
const SERVER_CORE = 0
/** The load has this one for itself. */
const LOAD_CORE = 1

function canPin(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return availableParallelism() > 1
  } catch {
    return false
  }
}

const isPinned = canPin()

function pin(pid: number, core: number | string): void {
  // All threads there are; those to come inherit it.
  if (isPinned) execFileSync('taskset', ['-a', '-c', '-p', `${core}`, `${pid}`], { stdio: 'ignore' })
}

/** Keeps a server process to the servers' core. */
export const pinServer = (pid: number) => pin(pid, SERVER_CORE)
/** Keeps a process to the load's core. */
export const pinLoad = (pid: number) => pin(pid, LOAD_CORE)

/** Runs something that starts processes which may use every core: a browser is no load and no server. */
export async function unpinned<T>(start: () => Promise<T>): Promise<T> {
  pin(process.pid, `0-${cpus().length - 1}`)
  try {
    return await start()
  } finally {
    pinLoad(process.pid)
  }
}

/** What the results say about it. */
export const PINNING = isPinned ? `servers on core ${SERVER_CORE}, load on core ${LOAD_CORE}` : 'not pinned'
