import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'
import type { firstFailure } from '../batch.ts'
import type { Edit, Mutant } from './mutant.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What a bundle of the simulator offers. */
export interface Simulator {
  readonly firstFailure: typeof firstFailure
}

/** Applies an edit; throws when the piece of source is not there exactly once, so that no mutant rots away unnoticed. */
export function applyEdit(source: string, { file, find, put }: Edit): string {
  const parts = source.split(find)
  if (parts.length !== 2) throw new Error(`${file}: found ${parts.length - 1} times: ${find}`)
  return parts.join(put)
}

/** Changes the source of the edited files on the way into the bundle. */
function mutate({ name, edits }: Mutant): Plugin {
  const used = new Set<Edit>()
  return {
    name: 'mutate',
    enforce: 'pre',
    transform(code, id) {
      const file = id.startsWith(ROOT) ? id.slice(ROOT.length) : id
      const here = edits.filter((edit) => edit.file === file)
      for (const edit of here) used.add(edit)
      return here.length === 0 ? undefined : { code: here.reduce(applyEdit, code), map: null }
    },
    buildEnd(error) {
      if (!error && used.size < edits.length) throw new Error(`${name}: a file of it is not part of the simulator`)
    },
  }
}

/** Builds the simulator around the mutated code, loads it and hands it to `use`. */
export async function withMutant<T>(mutant: Mutant, use: (simulator: Simulator) => Promise<T>): Promise<T> {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    plugins: [mutate(mutant)],
    ssr: { noExternal: true },
    build: { ssr: join(ROOT, 'sim/batch.ts'), write: false, minify: false, target: 'node20' },
  })
  if (!('output' in built)) throw new Error('one bundle was expected')
  const directory = await mkdtemp(join(tmpdir(), 'mutant-'))
  try {
    const file = join(directory, 'simulator.mjs')
    await writeFile(file, built.output[0].code)
    return await use((await import(pathToFileURL(file).href)) as Simulator)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
