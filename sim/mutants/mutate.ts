import type { Plugin } from 'vite'
import { ROOT } from '../bundle.ts'
import type { Edit, Mutant } from './mutant.ts'

/** Applies an edit; throws when the piece of source is not there exactly once, so that no mutant rots away unnoticed. */
export function applyEdit(source: string, { file, find, put }: Edit): string {
  const parts = source.split(find)
  if (parts.length !== 2) throw new Error(`${file}: found ${parts.length - 1} times: ${find}`)
  return parts.join(put)
}

/** Changes the source of the edited files on the way into the bundle. */
export function mutate({ name, edits }: Mutant): Plugin {
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
