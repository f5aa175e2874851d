import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

/** The root of the project, with a slash behind it. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** A simulator on disk, ready to be started as a process. */
export interface Bundle {
  readonly file: string
  remove(): Promise<void>
}

/**
 * Builds the simulator's process as one plain script; `plugins` may change the source on the way. A bundle runs twice as
 * many histories as the same sources under tsx, which names every closure anew each time it is made.
 */
export async function bundleSimulator(plugins: Plugin[] = []): Promise<Bundle> {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    plugins,
    ssr: { noExternal: true },
    build: {
      ssr: join(ROOT, 'sim/job.ts'),
      write: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  if (!('output' in built)) throw new Error('one bundle was expected')
  const directory = await mkdtemp(join(tmpdir(), 'simulator-'))
  const file = join(directory, 'simulator.mjs')
  await writeFile(file, built.output[0].code)
  return { file, remove: () => rm(directory, { recursive: true, force: true }) }
}
