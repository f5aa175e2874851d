import { expect, it } from 'vitest'
import * as v from 'valibot'
import { BrowserOutcome, UnitOutcome } from './test-reports.ts'

it('names the unit tests that failed, and files that could not be loaded', () => {
  const report = {
    ...{ numPassedTests: 3, numFailedTests: 1, numFailedTestSuites: 2 },
    testResults: [
      {
        name: 'server/mail.test.ts',
        assertionResults: [
          { fullName: 'keeps a letter', status: 'passed', failureMessages: [] },
          {
            fullName: 'settles a letter',
            status: 'failed',
            failureMessages: ['\u001B[31mexpected 1\u001B[39m\nto be 2'],
          },
        ],
      },
      { name: 'server/gone.test.ts', message: 'Cannot find module', assertionResults: [] },
    ],
  }
  expect(v.parse(UnitOutcome, report)).toEqual({
    passed: 3,
    failed: 1,
    failures: [
      'server/mail.test.ts: settles a letter\n    expected 1\n    to be 2',
      'server/gone.test.ts\n    Cannot find module',
    ],
  })
})

it('names the tests in a browser that failed, however deep they stand', () => {
  const spec = (title: string, ok: boolean, message?: string) => ({
    ...{ title, ok, file: 'tabs.test.ts' },
    tests: [{ results: [message === undefined ? {} : { error: { message } }] }],
  })
  const report = {
    stats: { expected: 1, unexpected: 1, flaky: 1 },
    suites: [{ specs: [spec('opens', true)], suites: [{ specs: [spec('closes', false, 'a\nb\nc\nd')] }] }],
  }
  expect(v.parse(BrowserOutcome, report)).toEqual({
    passed: 1,
    failed: 2,
    failures: ['tabs.test.ts: closes\n    a\n    b\n    c'],
  })
})
