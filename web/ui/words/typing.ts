/** bob is typing…, bob and ann are typing…, 3 people are typing… */
export function typingWords(typing: readonly string[]): string {
  const [first, second] = typing
  if (first === undefined) return ''
  if (second === undefined) return `${first} is typing…`
  return typing.length === 2 ? `${first} and ${second} are typing…` : `${typing.length} people are typing…`
}
