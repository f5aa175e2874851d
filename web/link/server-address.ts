/** A name or address of a machine; URL also takes what no network can look up, and Chromium even spaces. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/

/**
 * What was typed as a server, as the origin to dial: `localhost:8080` and `https://chat.example/` are fine, nothing means
 * `own`. Undefined when it is no address of a web server.
 */
export function parseServerAddress(typed: string, own: string): string | undefined {
  const text = typed.trim()
  if (text === '') return own
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${new URL(own).protocol}//${text}`
  if (!URL.canParse(address)) return undefined
  const { protocol, origin, hostname, pathname, search } = new URL(address)
  return /^https?:$/.test(protocol) && HOST.test(hostname) && pathname === '/' && search === '' ? origin : undefined
}
