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

/**
 * Who counts as one place: an IPv4 address, or the /64 network of an IPv6 address, since a host chooses freely inside
 * its /64.
 */
export function addressToPlace(address: string): string {
  const plain = bare(address).split('%')[0] ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)
  if (mapped?.[1]) return mapped[1]
  if (!plain.includes(':')) return plain
  return groups(plain)
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')
}
