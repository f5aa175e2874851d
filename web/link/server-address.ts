/**
 * What was typed as a server, as the origin to dial: `localhost:8080` and `https://chat.example/` are fine, nothing means
 * `own`. Undefined when it is no address of a web server.
 */
export function parseServerAddress(typed: string, own: string): string | undefined {
  const text = typed.trim()
  if (text === '') return own
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${new URL(own).protocol}//${text}`
  if (!URL.canParse(address)) return undefined
  const { protocol, origin, pathname, search } = new URL(address)
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' ? origin : undefined
}
