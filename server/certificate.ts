import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { ConfigError } from './config.ts'
import type { Certificate } from './listen.ts'
import { reasonOf } from './reason.ts'

const DAY = 24 * 60 * 60 * 1000
const VALID_DAYS = 365
/** A certificate that ends within this time is replaced, days. */
const RENEW_DAYS = 30

async function readKept(certFile: string, keyFile: string): Promise<Certificate | undefined> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
    return { cert, key }
  } catch {
    return undefined
  }
}

/** The certificate, if both can be read and belong together: a start may have ended between writing the one and the other. */
function pairOf({ cert, key }: Certificate): X509Certificate | undefined {
  try {
    const parsed = new X509Certificate(cert)
    return parsed.checkPrivateKey(createPrivateKey(key)) ? parsed : undefined
  } catch {
    return undefined
  }
}

async function readGiven(flag: 'cert' | 'key', file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`--${flag} ${file} cannot be read: ${reasonOf(error)}`)
  }
}

/** The operator's certificate. Rejects when it cannot be read or used. */
export async function givenCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  // One after the other: of two that cannot be read, the first is always the one that is named.
  const cert = await readGiven('cert', certFile)
  const key = await readGiven('key', keyFile)
  if (pairOf({ cert, key })) return { cert, key }
  throw new ConfigError(`--cert ${certFile} and --key ${keyFile} are not a certificate and its private key (PEM).`)
}

function isGood(kept: Certificate, hosts: readonly string[], now: number): boolean {
  const parsed = pairOf(kept)
  if (!parsed) return false
  const names = hosts.every((host) => (isIP(host) ? parsed.checkIP(host) : parsed.checkHost(host)) !== undefined)
  // A machine without a clock of its own may have started with a wrong time.
  const isBegun = Date.parse(parsed.validFrom) <= now
  return names && isBegun && Date.parse(parsed.validTo) > now + RENEW_DAYS * DAY
}

/**
 * The self-signed certificate of the data directory: the kept one while it is valid and names all hosts, so that
 * browsers that accepted it once need not be asked again.
 */
export async function selfSignedCertificate(
  directory: string,
  hosts: readonly string[],
  now: number,
): Promise<Certificate> {
  const [certFile, keyFile] = [join(directory, 'self-signed.crt'), join(directory, 'self-signed.key')]
  const kept = await readKept(certFile, keyFile)
  if (kept && isGood(kept, hosts, now)) return kept
  const made = await generate([{ name: 'commonName', value: 'Virtual Chat' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + VALID_DAYS * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) =>
          isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
        ),
      },
    ],
  })
  await writeFile(keyFile, made.private, { mode: 0o600 })
  await writeFile(certFile, made.cert)
  return { cert: made.cert, key: made.private }
}
