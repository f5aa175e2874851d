/** The eight groups of an IPv6 address. */
function groups(address: string): readonly string[] {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  if (tail === undefined) return left
  const right = tail === '' ? [] : tail.split(':')
  return [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right]
}

/** Some proxies name the port too, which differs from connection to connection: `192.0.2.1:5000`, `[2001:db8::1]:5000`. */
function bare(address: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
}

/** The IPv4 address of a client on a socket for both kinds. */
function mapped(address: string): string | undefined {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
}

/** An address in network order, 4 or 16 bytes. */
export function addressToBytes(address: string): Buffer {
  const plain = mapped(address) ?? address.split('%')[0] ?? ''
  if (!plain.includes(':')) return Buffer.from(plain.split('.').map(Number))
  return Buffer.from(
    groups(plain)
      .map((group) => Number.parseInt(group, 16))
      .flatMap((group) => [group >> 8, group]),
  )
}

/**
 * Who counts as one place: an IPv4 address, or the /64 network of an IPv6 address, since a host chooses freely inside
 * its /64.
 */
export function addressToPlace(address: string): string {
  const plain = bare(address).split('%')[0] ?? ''
  const ipv4 = mapped(plain)
  if (ipv4) return ipv4
  if (!plain.includes(':')) return plain
  return groups(plain)
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')
}
