import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, test } from './fixtures.ts'

/** Runs the program until it ends; everything it said, and how it ended. */
function run(args: readonly string[]): Promise<{ said: string; code: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', ...args])
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.once('exit', (code) => resolve({ said, code }))
  })
}

test.describe('row 1: a port that cannot be used ends with one line that says why', () => {
  for (const port of ['0x50', '99999', '-1', 'eighty']) {
    test(`--port ${port}`, async () => {
      const { said, code } = await run(['--port', port])
      expect(code).not.toBe(0)
      expect(said.trim().split('\n')).toHaveLength(1)
      expect(said).toContain('port')
    })
  }

  test('a taken port', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const data = test.info().outputPath('data')
    const { said, code } = await run(['--host', '127.0.0.1', '--port', `${port}`, '--data', data])
    taken.close()
    expect(code).not.toBe(0)
    expect(said.trim().split('\n')).toHaveLength(1)
    expect(said).toContain(`${port}`)
  })
})
