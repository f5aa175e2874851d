import { describe, expect, it } from 'vitest'
import { parseLine, SLASH_COMMANDS } from './slash-command.ts'

describe('a typed line', () => {
  it.each([
    ['hello', { type: 'message', text: 'hello' }],
    ['', { type: 'message', text: '' }],
    [' /send bob hi', { type: 'message', text: ' /send bob hi' }],
    ['and/or', { type: 'message', text: 'and/or' }],
    ['//etc', { type: 'message', text: '/etc' }],
    ['// a comment\nand code', { type: 'message', text: '// a comment\nand code' }],
    ['/* a comment */', { type: 'message', text: '/* a comment */' }],
    ['/ or -', { type: 'message', text: '/ or -' }],
    ['/send bob hi there', { type: 'send', to: 'bob', text: 'hi there' }],
    ['/send  BOB   hi\nthere', { type: 'send', to: 'bob', text: 'hi\nthere' }],
    ['/SEND bob hi', { type: 'send', to: 'bob', text: 'hi' }],
    ['/send bob', { type: 'send', to: 'bob', text: '' }],
    ['/send', { type: 'missing-recipient' }],
    ['/send   ', { type: 'missing-recipient' }],
    ['/send_all hi all', { type: 'send-all', text: 'hi all' }],
    ['/send_all', { type: 'send-all', text: '' }],
    ['/dereg', { type: 'sign-out' }],
    ['/reg', { type: 'sign-in' }],
    ['/help', { type: 'help' }],
    ['/nonsense at all', { type: 'unknown', command: '/nonsense' }],
    ['/', { type: 'unknown', command: '/' }],
  ])('%j', (line, expected) => {
    expect(parseLine(line)).toEqual(expected)
  })

  it('knows every command that is offered', () => {
    const types = SLASH_COMMANDS.map(({ command }) => parseLine(`${command} bob hi`).type)
    expect(types).not.toContain('unknown')
  })
})
