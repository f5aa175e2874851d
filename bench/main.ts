import { drawResults } from './draw.ts'
import { loadNow, writeResults } from './harness/results.ts'
import { pinLoad, PINNING } from './harness/cores.ts'
import { toTable } from './harness/table.ts'
import { SUITES } from './suites.ts'

// npm run bench [-- suite …] [--quick]: measures, prints, keeps the results of whole runs and draws docs/bench.svg.

const args = process.argv.slice(2)
const isQuick = args.includes('--quick')
const wanted = args.filter((arg) => arg !== '--quick')
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(', ')}; there are ${SUITES.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}

pinLoad(process.pid)
console.log(`${PINNING}${isQuick ? '; quick: nothing is kept' : ''}`)
const begun = performance.now()
const seconds = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`.padStart(6)
let isWhole = true
for (const suite of SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${seconds()}  ${suite.name}`)
  const loadBefore = loadNow()
  try {
    const rows = await suite.run({ isQuick, progress: (words) => console.log(`${seconds()}  … ${words}`) })
    console.log(toTable(rows))
    if (!isQuick) writeResults(suite.name, rows, loadBefore)
  } catch (error) {
    isWhole = false
    console.error(
      `${suite.name} did not end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  }
}
if (!isQuick) drawResults()
console.log(`\n${seconds()}  done`)
process.exit(isWhole ? 0 : 1)
