import { expect, it } from 'vitest'
import { answeringHosts } from './addresses.ts'

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
