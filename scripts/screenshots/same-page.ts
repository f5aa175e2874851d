/** What time it is in the scene, and since when. */
export interface SceneTime {
  readonly scene: number
  readonly begun: number
}

// These run in the page, before anything of its own: they make a picture the same in every run. Each must stand alone.

/** The page's clock shows the scene's time and goes slowly, so that a slow machine takes no minute more. */
export function setClock(initial: SceneTime): void {
  const SLOWER = 20
  const kept = sessionStorage.getItem('scene-time')
  const { scene, begun } = kept === null ? initial : (JSON.parse(kept) as SceneTime)
  const Real = Date
  class Slow extends Real {
    constructor(...at: [] | [number]) {
      super(at[0] ?? Slow.now())
    }

    static override now(): number {
      return Math.floor(scene + (Real.now() - begun) / SLOWER)
    }
  }
  Reflect.set(globalThis, 'Date', Slow)
}

/** A person has the same identity key in every run: colours and safety numbers come from it. */
export function keepKey(name: string): void {
  const { subtle } = crypto
  const generateKey = subtle.generateKey.bind(subtle) as (...of: unknown[]) => unknown
  /** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 §10.3). */
  const HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]
  async function sameKey(extractable: boolean): Promise<CryptoKeyPair> {
    const seed = await subtle.digest('SHA-256', new TextEncoder().encode(name))
    const pkcs8 = Uint8Array.of(...HEAD, ...new Uint8Array(seed))
    const { kty, crv, x } = await subtle.exportKey(
      'jwk',
      await subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']),
    )
    return {
      privateKey: await subtle.importKey('pkcs8', pkcs8, 'Ed25519', extractable, ['sign']),
      publicKey: await subtle.importKey('jwk', { kty, crv, x } as JsonWebKey, 'Ed25519', true, ['verify']),
    }
  }
  Reflect.set(subtle, 'generateKey', (algorithm: { name: string }, extractable: boolean, usages: unknown) =>
    algorithm.name === 'Ed25519' ? sameKey(extractable) : generateKey(algorithm, extractable, usages),
  )
}

/** The browser's own figure depends on when its database was last cleaned up. */
export function fixStorageUse(): void {
  Reflect.set(navigator.storage, 'estimate', () => Promise.resolve({ usage: 168 * 1024 }))
}

/** The seconds until the next attempt stay what they are. */
export function holdCountdown(): void {
  const held = performance.now()
  performance.now = () => held
}
