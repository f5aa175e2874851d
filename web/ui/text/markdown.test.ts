import { expect, test } from 'vitest'
import { parseMarkdown } from './markdown.ts'
import { mayHoldMarkdown, type Block, type Inline } from './rich-text.ts'

/** The tree in short notation. */
function short(blocks: readonly Block[]): string {
  return blocks.map(blockToShort).join(' | ')
}

function blockToShort(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.inlines.map(inlineToShort).join('')
    case 'code':
      return `code<${block.text}>`
    case 'quote':
      return `quote<${short(block.blocks)}>`
    case 'list':
      return `${block.start ?? 'list'}<${block.items.map(short).join(', ')}>`
  }
}

function inlineToShort(inline: Inline): string {
  if (inline.kind === 'text') return inline.text
  if (inline.kind === 'code') return `c<${inline.text}>`
  return `${inline.kind[0]}<${inline.inlines.map(inlineToShort).join('')}>`
}

test.each([
  ['**bold** and *italic* and `code`', 'b<bold> and i<italic> and c<code>'],
  ['***both***', 'i<b<both>>'],
  ['~~gone~~', 's<gone>'],
  ['PATH=~/bin:~/go', 'PATH=~/bin:~/go'],
  ['line one\nline two', 'line one\nline two'],
  ['> said\n\nanswer', 'quote<said> | answer'],
  ['>said\n>\n>2 > 1', 'quote<said | 2 > 1>'],
  ['>> inner', 'quote<quote<inner>>'],
  ['>:( no', '>:( no'],
  ['no\n>_<', 'no\n>_<'],
  ['#include <a>\n# one\nint *x = `a`;\n# two', '#include <a>\n# one\nint *x = c<a>;\n# two'],
  ['one\n\n# two\n\nthree\n \nfour', 'one | # two | three | four'],
  ['>w<', '>w<'],
  ['> >:)', 'quote<>:)>'],
  ['- one\n- two', 'list<one, two>'],
  ['- [ ] one\n- [x] *two*', 'list<[ ] one, [x] i<two>>'],
  ['3. three\n4. four', '3<three, four>'],
  ['```js\nlet a = "<b>"\n```', 'code<let a = "<b>">'],
  ['# not a heading', '# not a heading'],
  ['<b>html</b> <script>alert(1)</script>', '<b>html</b> <script>alert(1)</script>'],
  ['[click](https://evil.example)', '[click](https://evil.example)'],
  ['![x](https://evil.example/p.png)', '![x](https://evil.example/p.png)'],
  ['https://a.example/x_y_z', 'https://a.example/x_y_z'],
  ['|a|b|\n|-|-|\n|1|2|', '|a|b|\n|-|-|\n|1|2|'],
  ['    four spaces', '    four spaces'],
  ['if a * b:\n    c()\n\td()', 'if a * b:\n    c()\n\td()'],
  ['run \\\n  --all', 'run \\\n  --all'],
  ['2 * 3 * 4', '2 * 3 * 4'],
  ['2*3*4 = 24', '2*3*4 = 24'],
  ['2**3 + 2**4', '2**3 + 2**4'],
  ['*a*b and a*b*', '*a*b and a*b*'],
  ['a_b_c, __init__ and __main__.py', 'a_b_c, __init__ and __main__.py'],
  ['_this_, (*that*), "**both**"!', 'i<this>, (i<that>), "b<both>"!'],
  ['这*很*好', '这i<很>好'],
  ['**Note**: *one*, ~~two~~.', 'b<Note>: i<one>, s<two>.'],
  ['C:\\x\\_y \\d+\\.\\d+ ¯\\_(ツ)_/¯', 'C:\\x\\_y \\d+\\.\\d+ ¯\\_(ツ)_/¯'],
  ['\\*not italic\\*', '*not italic*'],
  ['title\n---', 'title\n---'],
  ['[x]: https://a.example', '[x]: https://a.example'],
  ['a &amp; b', 'a &amp; b'],
])('%j', (text, tree) => {
  expect(short(parseMarkdown(text))).toBe(tree)
})

test.each([
  ['items', '- a\n', 2_040],
  ['items that are parsed', '- a\n', 400],
  ['numbered items', '1. a\n', 1_300],
  ['quoted items', '> - a\n\n', 1_000],
  ['blocks of code', '```\na\n```\n', 700],
  ['stretches of code', '`a` ', 2_040],
  ['paragraphs', '\\a\n\n', 2_000],
])('thousands of %s are shown as typed, and quickly', (_, pattern, times) => {
  const text = pattern.repeat(times).trimEnd()
  const start = performance.now()
  expect(parseMarkdown(text)).toEqual([{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }])
  expect(performance.now() - start).toBeLessThan(250)
})

test('a long list is one', () => {
  const [list] = parseMarkdown('- item\n'.repeat(200))
  expect(list).toMatchObject({ kind: 'list', items: { length: 200 } })
  // What stands in a block of code opens nothing.
  expect(parseMarkdown(`\`\`\`\n${'- item\n'.repeat(500)}\`\`\``)).toMatchObject([{ kind: 'code' }])
})

test('plain sentences do not need the parser', () => {
  expect(mayHoldMarkdown('Hello, how are you? 3-2 for us (at last). #1')).toBe(false)
  expect(mayHoldMarkdown('see\n> quote')).toBe(true)
})

const patterns = [
  '>',
  '> ',
  '- ',
  '1. ',
  '*',
  '**a',
  '*a ',
  '_a_ ',
  '`',
  '`a',
  '[',
  '![',
  '[a](',
  '<',
  '&',
  '~~',
  '|',
  '\\',
  '- > ',
  '>_<\n',
  '>:( ',
  '***a**',
  'a*',
  '<a ',
  '\t',
  '    ',
  '```\n',
  'https://a.example/ ',
  '*a_',
  '> - ',
  '# ',
  '# a\n`b`\n',
  '<p>\n \n\t',
  '\n> ',
  '\n- a\n  ',
  '[a]: b\n',
]
test.each(patterns)('8 KB of %j is parsed quickly and loses nothing visible', (pattern) => {
  const text = pattern.repeat(Math.ceil(8_192 / pattern.length)).slice(0, 8_192)
  // The least of some tries: the machine may be busy.
  const tries = Array.from({ length: 5 }, () => {
    const start = performance.now()
    parseMarkdown(text)
    return performance.now() - start
  })
  expect(Math.min(...tries)).toBeLessThan(250)
})
