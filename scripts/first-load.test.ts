import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { weigh, type Chunk } from './first-load.ts'

const chunk = (bytes: number, imports: string[] = [], isEntry = false): Chunk => ({
  type: 'chunk',
  code: randomBytes(bytes).toString('latin1'),
  isEntry,
  imports,
})

it('weighs what the entry imports, once, and nothing that is loaded later', () => {
  const bundle = {
    'main.js': chunk(10, ['shared.js', 'other.js', 'gone.js'], true),
    'shared.js': chunk(1000),
    'other.js': chunk(10, ['shared.js', 'main.js']),
    'later.js': chunk(50_000),
    'style.css': { type: 'asset' } as const,
  }
  expect(weigh(bundle)).toBeGreaterThan(1000)
  expect(weigh(bundle)).toBeLessThan(3000)
})
