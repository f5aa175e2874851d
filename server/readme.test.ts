import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { optionsTable } from './options.ts'

/** Cells without the spaces and dashes by which a formatter aligns them. */
function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/^-+$/, '-')))
}

it('documents every option as it is', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, table = ''] = /<!-- options -->([\s\S]*)<!-- \/options -->/.exec(readme) ?? []
  expect(rows(table)).toEqual(rows(optionsTable()))
})
