import type { Tab } from './tab.ts'

/** Copies the one note of alice many times, a minute apart, and shows them; some say something else than their number. */
export async function manyNotes(
  { page }: Tab,
  count: number,
  texts: Readonly<Record<number, string>> = {},
): Promise<void> {
  await page.evaluate(
    async ({ count, texts }) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
        })
      const name = (await indexedDB.databases())
        .map((database) => database.name)
        .find((name) => name?.endsWith(':alice'))
      const database = await done(indexedDB.open(name ?? ''))
      const transaction = database.transaction('messages', 'readwrite')
      const store = transaction.objectStore('messages')
      const [row] = (await done(store.getAll())) as [{ message: { sentAt: number; seq: number } }]
      for (let seq = 2; seq <= count; seq += 1) {
        const id = String(seq).padStart(22, 'A')
        const message = {
          ...row.message,
          id,
          seq,
          text: texts[seq] ?? `note ${seq}`,
          sentAt: row.message.sentAt + seq * 60_000,
        }
        store.add({ message, key: `${id}/`, conversation: 'alice' })
      }
      await new Promise((resolve) => transaction.addEventListener('complete', resolve))
      database.close()
    },
    { count, texts },
  )
  await page.reload()
}
