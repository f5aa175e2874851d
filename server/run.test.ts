import { stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { startServer } from './testing/start-server.ts'
import { temporaryDirectory } from './testing/temporary.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A port that is free, with the data directory of a server that had it. */
async function freed(): Promise<{ data: string; port: number }> {
  const { path: data, remove } = await temporaryDirectory()
  onTestFinished(remove)
  const { port, stop } = await startServer({ data })
  await stop()
  return { data, port }
}

it('leaves neither port nor database open when it cannot start', async () => {
  const web = await temporaryDirectory()
  onTestFinished(web.remove)
  await writeFile(join(web.path, 'index.html'), '<!doctype html>')
  await symlink('nowhere', join(web.path, 'lost.js'))
  const options = await freed()
  await expect(startServer({ ...options, args: ['--web', web.path] })).rejects.toThrow('ENOENT')
  const next = await startServer(options)
  expect((await fetch(`${next.url}/health`)).status).toBe(200)
  await next.stop()
})

it.skipIf(process.platform === 'win32')(
  'makes a data directory that other users of the machine cannot look into',
  async () => {
    const { path, remove } = await temporaryDirectory()
    onTestFinished(remove)
    const server = await startServer({ data: join(path, 'made') })
    await server.stop()
    expect((await stat(server.data)).mode & 0o077).toBe(0)
  },
)

it('answers requests while it still reads its store', async () => {
  const options = await freed()
  const post: (message: unknown, transfer?: readonly never[]) => void = Worker.prototype.postMessage
  let read = () => {}
  const isReading = new Promise<void>((resolve) => {
    // The first thing that the store's thread is asked for is all that it has.
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker, message: unknown) {
      read = () => Reflect.apply(post, this, [message])
      resolve()
    })
  })
  const starting = startServer(options)
  await isReading
  try {
    const answer = await fetch(`http://127.0.0.1:${options.port}/health`, { signal: AbortSignal.timeout(5000) })
    expect(answer.status).toBe(200)
  } finally {
    read()
    await (await starting).stop()
  }
})
