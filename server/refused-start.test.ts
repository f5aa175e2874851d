import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { enter } from './store/contract-people.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { userName } from './testing/fixtures.ts'
import { program, programAs } from './testing/program.ts'
import { spawnServer } from './testing/start-server.ts'
import { testDirectory } from './testing/test-directory.ts'

const LINE = /^virtual-chat: [^\n]+\n$/

describe('a start', () => {
  it.each([
    [['--port', 'http'], 'not a port'],
    [['--port', '65536'], 'not a port'],
    [['--port', '-1'], 'port'],
    [['--portt', '1'], 'There is no option --portt'],
    [['--cert', 'a.pem', '--key', 'b.pem'], '--cert a.pem cannot be read'],
    [['--web', 'nowhere'], 'no index.html in nowhere'],
    [['--host', '999.1.1.1'], 'no address 999.1.1.1; see --host'],
  ])('refuses %j in one line', async (args, words) => {
    const { code, err } = await program('--data', await testDirectory(), ...args)
    expect(code).toBe(1)
    expect(err).toMatch(LINE)
    expect(err).toContain(words)
  })

  it('refuses a Node that is too old, and no newer one', async () => {
    const told = async (version: string) => {
      const other = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`
      const env = { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${other}` }
      return (await programAs({ env }, '--help')).err
    }
    for (const old of ['18.20.4', '20.18.3']) {
      expect(await told(old)).toBe(`virtual-chat: Node.js ${old} is too old; 20.19 or newer is needed.\n`)
    }
    expect(await Promise.all([told('20.19.0'), told('22.1.0')])).toEqual(['', ''])
  })

  it('refuses a taken port', async () => {
    const other = createServer().listen(0)
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const { code, err } = await program('--port', `${port}`, '--data', await testDirectory())
    expect([code, err]).toEqual([
      1,
      `virtual-chat: Port ${port} is taken by another program; choose one with --port.\n`,
    ])
  })

  it('names an option as it was given', async () => {
    const env = { ...process.env, VIRTUAL_CHAT_PORT: 'http', VIRTUAL_CHAT_DATA: await testDirectory() }
    const { err } = await programAs({ env })
    expect(err).toBe('virtual-chat: VIRTUAL_CHAT_PORT: "http" is not a port; give a number from 0 to 65535\n')
    const other = createServer().listen(0)
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const { err: taken } = await programAs({ env: { ...env, VIRTUAL_CHAT_PORT: `${port}` } })
    expect(taken).toContain('choose one with VIRTUAL_CHAT_PORT.')
    const { err: onLine } = await programAs({ env }, `--port=${port}`)
    expect(onLine).toContain('choose one with --port.')
  })

  it('refuses a data directory that it cannot write', async () => {
    const path = await testDirectory()
    await writeFile(join(path, 'file'), '')
    await mkdir(join(path, 'https', 'self-signed.key'), { recursive: true })
    const nowhere = process.platform === 'linux' ? ['/proc/chat', '/proc/chat/below'] : []
    for (const data of [join(path, 'file'), join(path, 'file', 'below'), ...nowhere]) {
      const { code, err } = await program('--port', '0', '--data', data)
      expect(code).toBe(1)
      expect(err).toMatch(LINE)
      expect(err).toContain(`The data directory ${data} cannot be written: `)
    }
    const { err } = await program('--port', '0', '--data', join(path, 'https'), '--https')
    expect(err).toContain(`The data directory ${join(path, 'https')} cannot be written: EISDIR`)
  })

  it.skipIf(process.getuid?.() !== 0)('says to an ordinary user what only administrators may have', async () => {
    const path = await testDirectory()
    await chmod(path, 0o755)
    const asNobody = { uid: 65_534, gid: 65_534 }
    const { err: data } = await programAs(asNobody, '--port', '0', '--data', join(path, 'new'))
    expect(data).toMatch(/cannot be written: EACCES[^\n]*; choose another with --data\.\n$/)
    await chown(path, asNobody.uid, asNobody.gid)
    const { err: port } = await programAs(asNobody, '--port', '1', '--data', path)
    expect(port).toBe('virtual-chat: Port 1 is for administrators; choose one from 1024 with --port.\n')
  })

  it('refuses a data directory on a full disk', async () => {
    const data = await testDirectory()
    // The shell ignores SIGXFSZ, so that a write beyond the limit fails as on a full disk.
    const child = spawn('bash', [
      '-c',
      `trap '' XFSZ; ulimit -f 1; exec "$0" --import tsx server/main.ts --port 0 --data "$1"`,
      process.execPath,
      data,
    ])
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(err).toBe(
      `virtual-chat: The data directory ${data} cannot be written: disk I/O error; choose another with --data.\n`,
    )
  })

  it('refuses what is no database', async () => {
    const data = await testDirectory()
    await writeFile(join(data, 'chat.db'), 'no database '.repeat(1000))
    const { code, err } = await program('--port', '0', '--data', data)
    expect(code).toBe(1)
    expect(err).toMatch(LINE)
    expect(err).toContain(`The database ${join(data, 'chat.db')} is damaged`)
  })

  it('calls a database damaged in which an account has lost its cursor', async () => {
    const data = await testDirectory()
    const store = await openSqliteStore(join(data, 'chat.db'), () => {})
    await enter(store, userName('ann'))
    await store.close()
    const db = new Database(join(data, 'chat.db'))
    db.exec('DELETE FROM cursor')
    db.close()
    const { code, err } = await program('--port', '0', '--data', data)
    expect(code).toBe(1)
    expect(err).toMatch(LINE)
    expect(err).toContain(`The database ${join(data, 'chat.db')} is damaged`)
  })

  it('refuses the database of a newer version, and a directory in use', async () => {
    const data = await testDirectory()
    const server = await spawnServer({ data })
    const { err: inUse } = await program('--port', '0', '--data', data)
    expect(inUse).toBe(
      `virtual-chat: Another server uses the data directory ${data}; stop it or choose another with --data.\n`,
    )
    await server.stop()
    const db = new Database(join(data, 'chat.db'))
    db.exec('PRAGMA user_version = 1000')
    db.close()
    const { code, err } = await program('--port', '0', '--data', data)
    expect(code).toBe(1)
    expect(err).toMatch(LINE)
    expect(err).toContain('use a newer program')
  })
})
