import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import * as v from 'valibot'
import { BrowserOutcome, UnitOutcome, type Outcome } from './test-reports.ts'

// Everything that must hold, in one command. All steps run, so that one failure does not hide another.

const REPORTS = 'test-results'

interface Suite {
  readonly report: string
  readonly outcome: v.GenericSchema<unknown, Outcome>
}

interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly suite?: Suite
}

const STEPS: readonly Step[] = [
  { name: 'browser', command: ['node', '--import', 'tsx', 'scripts/ensure-browser.ts'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'format', command: ['npm', 'run', '--silent', 'format'] },
  {
    name: 'unit',
    command: [
      ...['npx', 'vitest', 'run', '--reporter=default', '--reporter=json'],
      `--outputFile.json=${REPORTS}/unit.json`,
    ],
    suite: {
      report: `${REPORTS}/unit.json`,
      outcome: UnitOutcome,
    },
  },
  { name: 'simulation', command: ['npm', 'run', '--silent', 'sim', '--', '--seeds', '2000', '--mutants'] },
  {
    name: 'sealed simulation',
    command: ['npm', 'run', '--silent', 'sim', '--', '--seeds', '100', '--sealing', 'real'],
  },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'e2e',
    command: ['npx', 'playwright', 'test'],
    suite: {
      report: `${REPORTS}/e2e.json`,
      outcome: BrowserOutcome,
    },
  },
]

function outcomeOf({ report, outcome }: Suite, isOk: boolean): Outcome {
  try {
    const found = v.parse(v.pipe(v.string(), v.parseJson(), outcome), readFileSync(report, 'utf8'))
    return { ...found, failed: isOk ? found.failed : Math.max(found.failed, 1) }
  } catch {
    return { passed: 0, failed: 1, failures: [`${report}: the runner died before it could report`] }
  }
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS)
const outcomes: Outcome[] = []
const broken: string[] = []
for (const { name, command, suite } of STEPS) {
  console.log(`\n--- ${name}`)
  const [program = '', ...args] = command
  const isOk = spawnSync(program, args, { stdio: 'inherit' }).status === 0
  if (!isOk) broken.push(name)
  if (suite) outcomes.push(outcomeOf(suite, isOk))
}
const sum = (counted: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[counted], 0)
// Once more at the end, where one looks first.
for (const failure of outcomes.flatMap(({ failures }) => failures)) console.log(`\nFailed: ${failure}`)
console.log(broken.length > 0 ? `\nNot in order: ${broken.join(', ')}` : '\nAll in order')
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = broken.length > 0 ? 1 : 0
