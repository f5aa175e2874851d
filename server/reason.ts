/** What a thrown thing says of itself, in words for a log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
