import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** Hosts under which this machine can be dialled: localhost first, then its name, if a URL can have it, and its network addresses. */
export function ownHosts(name = hostname()): readonly string[] {
  const networks = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // A link-local IPv6 address needs a zone, which no URL carries.
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address)
  // To a browser a name of digits alone, as a container's id may be, is an IPv4 address or nothing. Letters beyond ASCII are
  // spelled in ASCII.
  const url = URL.canParse(`http://${name}`) ? new URL(`http://${name}`) : undefined
  const names = url?.href === `http://${url?.hostname}/` && !isIP(url.hostname) ? [url.hostname] : []
  return [...new Set(['localhost', '127.0.0.1', '::1', ...names, ...networks])]
}

/** Whether a host, as in an address or in a URL, is only this machine for itself. */
export function isLoopback(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)
}

/** Those of the machine's hosts at which a server that listens on `address` answers. */
export function answeringHosts(hosts: readonly string[], address: string): readonly string[] {
  if (address === '::') return hosts
  if (address === '0.0.0.0') return hosts.filter((host) => !host.includes(':'))
  return isLoopback(address) ? [...new Set(['localhost', address])] : [address]
}

/** `scheme://host:port` as a browser spells it: brackets around IPv6, no default port. */
export function toOrigin(scheme: 'http' | 'https', host: string, port: number): string {
  return new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`).origin
}
