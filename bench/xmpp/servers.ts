import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import * as v from 'valibot'
import { pinServer } from '../harness/cores.ts'
import { scratch } from '../harness/commit.ts'
import { watchOver } from '../harness/servers.ts'
import { registerXmpp } from './client.ts'

export const DOMAIN = 'localhost'
export const ROOMS = 'rooms.localhost'
export const PASSWORD = 'secret'

/** An XMPP server of its own, with its configuration and data in a temporary directory. */
export interface XmppServer {
  readonly name: 'prosody' | 'ejabberd'
  readonly port: number
  readonly pid: number
  /** Registers u00000 up to so many. */
  register(count: number): Promise<void>
  /** Letters that lie in its database for absent people, where one can look. */
  kept?(): number
  stop(): Promise<void>
}

export const userOf = (index: number) => `u${String(index).padStart(5, '0')}`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listening(port: number, patienceMs = 40_000): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1' }, () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (isThere) return
    if (performance.now() > deadline) throw new Error(`nothing listens on ${port}`)
    await sleep(200)
  }
}

function isInstalled(path: string): boolean {
  return existsSync(path)
}

function countLetters(database: string): number {
  const db = new Database(database, { readonly: true })
  const row = db.prepare("SELECT count(*) AS letters FROM prosodyarchive WHERE store = 'offline'").get()
  db.close()
  return v.parse(v.object({ letters: v.number() }), row).letters
}

/** Prosody with SQLite storage and offline messages; undefined when it is not installed. */
export async function startProsody(): Promise<XmppServer | undefined> {
  if (!isInstalled('/usr/bin/prosody')) return undefined
  const { path, remove } = scratch()
  const port = await freePort()
  const config = join(path, 'prosody.cfg.lua')
  const database = join(path, 'prosody.sqlite')
  writeFileSync(
    config,
    `
    pidfile = "${path}/prosody.pid"; data_path = "${path}"; run_as_root = true
    interfaces = { "127.0.0.1" }; c2s_ports = { ${port} }; s2s_ports = {}; http_ports = {}; https_ports = {}
    modules_enabled = { "saslauth", "presence", "message", "iq", "offline", "roster", "ping" }
    modules_disabled = { "s2s", "tls" }
    c2s_require_encryption = false; allow_unencrypted_plain_auth = true
    authentication = "internal_plain"; storage = { accounts = "internal"; offline = "sql" }
    sql = { driver = "SQLite3", database = "${database}" }
    log = { error = "${path}/error.log" }
    limits = {}
    VirtualHost "${DOMAIN}"
    Component "${ROOMS}" "muc"
      modules_disabled = { "muc_mam" }
      muc_room_default_history_length = 0
      muc_room_default_presence_broadcast = { visitor = false, participant = false, moderator = false }
    `,
  )
  const accounts = join(path, DOMAIN, 'accounts')
  const child = spawn('/usr/bin/prosody', ['--config', config, '-F'], { stdio: 'ignore' })
  const release = watchOver(child.pid ?? 0)
  await listening(port)
  pinServer(child.pid ?? 0)
  return {
    name: 'prosody',
    port,
    pid: child.pid ?? 0,
    async register(count) {
      // What its own register command writes, without a process each.
      mkdirSync(accounts, { recursive: true })
      for (let index = 0; index < count; index++) {
        writeFileSync(join(accounts, `${userOf(index)}.dat`), `return { ["password"] = "${PASSWORD}" };\n`)
      }
    },
    // Without its driver for SQLite (lua-dbi-sqlite3) it answers all the same, and keeps nothing.
    kept: () => (existsSync(database) ? countLetters(database) : 0),
    async stop() {
      child.kill('SIGTERM')
      await Promise.race([once(child, 'exit'), sleep(5000)])
      if (child.exitCode === null) child.kill('SIGKILL')
      release()
      remove()
    },
  }
}

/** ejabberd with its Mnesia storage, which does not sync per message; undefined when it is not installed. */
export async function startEjabberd(): Promise<XmppServer | undefined> {
  if (!isInstalled('/usr/sbin/ejabberdctl')) return undefined
  const { path, remove } = scratch()
  const port = await freePort()
  const config = join(path, 'ejabberd.yml')
  writeFileSync(
    config,
    `hosts: ["${DOMAIN}"]
loglevel: error
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    shaper: none
    starttls: false
auth_method: internal
auth_password_format: plain
registration_timeout: infinity
acl: {}
shaper_rules: { max_user_offline_messages: infinity, max_user_sessions: 10, c2s_shaper: none }
access_rules: { all_may: { allow: all } }
modules:
  mod_register: { ip_access: all, access: all_may }
  mod_offline: { access_max_user_messages: max_user_offline_messages }
  mod_roster: {}
  mod_ping: {}
  mod_muc:
    host: "${ROOMS}"
    access: all_may
    access_create: all_may
    max_users: 10000
    history_size: 0
    max_user_conferences: 100
    user_message_shaper: none
    min_message_interval: 0
    default_room_options: { presence_broadcast: [], max_users: 10000 }
`,
  )
  const ebin = execFileSync(
    'sh',
    ['-c', 'ls -d /usr/lib/*/ejabberd*/ebin /usr/lib/ejabberd*/ebin 2>/dev/null | head -1'],
    { encoding: 'utf8' },
  ).trim()
  // Not distributed and without Erlang's port mapper: one process, ended by its own id.
  const child = spawn(
    '/usr/bin/erl',
    [
      '-noinput',
      '-pa',
      ebin,
      '-mnesia',
      'dir',
      `"${path}/mnesia"`,
      '-ejabberd',
      'config',
      `"${config}"`,
      '+P',
      '250000',
      '-s',
      'ejabberd',
    ],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        EJABBERD_CONFIG_PATH: config,
        LOGS_DIR: path,
        EJABBERD_LOG_PATH: join(path, 'ejabberd.log'),
        HOME: path,
      },
    },
  )
  const release = watchOver(child.pid ?? 0)
  await listening(port)
  pinServer(child.pid ?? 0)
  return {
    name: 'ejabberd',
    port,
    pid: child.pid ?? 0,
    async register(count) {
      for (let index = 0; index < count; index++) {
        await registerXmpp({ port, domain: DOMAIN, user: userOf(index), password: PASSWORD })
      }
    },
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      release()
      remove()
    },
  }
}
