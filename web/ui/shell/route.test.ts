import { expect, test } from 'vitest'
import { codeOf, formatRoute, parseRoute } from './route.ts'

test.each(['#/', '#/everyone', '#/bob', '#/bob/details', '#/everyone/details'])(
  '%s is read and written back',
  (hash) => {
    expect(formatRoute(parseRoute(hash))).toBe(hash)
    expect(formatRoute(parseRoute(`${hash}/`))).toBe(hash)
  },
)

test.each(['', '#', '#bob', '#/not a name', '#/%3Cimg%3E', '#/admin'])('%j is the list', (hash) => {
  expect(parseRoute(hash)).toEqual({ pane: 'list' })
})

test.each([
  ['#code=Class_7b.2026~x-y', 'Class_7b.2026~x-y'],
  ['#code=', undefined],
  ['#code=a b', undefined],
  ['#/code=abc', undefined],
  ['', undefined],
])('the code of %j is %j', (hash, code) => {
  expect(codeOf(hash)).toBe(code)
  expect(parseRoute(hash)).toEqual({ pane: 'list' })
})
