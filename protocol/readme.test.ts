import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { downstream, upstream } from './contract.ts'
import { ERRORS } from './errors.ts'

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')

/** The cells of a section's tables, without their heads. */
function rowsOf(section: string): string[][] {
  const [, rest = ''] = readme.split(`\n## ${section}\n`)
  const [text = ''] = rest.split('\n## ')
  const tables = text.matchAll(/^\|[^\n]*\n\| -[^\n]*\n((?:\|[^\n]*\n)+)/gm)
  return [...tables].flatMap(([, rows = '']) =>
    rows
      .trim()
      .split('\n')
      .map((row) =>
        row
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim().replaceAll('`', ''))
          .slice(1, -1),
      ),
  )
}

it('lists every refusal with its words', () => {
  const listed = rowsOf('Acknowledgements').filter(([, words]) => Object.values<string>(ERRORS).includes(words ?? ''))
  expect(Object.fromEntries(listed)).toEqual(ERRORS)
})

it('lists every event, and refusals that there are', () => {
  const events = rowsOf('Events').filter(([event]) => event?.includes(':'))
  expect(events.map(([event = '']) => event).toSorted()).toEqual(Object.keys({ ...upstream, ...downstream }).toSorted())
  const refusals = events.flatMap(([, , , , kinds = '']) => kinds.replaceAll(/\([^)]*\)/g, '').split(','))
  const unknown = refusals.map((kind) => kind.trim()).filter((kind) => kind !== '' && !Object.hasOwn(ERRORS, kind))
  expect([refusals.length > 40, unknown]).toEqual([true, []])
})
