import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import * as v from 'valibot'

// Everything that must hold, in one command. All steps run, so that one failure does not hide another.

const REPORTS = 'test-results'

/** `passed` and `failed` out of a tool's JSON report. */
interface Suite {
  readonly report: string
  readonly counts: v.GenericSchema<unknown, { readonly passed: number; readonly failed: number }>
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
      counts: v.pipe(
        v.object({ numPassedTests: v.number(), numFailedTests: v.number(), numFailedTestSuites: v.number() }),
        // A file that cannot be loaded has no tests to fail.
        v.transform((report) => ({
          passed: report.numPassedTests,
          failed: Math.max(report.numFailedTests, Math.min(report.numFailedTestSuites, 1)),
        })),
      ),
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
      counts: v.pipe(
        v.object({ stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() }) }),
        v.transform(({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky })),
      ),
    },
  },
]

function countsOf({ report, counts }: Suite, isOk: boolean): { readonly passed: number; readonly failed: number } {
  try {
    const { passed, failed } = v.parse(v.pipe(v.string(), v.parseJson(), counts), readFileSync(report, 'utf8'))
    return { passed, failed: isOk ? failed : Math.max(failed, 1) }
  } catch {
    // The runner died before it could report.
    return { passed: 0, failed: 1 }
  }
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS)
const total = { passed: 0, failed: 0 }
const broken: string[] = []
for (const { name, command, suite } of STEPS) {
  console.log(`\n--- ${name}`)
  const [program = '', ...args] = command
  const isOk = spawnSync(program, args, { stdio: 'inherit' }).status === 0
  if (!isOk) broken.push(name)
  if (!suite) continue
  const { passed, failed } = countsOf(suite, isOk)
  total.passed += passed
  total.failed += failed
}
console.log(broken.length > 0 ? `\nNot in order: ${broken.join(', ')}` : '\nAll in order')
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = broken.length > 0 ? 1 : 0
