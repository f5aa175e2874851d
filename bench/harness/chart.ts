import { figure } from './numbers.ts'

/** One curve: cost against N. */
export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [n: number, cost: number])[]
}

/** One panel of the picture; both axes are logarithmic. */
export interface Panel {
  readonly title: string
  readonly unit: string
  readonly curves: readonly Curve[]
}

const [WIDTH, HEIGHT, LEFT, TOP, INNER_WIDTH, INNER_HEIGHT] = [450, 330, 58, 44, 270, 230] as const
/** Told apart by colour-blind people (Okabe and Ito), by dash and by the name at the end of each curve. */
const STYLES = [
  ['#0072b2', ''],
  ['#d55e00', '6 3'],
  ['#009e73', '2 3'],
  ['#cc79a7', '9 3 2 3'],
  ['#999999', '1 2'],
  ['#e69f00', '4 2'],
] as const

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 } .axis { stroke: #8b949e; stroke-width: 1 } .grid { stroke: #8b949e; stroke-opacity: .25 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
`

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** Whole powers of ten around some values. */
function decades(values: readonly number[]): readonly number[] {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  return Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index))
}

/** Moves labels apart that would lie on each other. */
function spread(heights: readonly number[]): readonly number[] {
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height)
  let last = Number.NEGATIVE_INFINITY
  const placed: number[] = []
  for (const { height, index } of order) {
    last = Math.max(height, last + 14)
    placed[index] = last
  }
  return placed
}

function toPanel({ title, unit, curves }: Panel, offset: number): string {
  const points = curves.flatMap((curve) => curve.points)
  if (points.length === 0) return ''
  const [ns, costs] = [decades(points.map(([n]) => n)), decades(points.map(([, cost]) => cost))]
  const scale = (value: number, axis: readonly number[]) => {
    const [low, high] = [Math.log10(axis[0] ?? 1), Math.log10(axis.at(-1) ?? 10)]
    return (Math.log10(value) - low) / (high - low)
  }
  const x = (n: number) => Math.round(LEFT + scale(n, ns) * INNER_WIDTH)
  const y = (cost: number) => Math.round(TOP + INNER_HEIGHT - scale(cost, costs) * INNER_HEIGHT)
  const bottom = TOP + INNER_HEIGHT
  const grid = [
    ...costs.map(
      (cost) =>
        `<path class="grid" d="M${LEFT} ${y(cost)}h${INNER_WIDTH}"/>` +
        `<text x="${LEFT - 6}" y="${y(cost) + 4}" text-anchor="end">${figure(cost)}</text>`,
    ),
    ...ns.map(
      (n) =>
        `<path class="grid" d="M${x(n)} ${TOP}v${INNER_HEIGHT}"/>` +
        `<text x="${x(n)}" y="${bottom + 16}" text-anchor="middle">${n.toLocaleString('en')}</text>`,
    ),
  ]
  const labels = spread(curves.map(({ points: of }) => y(of.at(-1)?.[1] ?? 1) + 4))
  const lines = curves.map(({ name, points: of }, index) => {
    const [colour, dash] = STYLES[index % STYLES.length] ?? STYLES[0]
    const path = of.map(([n, cost], at) => `${at === 0 ? 'M' : 'L'}${x(n)} ${y(cost)}`).join('')
    const dots = of.map(([n, cost]) => `<circle cx="${x(n)}" cy="${y(cost)}" r="3" fill="${colour}"/>`).join('')
    const end = x(of.at(-1)?.[0] ?? 1) + 8
    return (
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>${dots}` +
      `<text x="${end}" y="${labels[index]}">${escaped(name)}</text>`
    )
  })
  return [
    `<g transform="translate(${offset} 0)">`,
    `<text class="title" x="${LEFT}" y="18">${escaped(title)}</text><text x="${LEFT}" y="35">${escaped(unit)}</text>`,
    ...grid,
    `<path class="axis" d="M${LEFT} ${TOP}V${bottom}h${INNER_WIDTH}" fill="none"/>`,
    `<text x="${LEFT + INNER_WIDTH / 2}" y="${bottom + 34}" text-anchor="middle">N</text>`,
    ...lines,
    '</g>',
  ].join('\n')
}

/** Panels side by side as an SVG, readable on light and on dark. */
export function toSvg(panels: readonly Panel[]): string {
  const width = WIDTH * panels.length
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="Cost against N">`,
    `<style>${STYLE}</style>`,
    ...panels.map((panel, index) => toPanel(panel, index * WIDTH)),
    '</svg>',
    '',
  ].join('\n')
}
