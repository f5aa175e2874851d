import { figure } from './numbers.ts'
import type { Row } from './suite.ts'

const HEADER = ['', 'N', 'ours', 'anchor', 'ratio', 'aim'] as const

function cells(row: Row): readonly string[] {
  return [
    row.what,
    row.n === undefined ? '' : row.n.toLocaleString('en'),
    `${figure(row.ours)} ${row.unit}`,
    row.anchor ? `${figure(row.anchor.value)} ${row.anchor.name}` : '',
    row.ratio === undefined ? '' : `${figure(row.ratio)}×`,
    row.aim ? `${row.aim.isMet ? 'met' : 'MISSED'}: ${row.aim.words}` : '',
  ]
}

/** Rows as text in columns, notes beneath. */
export function toTable(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map(cells)]
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const notes = rows.flatMap((row) => (row.note ? [`  ${row.what}${row.n ? ` N=${row.n}` : ''}: ${row.note}`] : []))
  return [...text, ...notes].join('\n')
}
