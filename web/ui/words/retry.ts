/** When the next attempt is. Times are wall times; `retryAt` is null while an attempt runs. */
export function retryWords(retryAt: number | null, now: number): string {
  if (retryAt === null) return 'Trying…'
  const seconds = Math.max(1, Math.ceil((retryAt - now) / 1_000))
  return `Next try in ${seconds} s`
}
