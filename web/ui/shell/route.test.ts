import { expect, test } from 'vitest'
import { formatRoute, parseRoute } from './route.ts'

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
