/** Control characters but tab and line feed, and bidirectional overrides and isolates. */
const INVISIBLE = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu

/** Text without characters that no screen can show or that turn lines around unseen, and with one kind of line end. */
export function withoutInvisible(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(INVISIBLE, '')
}
