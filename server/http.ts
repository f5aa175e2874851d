import { existsSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import sirv from 'sirv'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { answerInTurn } from './listen.ts'

/** What the page may do and where it may connect. */
export interface PageOptions {
  /** Directory of the built page. */
  readonly web: string
  readonly isHttps: boolean
  /** Addresses of this server; for each its WebSocket address may be dialled. */
  readonly origins: readonly string[]
  /** Other chat servers. */
  readonly connect: readonly string[]
}

function toWebSocket(origin: string): string {
  return origin.replace(/^http/, 'ws')
}

/**
 * The headers of every response. The page runs only its own scripts, talks only to this and the listed servers, and is
 * framed by nobody. `trusted-types lit-html` names the one policy that Lit creates.
 */
function securityHeaders({ isHttps, origins, connect }: PageOptions): Record<string, string> {
  // The grammar of CSP knows no IPv6 addresses (CSP3 §2.3.1); on those `'self'` must do.
  const named = [...origins.map(toWebSocket), ...connect.flatMap((url) => [url, toWebSocket(url)])].filter(
    (source) => !source.includes('['),
  )
  const connections = ["'self'", ...named]
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${[...new Set(connections)].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Not `require-corp`: the page could not tell a web server that is no chat server from nobody.
    'Cross-Origin-Embedder-Policy': 'credentialless',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
    ...(isHttps ? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' } : {}),
  }
}

/** What browsers trust without https, as a request names it. */
const LOOPBACK = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/

/**
 * Whether the page comes over plain http from another machine, where browsers ignore the opener policy and complain of
 * it. A host behind a proxy that ends TLS is none of ours by http; in doubt it is false.
 */
function isUntrusted(host: string, { origins }: PageOptions): boolean {
  return !LOOPBACK.test(host) && origins.includes(`http://${host}`) && !origins.includes(`https://${host}`)
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' })
  response.end(body)
}

/** A file may be gone since the list was made, and whoever asked for it may leave: neither may end the server or keep the file open. */
function followFile(this: ServerResponse, file: Readable): void {
  file.once('error', () => this.destroy())
  this.once('close', () => file.destroy())
}

/** Serves the page and `/health`; to be called when the chat's endpoint is attached, so that its answers have the headers too. */
export function attachPage(server: Server, page: PageOptions): void {
  const headers = Object.entries(securityHeaders(page))
  const health = JSON.stringify({
    service: 'virtual-chat',
    protocolVersion: PROTOCOL_VERSION,
    ...(page.isHttps && page.origins[0] ? { https: page.origins[0] } : {}),
  })
  const isBuilt = existsSync(join(page.web, 'index.html'))
  // The list of files is made once: nothing else in the directory can be asked for, and no request walks the disk.
  const files = isBuilt
    ? sirv(page.web, {
        etag: true,
        gzip: true,
        brotli: true,
        setHeaders: (response, path) => {
          // Names of built assets carry their hash.
          const isHashed = path.startsWith('/assets/')
          response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
        },
      })
    : undefined

  // Before the chat's own listener, whose answers to plain requests are responses as well.
  server.prependListener('request', ({ headers: { host = '' } }: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    if (isUntrusted(host.toLowerCase(), page)) response.removeHeader('Cross-Origin-Opener-Policy')
  })
  const answerPage = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/socket.io/')) return
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      // RFC 9110 §15.5.6.
      response.setHeader('Allow', 'GET, HEAD')
      return answer(response, 405, 'text/plain; charset=utf-8', 'Only GET.\n')
    }
    if (request.url === '/health') {
      // Pages of other servers ask it why they may not connect; it tells nothing that is not public.
      response.setHeader('Access-Control-Allow-Origin', '*')
      return answer(response, 200, 'application/json', health)
    }
    const notFound = () =>
      answer(
        response,
        404,
        'text/plain; charset=utf-8',
        isBuilt ? 'There is no such page.\n' : 'The page is not built: run npm run build, then start again.\n',
      )
    if (!files) return notFound()
    // Whole files only: sirv throws at ranges that end before they begin or beyond any file.
    delete request.headers.range
    response.on('pipe', followFile)
    files(request, response, notFound)
  }
  server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    answerInTurn(request, response, () => answerPage(request, response)),
  )
}
