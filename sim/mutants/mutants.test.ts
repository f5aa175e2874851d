import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../bundle.ts'
import { MUTANTS } from './hunt.ts'
import { applyEdit } from './mutate.ts'

// Hunting them all takes a minute; that they still point at the code is told at once.
it.each(MUTANTS.flatMap(({ name, edits }) => edits.map((edit) => ({ name, edit }))))(
  'finds the place of $name',
  ({ edit }) => {
    const source = readFileSync(join(ROOT, edit.file), 'utf8')
    expect(applyEdit(source, edit)).not.toBe(source)
  },
)
