import { stripVTControlCharacters } from 'node:util'
import * as v from 'valibot'

/** What a suite came to. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  /** Which ones failed, each with the beginning of why. */
  readonly failures: readonly string[]
}

/** Lines of a message that tell enough. */
const WHY_LINES = 3

function failureOf(where: string, why: string | undefined): string {
  return `${where}\n    ${stripVTControlCharacters(why ?? 'it did not say why')
    .split('\n')
    .slice(0, WHY_LINES)
    .join('\n    ')}`
}

const UnitReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numFailedTestSuites: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      message: v.optional(v.string()),
      assertionResults: v.array(
        v.object({ fullName: v.string(), status: v.string(), failureMessages: v.nullish(v.array(v.string())) }),
      ),
    }),
  ),
})

function unitOutcome(report: v.InferOutput<typeof UnitReport>): Outcome {
  const failures = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    // A file that cannot be loaded has no tests to fail.
    if (assertionResults.length === 0) return [failureOf(name, message)]
    return failed.map(({ fullName, failureMessages }) => failureOf(`${name}: ${fullName}`, failureMessages?.[0]))
  })
  const failed = Math.max(report.numFailedTests, Math.min(report.numFailedTestSuites, 1))
  return { passed: report.numPassedTests, failed, failures }
}

interface BrowserSuite {
  readonly suites?: readonly BrowserSuite[] | undefined
  readonly specs: readonly {
    readonly ok: boolean
    readonly title: string
    readonly file: string
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string | undefined } | undefined }[]
    }[]
  }[]
}
const BrowserSuite: v.GenericSchema<unknown, BrowserSuite> = v.object({
  suites: v.optional(v.array(v.lazy(() => BrowserSuite))),
  specs: v.array(
    v.object({
      ok: v.boolean(),
      title: v.string(),
      file: v.string(),
      tests: v.array(
        v.object({
          results: v.array(v.object({ error: v.optional(v.object({ message: v.optional(v.string()) })) })),
        }),
      ),
    }),
  ),
})
const BrowserReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() }),
  suites: v.array(BrowserSuite),
})

function browserFailures({ suites = [], specs }: BrowserSuite): string[] {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => failureOf(`${file}: ${title}`, tests[0]?.results.at(-1)?.error?.message))
  return [...own, ...suites.flatMap(browserFailures)]
}

/** The JSON report of Vitest. */
export const UnitOutcome = v.pipe(UnitReport, v.transform(unitOutcome))

/** The JSON report of Playwright. One that passed at a second try has failed. */
export const BrowserOutcome = v.pipe(
  BrowserReport,
  v.transform(({ stats, suites }): Outcome => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    failures: suites.flatMap(browserFailures),
  })),
)
