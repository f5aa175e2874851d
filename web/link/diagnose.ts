import * as v from 'valibot'
import { isOwnMachine } from '../chat/own-machine.ts'
import type { ConnectionLoss } from '../chat/ports/server-link.ts'

/** How long each of two questions may take. */
const TIMEOUT = 1300

/** Bad gateway, unavailable, gateway timeout: what a proxy answers for a server that does not run (RFC 9110 §15.6). */
const NO_SERVER_BEHIND: ReadonlySet<number> = new Set([502, 503, 504])

/** What `GET /health` of a chat server answers. */
const Health = v.object({ service: v.literal('virtual-chat') })

/** The pieces of the page that it needs. */
export interface DiagnosisPage {
  readonly fetch: typeof globalThis.fetch
  /** `https:` or `http:`. */
  readonly protocol: string
  /** Where `securitypolicyviolation` events arrive: the document. */
  readonly violations: EventTarget
  /** False only where there is surely none. */
  hasNetwork(): boolean
}

/** Watches one attempt. */
export interface Diagnosis {
  /** Why it fails. Asks once, however often it is called. Never rejects. */
  result(): Promise<ConnectionLoss>
  release(): void
}

/** Starts to watch an attempt to that address. */
export type Diagnose = (address: string) => Diagnosis

/**
 * Finds out why a WebSocket fails; a browser tells a page nothing about it. An ordinary request to the same server tells
 * more, be it that a stranger without CORS headers answers at all.
 */
export function createDiagnose(page: DiagnosisPage): Diagnose {
  return (address) => {
    let directive: string | undefined
    let result: Promise<ConnectionLoss> | undefined
    const host = new URL(address).host
    const listener = (event: Event) => {
      const { blockedURI, effectiveDirective } = event as SecurityPolicyViolationEvent
      if (URL.canParse(blockedURI) && new URL(blockedURI).host === host) directive = effectiveDirective
    }
    page.violations.addEventListener('securitypolicyviolation', listener)

    const find = async (): Promise<ConnectionLoss> => {
      if (page.protocol === 'https:' && isPlain(address)) {
        return { reason: 'blocked-by-page', directive: 'mixed-content' }
      }
      const answer = await ask(page, address)
      return directive === undefined ? { reason: answer } : { reason: 'blocked-by-page', directive }
    }
    return {
      result: () => (result ??= find()),
      release: () => page.violations.removeEventListener('securitypolicyviolation', listener),
    }
  }
}

/** Browsers let a page on https speak plainly with its own machine only. */
function isPlain(address: string): boolean {
  return address.startsWith('http:') && !isOwnMachine(address)
}

async function ask(
  page: DiagnosisPage,
  address: string,
): Promise<'origin-refused' | 'not-a-chat-server' | 'offline' | 'unreachable'> {
  const request = (mode: RequestMode) =>
    page.fetch(`${address}/health`, {
      mode,
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT),
    })
  try {
    const response = await request('cors')
    if (NO_SERVER_BEHIND.has(response.status)) return 'unreachable'
    const health = v.safeParse(Health, await response.json().catch(() => undefined))
    // A chat server that answers this page's request and not its socket does not want this origin, or the socket did not
    // get through a proxy.
    return health.success ? 'origin-refused' : 'not-a-chat-server'
  } catch {
    // Nobody there, or somebody who does not talk to other origins.
  }
  try {
    await request('no-cors')
    return 'not-a-chat-server'
  } catch {
    return page.hasNetwork() || isOwnMachine(address) ? 'unreachable' : 'offline'
  }
}
