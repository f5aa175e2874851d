import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { givenCertificate, selfSignedCertificate } from './certificate.ts'
import type { Certificate } from './listen.ts'
import { temporaryDirectory } from './testing/temporary.ts'

async function directory(): Promise<string> {
  const { path, remove } = await temporaryDirectory()
  onTestFinished(remove)
  return path
}

const fits = ({ cert, key }: Certificate) => new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
const make = (path: string) => selfSignedCertificate(path, ['localhost'], Date.now())

it('keeps its certificate', async () => {
  const path = await directory()
  expect(await make(path)).toEqual(await make(path))
})

it.each([
  ['an empty certificate', 'self-signed.crt', ''],
  ['an empty key', 'self-signed.key', ''],
  ['half a certificate', 'self-signed.crt', '-----BEGIN CERTIFICATE-----\nMIIB'],
])('makes another in the place of %s', async (_, file, text) => {
  const path = await directory()
  await make(path)
  await writeFile(join(path, file), text)
  const made = await make(path)
  expect(fits(made)).toBe(true)
  expect(await readFile(join(path, 'self-signed.crt'), 'utf8')).toBe(made.cert)
  expect(await readFile(join(path, 'self-signed.key'), 'utf8')).toBe(made.key)
})

it('makes another in the place of one that has not this key', async () => {
  const [path, other] = [await directory(), await directory()]
  await make(path)
  await writeFile(join(path, 'self-signed.key'), (await make(other)).key)
  expect(fits(await make(path))).toBe(true)
})

it('makes another in the place of one that begins only later, made while the clock was wrong', async () => {
  const path = await directory()
  const now = Date.now()
  await selfSignedCertificate(path, ['localhost'], now + 10 * 365 * 86_400_000)
  const { cert } = await selfSignedCertificate(path, ['localhost'], now)
  expect(Date.parse(new X509Certificate(cert).validFrom)).toBeLessThanOrEqual(now)
})

it('takes the certificate of an operator', async () => {
  const path = await directory()
  const made = await make(path)
  expect(await givenCertificate(join(path, 'self-signed.crt'), join(path, 'self-signed.key'))).toEqual(made)
})

it('names the options when it cannot be used', async () => {
  const path = await directory()
  await make(path)
  const [cert, key, junk] = ['self-signed.crt', 'self-signed.key', 'junk'].map((file) => join(path, file))
  await writeFile(junk ?? '', 'junk')
  for (const [one = '', other = ''] of [
    [junk, key],
    [cert, junk],
    [key, cert],
  ]) {
    await expect(givenCertificate(one, other)).rejects.toThrow(`--cert ${one} and --key ${other} are not`)
  }
})
