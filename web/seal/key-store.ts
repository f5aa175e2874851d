/** The long-term keys of one person in this browser. CryptoKeys are kept as objects: private halves are not extractable. */
export interface IdentityRecord {
  readonly privateKey: CryptoKey
  readonly publicKey: Uint8Array<ArrayBuffer>
}

/** As an object, or wrapped by a key that is not extractable, where a browser cannot read such an object again. */
export type StoredPrivateKey = CryptoKey | { readonly wrapped: ArrayBuffer; readonly wrappedBy: CryptoKey }

/** A prekey with its private half. `madeAt` is wall time, milliseconds. */
export interface PrekeyRecord {
  readonly id: number
  readonly privateKey: StoredPrivateKey
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
  readonly madeAt: number
}

/** Where keys live: IndexedDB in the browser, memory in tests. Each verb is durable when it resolves. */
export interface KeyStore {
  identity(): Promise<IdentityRecord | undefined>
  /** Stores the identity unless there is one; answers the one that is there now. */
  addIdentity(record: IdentityRecord): Promise<IdentityRecord>
  /** Destroys the identity and all prekeys: the name has got, or will get, another key. */
  destroyAll(): Promise<void>
  /** Every prekey not destroyed, in order of id. */
  prekeys(): Promise<readonly PrekeyRecord[]>
  /** Stores the prekey unless there is one of that id; answers the one that is there now. */
  addPrekey(record: PrekeyRecord): Promise<PrekeyRecord>
  /** Destroys the prekeys up to this id. */
  destroyPrekeys(upTo: number): Promise<void>
}
