import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { OPTIONS, optionsTable } from './options.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { createPerson, envelopeOf } from './testing/client.ts'
import { messageId } from './testing/fixtures.ts'
import { program } from './testing/program.ts'
import { clientFrame, PING, upgradeRequest } from './testing/raw-websocket.ts'
import { NO_LIMITS, spawnServer } from './testing/start-server.ts'
import { testDirectory } from './testing/test-directory.ts'

const releases: (() => unknown)[] = []
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release()
})

async function signIn(
  url: string,
  name: string,
): Promise<{ socket: Socket; person: Awaited<ReturnType<typeof createPerson>> }> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true })
  const challenge: { nonce: string } = await new Promise((resolve) => socket.once('session:challenged', resolve))
  const person = await createPerson(name)
  await socket.emitWithAck('session:sign-in', await person.signIn({ nonce: challenge.nonce, origin: url }))
  return { socket, person }
}

describe('the program', () => {
  it('explains every option', async () => {
    const { code, out } = await program('--help')
    expect(code).toBe(0)
    for (const { flag } of OPTIONS) {
      expect(out).toContain(`--${flag}`)
      expect(optionsTable()).toContain(`\`--${flag}`)
    }
  })

  it.each(['SIGTERM', 'SIGHUP'])('says where it is and what is on, and ends in order on %s', async (signal) => {
    const server = await spawnServer({ args: NO_LIMITS })
    const { socket } = await signIn(server.url, 'ann')
    const stopping = new Promise((resolve) => socket.once('server:stopping', resolve))
    const gone = new Promise((resolve) => socket.once('disconnect', resolve))
    const begun = performance.now()
    process.kill(server.pid, signal)
    await stopping
    await gone
    await server.stop()
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  it('lets nobody else read what it stores, in a directory that everybody can enter', async () => {
    const data = await testDirectory()
    await chmod(data, 0o755)
    const server = await spawnServer({ data, args: ['--https'] })
    releases.push(() => server.stop())
    const files = await readdir(data)
    expect(files).toEqual(expect.arrayContaining(['chat.db', 'chat.db-wal', 'self-signed.key']))
    for (const file of files) expect([file, (await stat(join(data, file))).mode & 0o077]).toEqual([file, 0])
  })

  it('goes on when nobody takes its log any more', async () => {
    const child = spawn(process.execPath, [
      '--import',
      'tsx',
      'server/main.ts',
      '--port',
      '0',
      '--data',
      await testDirectory(),
    ])
    releases.push(() => child.kill('SIGKILL'))
    const url = await new Promise<string>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const found = /on (\S+)/.exec(chunk.toString())?.[1]
        if (found) resolve(found)
      })
    })
    child.stdout.destroy()
    child.stderr.destroy()
    // More WebSocket pings than a line may send: it is cut, which is logged.
    const line = connect(Number(new URL(url).port), '127.0.0.1')
    line.on('error', () => {}).resume()
    line.write(upgradeRequest())
    await once(line, 'data')
    line.write(Buffer.concat(Array.from({ length: 20 }, () => clientFrame(PING, ''))))
    await once(line, 'close')
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  it('ends with the reason, and acks nothing more, when the disk is full', async () => {
    const data = await testDirectory()
    // The shell ignores SIGXFSZ, so that a write beyond the limit fails as on a full disk.
    const child = spawn('bash', [
      '-c',
      `trap '' XFSZ; ulimit -f 600; exec "$0" --import tsx server/main.ts --port 0 --data "$1" ${NO_LIMITS.join(' ')}`,
      process.execPath,
      data,
    ])
    releases.push(() => child.kill('SIGKILL'))
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const exited = once(child, 'close')
    const url = await new Promise<string>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const found = /on (\S+)/.exec(chunk.toString())?.[1]
        if (found) resolve(found)
      })
    })
    const { socket, person } = await signIn(url, 'ann')
    releases.push(() => socket.close())
    const letter = (id: number) => {
      const outer = { id: messageId(id), fromDevice: person.device, toDevice: person.device, prekeyId: 1 }
      return { to: 'ann', envelope: envelopeOf(outer, 40_000) }
    }
    expect(await socket.emitWithAck('mail:put', letter(0))).toMatchObject({ ok: true })
    let acked = 1
    for (let id = 1; id < 60; id++) {
      socket.emit('mail:put', letter(id), (answer: { ok: boolean }) => {
        if (answer.ok) acked += 1
      })
    }
    const [code] = (await exited) as unknown[]
    expect(code).toBe(1)
    expect(err).toContain('The store failed')
    expect(acked).toBeLessThan(60)
    const store = await openSqliteStore(join(data, 'chat.db'), () => {})
    releases.push(() => store.close())
    const ids = new Set<string>()
    for (let after = 0, more = true; more;) {
      const page = await store.mailPage({ to: person.name, after })
      page.ids.forEach((id) => ids.add(id))
      after = page.last
      more = page.more
    }
    expect(ids.size).toBeGreaterThanOrEqual(acked)
  })
})
