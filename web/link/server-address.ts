/** A name or address of a machine; URL also takes what no network can look up, and Chromium even spaces. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/
/** Else URL takes a number for an address. */
const PORT = /^:?(\d+)$/

/**
 * What was typed as a server, as the origin to dial: `localhost:8080` and `https://chat.example/` are fine, a
 * port alone is one of the own machine, nothing means `own`. Undefined when it is no address of a web server.
 */
export function parseServerAddress(typed: string, own: string): string | undefined {
  const text = typed.trim()
  if (text === '') return own
  const { protocol: ownProtocol, hostname: ownHost } = new URL(own)
  const port = PORT.exec(text)?.[1]
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${ownProtocol}//${port ? `${ownHost}:${port}` : text}`
  if (!URL.canParse(address)) return undefined
  const { protocol, origin, hostname, pathname, search } = new URL(address)
  return /^https?:$/.test(protocol) && HOST.test(hostname) && pathname === '/' && search === '' ? origin : undefined
}
