import { expect, it } from 'vitest'
import { answeringHosts, ownHosts, toOrigin } from './addresses.ts'

const HOSTS = ['localhost', '127.0.0.1', '::1', 'lab', '192.0.2.2', 'fd00::2']

it.each([
  ['0.0.0.0', ['localhost', '127.0.0.1', 'lab', '192.0.2.2']],
  ['::', HOSTS],
  ['127.0.0.1', ['localhost', '127.0.0.1']],
  ['localhost', ['localhost']],
  ['192.0.2.2', ['192.0.2.2']],
])('who listens on %s answers at %j', (address, hosts) => {
  expect(answeringHosts(HOSTS, address)).toEqual(hosts)
})

it.each([
  ['lab', ['lab']],
  ['Lab.home', ['lab.home']],
  ['my_lab', ['my_lab']],
  ['123456789012', []],
  ['1234', []],
  ['BÜRO-PC', ['xn--bro-pc-3ya']],
  ['lab/x', []],
  ['my lab', []],
])('a machine named %j is dialled by name as %j', (name, found) => {
  const hosts = ownHosts(name)
  const addresses = ownHosts('localhost')
  expect(hosts.filter((host) => !addresses.includes(host))).toEqual(found)
  for (const host of hosts) expect(() => toOrigin('http', host, 8080)).not.toThrow()
})
