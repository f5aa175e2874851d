import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toSvg, type Curve, type Panel } from './harness/chart.ts'
import { readResults, type Results } from './harness/results.ts'

type Rows = Results['rows']

/** A curve for ours and one for each anchor that has a number, over the rows that say the same thing. */
function curvesOf(rows: Rows, what: string, toCost: (value: number) => number): readonly Curve[] {
  const curves = new Map<string, Map<number, number>>()
  const add = (name: string, n: number, value: number) => {
    curves.set(name, (curves.get(name) ?? new Map<number, number>()).set(n, toCost(value)))
  }
  for (const row of rows) {
    if (row.what !== what || row.n === undefined) continue
    add('ours', row.n, row.ours)
    if (row.anchor) add(row.anchor.name.split(',')[0] ?? '', row.n, row.anchor.value)
  }
  return [...curves].map(([name, of]) => ({ name, points: [...of].sort(([a], [b]) => a - b) }))
}

/** Draws docs/bench.svg from the results that are kept; draws nothing as long as there are none. */
export function drawResults(): void {
  const [fanout, signIn] = [readResults('fanout'), readResults('sign-in')]
  const panels: Panel[] = []
  if (fanout) {
    panels.push({
      title: 'A post to Everyone, in bursts',
      unit: 'µs a delivery, N online',
      curves: curvesOf(fanout.rows, 'deliveries', (perSecond) => 1e6 / perSecond),
    })
  }
  if (signIn) {
    const rows = signIn.rows
    panels.push({
      title: 'N sign in at once, 10,000 registered',
      unit: 'each',
      curves: [
        ['server CPU, ms', 'server CPU a sign-in'],
        ['frames heard', 'frames a client hears'],
        ['KB received', 'bytes a client receives'],
      ].flatMap(([name = '', what = '']) =>
        curvesOf(rows, what, (value) => value)
          .filter((curve) => curve.name === 'ours')
          .map((curve) => ({ ...curve, name })),
      ),
    })
  }
  if (panels.length > 0) writeFileSync(fileURLToPath(new URL('../docs/bench.svg', import.meta.url)), toSvg(panels))
}
