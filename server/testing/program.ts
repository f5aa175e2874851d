import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a run of the program ended, and what it wrote. */
export interface Ended {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

/** Runs the program to its end. */
export function program(...args: string[]): Promise<Ended> {
  return programAs({}, ...args)
}

/** As another user, or with other variables. */
export async function programAs(
  who: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv },
  ...args: string[]
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', ...args], who)
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const [code] = (await once(child, 'close')) as unknown[]
  return { code, out, err }
}
