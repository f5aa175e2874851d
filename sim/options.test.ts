import { expect, it } from 'vitest'
import { parseSimOptions } from './options.ts'

const parse = (line: string) => parseSimOptions(line.split(' '), { cores: 2, mutants: ['acks early'] })

it('reads what is to be played', () => {
  const both = {
    seeds: 2000,
    from: 1,
    isReplay: false,
    sealing: 'stand-in',
    mutants: { only: '', within: 1000 },
    jobs: 2,
  }
  expect(parse('--seeds 2000 --mutants')).toEqual(both)
  expect(parse('--seed 7 --sealing real')).toMatchObject({ from: 7, seeds: undefined, isReplay: true, sealing: 'real' })
})

it.each([
  '--seeds x',
  '--seeds 0',
  '--seeds 10 --sealing reel',
  '--mutants --within 0',
  '--seed -1',
  '--foo',
  '--only acks',
  '--mutants --only nobody',
])('plays nothing rather than something else: %s', (line) => {
  expect(() => parse(line)).toThrow()
})
