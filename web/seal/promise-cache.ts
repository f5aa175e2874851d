/** Loads each key once and keeps the last `limit` used. A failed load is not kept. */
export function createPromiseCache<V>(limit: number, load: (key: string) => Promise<V>): (key: string) => Promise<V> {
  const held = new Map<string, Promise<V>>()

  function begin(key: string): Promise<V> {
    const value = load(key)
    value.catch(() => held.delete(key))
    return value
  }

  return (key) => {
    const value = held.get(key) ?? begin(key)
    held.delete(key)
    held.set(key, value)
    const [oldest] = held.keys()
    if (held.size > limit && oldest !== undefined) held.delete(oldest)
    return value
  }
}
