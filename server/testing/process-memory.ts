import { open, readFile } from 'node:fs/promises'

/** Bytes read at a time. */
const CHUNK = 4 * 1024 * 1024

/** What can be said of a process's memory. */
export type MemorySearch =
  | { readonly readable: true; readonly found: readonly string[]; readonly bytes: number }
  /** Only Linux has such a file, and some systems keep it even from a process's parent. */
  | { readonly readable: false; readonly why: string }

/** Which of these texts lie in the writable memory of a running process, as UTF-8 or as UTF-16. */
export async function searchMemory(pid: number, texts: readonly string[]): Promise<MemorySearch> {
  const needles = texts.flatMap((text) => [
    { text, bytes: Buffer.from(text, 'utf8') },
    { text, bytes: Buffer.from(text, 'utf16le') },
  ])
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1
  const found = new Set<string>()
  let total = 0
  try {
    const maps = await readFile(`/proc/${pid}/maps`, 'utf8')
    const memory = await open(`/proc/${pid}/mem`, 'r')
    try {
      for (const [, from = '', to = ''] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) .w/gm)) {
        const end = Number.parseInt(to, 16)
        for (let at = Number.parseInt(from, 16); at < end; at += CHUNK) {
          const buffer = Buffer.alloc(Math.min(CHUNK + overlap, end - at))
          // A mapping may be gone or forbidden by the time it is read; what is left of it counts.
          const read = await memory.read(buffer, 0, buffer.length, at).catch(() => ({ bytesRead: 0 }))
          const part = buffer.subarray(0, read.bytesRead)
          total += part.length
          for (const { text, bytes } of needles) if (part.includes(bytes)) found.add(text)
        }
      }
    } finally {
      await memory.close()
    }
  } catch (error) {
    return { readable: false, why: error instanceof Error ? error.message : String(error) }
  }
  return { readable: true, found: [...found], bytes: total }
}
