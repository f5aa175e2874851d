import * as v from 'valibot'

/** `localStorage` or `sessionStorage`; where they are forbidden, to ask for one already fails. */
export type WebStorage = () => Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

/** One value that such a storage keeps. */
export interface StoredItem<T> {
  /** Undefined when there is none, or none that a page of ours wrote. */
  read(): T | undefined
  write(value: T): void
  clear(): void
}

/** Keeps it as JSON. Where storage is forbidden or full the value is forgotten, and nothing else is lost. */
export function createStoredItem<T>(
  storage: WebStorage,
  key: string,
  schema: v.GenericSchema<unknown, T>,
): StoredItem<T> {
  const stored = v.pipe(v.string(), v.parseJson(), schema)
  return {
    read() {
      const text = attempt(() => storage().getItem(key))
      const parsed = v.safeParse(stored, text)
      return parsed.success ? parsed.output : undefined
    },
    write: (value) => attempt(() => storage().setItem(key, JSON.stringify(value))),
    clear: () => attempt(() => storage().removeItem(key)),
  }
}

function attempt<T>(verb: () => T): T | undefined {
  try {
    return verb()
  } catch {
    return undefined
  }
}
