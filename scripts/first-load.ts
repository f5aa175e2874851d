import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'vite'

/** One script of a build. */
export interface Chunk {
  readonly type: 'chunk'
  readonly code: string
  readonly isEntry: boolean
  /** File names of the chunks that it needs before it runs. */
  readonly imports: readonly string[]
}

/** Everything that a build wrote, by file name. */
export type Bundle = Readonly<Record<string, Chunk | { readonly type: 'asset' }>>

/** What must not grow beyond, in bytes after gzip. */
export interface Budget {
  /** All scripts that run before anything is shown. */
  readonly firstLoad: number
  /** Of these, the sealing code with its library, without what the protocol needs anyway. */
  readonly seal: number
}

/** Bytes after gzip of the entries and whatever they import statically. */
export function weigh(bundle: Bundle): number {
  const found = new Set<Chunk>()
  const visit = (chunk: Bundle[string] | undefined) => {
    if (chunk?.type !== 'chunk' || found.has(chunk)) return
    found.add(chunk)
    for (const file of chunk.imports) visit(bundle[file])
  }
  for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) visit(chunk)
  return [...found].reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0)
}

/** The sealing code alone: in the page's build it shares chunks with the rest. */
async function weighSeal(entry: string): Promise<number> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        external: (id) => id === 'valibot' || id === 'crypto' || /\/protocol\/|^@scure\//.test(id),
      },
    },
  })
  if (!('output' in built)) throw new Error('expected one build')
  return weigh(Object.fromEntries(built.output.map((file) => [file.fileName, file])))
}

/** Prints what the first load weighs, and fails the build when it is over the budget. */
export function weighFirstLoad(sealEntry: string, budget: Budget): Plugin {
  return {
    name: 'weigh-first-load',
    apply: 'build',
    async writeBundle(_options, bundle) {
      const weights: Budget = { firstLoad: weigh(bundle), seal: await weighSeal(sealEntry) }
      const line = (what: keyof Budget) =>
        `${what} ${(weights[what] / 1000).toFixed(1)} of ${(budget[what] / 1000).toFixed(0)} kB gzip`
      if (weights.firstLoad > budget.firstLoad) this.error(`too heavy: ${line('firstLoad')}`)
      if (weights.seal > budget.seal) this.error(`too heavy: ${line('seal')}`)
      process.stdout.write(`${line('firstLoad')}, ${line('seal')}\n`)
    },
  }
}
