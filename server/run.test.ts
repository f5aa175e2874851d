import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startServer } from './testing/start-server.ts'
import { temporaryDirectory } from './testing/temporary.ts'

it('leaves neither port nor database open when it cannot start', async () => {
  const [data, web] = [await temporaryDirectory(), await temporaryDirectory()]
  await writeFile(join(web.path, 'index.html'), '<!doctype html>')
  await symlink('nowhere', join(web.path, 'lost.js'))
  const first = await startServer({ data: data.path })
  await first.stop()
  const options = { data: data.path, port: first.port }
  await expect(startServer({ ...options, args: ['--web', web.path] })).rejects.toThrow('ENOENT')
  const next = await startServer(options)
  expect((await fetch(`${next.url}/health`)).status).toBe(200)
  await next.stop()
  await Promise.all([data.remove(), web.remove()])
})
