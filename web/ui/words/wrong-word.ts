/** What is told about a word of a recovery phrase that was typed back, by its place in the phrase. */
export function wrongWordWords(place: number, typed: string | undefined): string {
  return `Word ${place} is ${typed ? 'a different one' : 'missing'}. Look at your notes.`
}
