import type { Welcome } from '../protocol/session.ts'
import { isLoopback } from './addresses.ts'
import { addressToBytes } from './place.ts'

// Browsers hide their address behind a name that others resolve by multicast. Where multicast is blocked, as in many
// schools, or stops at a router, two browsers find each other only if somebody tells each what its address is.

/** Message types, cookie and attribute of RFC 8489 §5, §14.2 and §18.2. */
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const MAGIC_COOKIE = 0x2112a442
const XOR_MAPPED_ADDRESS = 0x0020
const HEADER = 20

/**
 * Answers a binding request with the address that it came from; undefined for anything else, and for port 0, to which
 * nobody can send. What else is in the request is not read: browsers put nothing in that must be understood.
 */
export function answerBinding(request: Buffer, from: { address: string; port: number }): Buffer | undefined {
  const isRequest =
    request.length >= HEADER &&
    request.readUInt16BE(0) === BINDING_REQUEST &&
    request.readUInt16BE(2) === request.length - HEADER &&
    request.readUInt32BE(4) === MAGIC_COOKIE
  if (!isRequest || from.port === 0) return undefined
  const address = addressToBytes(from.address)
  const answer = Buffer.alloc(HEADER + 8 + address.length)
  answer.writeUInt16BE(BINDING_SUCCESS, 0)
  answer.writeUInt16BE(answer.length - HEADER, 2)
  // Cookie and transaction id.
  request.copy(answer, 4, 4, HEADER)
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20)
  answer.writeUInt16BE(4 + address.length, 22)
  answer.writeUInt8(address.length === 4 ? 1 : 2, 25)
  answer.writeUInt16BE(from.port ^ (MAGIC_COOKIE >>> 16), 26)
  for (const [index, byte] of address.entries()) answer.writeUInt8(byte ^ request.readUInt8(4 + index), 28 + index)
  return answer
}

/**
 * ICE servers for somebody who dialled `origin`, when STUN is answered on `port`: none behind a proxy, which lets no UDP
 * through, and none on this machine, where browsers find each other without.
 */
export function stunServersAt(origin: string, port: number): Welcome['iceServers'] {
  const url = new URL(origin)
  const dialled = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (dialled !== port || isLoopback(url.hostname)) return []
  return [{ urls: [`stun:${url.hostname}:${port}`] }]
}
