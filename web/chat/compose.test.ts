import { expect, it } from 'vitest'
import { cleanText } from './compose.ts'

it.each([
  ['  hello \n', 'hello'],
  ['\n \n\t\n', ''],
  ['  if (a) {\n    b()\n  }\n', '  if (a) {\n    b()\n  }'],
  ['\n \n  indented\nnot', '  indented\nnot'],
  ['\n\nalone  ', 'alone'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['a\u0000b\u202ec\u2066d', 'abcd'],
  ['\ud83d', '\ufffd'],
  ['\u200b\u2060 \ufeff\u3164', ''],
  ['\u200bseen\u200d', '\u200bseen\u200d'],
])('%j is sent as %j', (typed, sent) => {
  expect(cleanText(typed)).toBe(sent)
})
