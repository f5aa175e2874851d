import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** What happened, with the time since the beginning: all of it in a file, the progress on the screen. */
export interface Diary {
  say(line: string): void
  show(line: string): void
  close(): Promise<void>
}

/** Opens the file, overwriting an older run's. */
export function openDiary(path: string): Diary {
  mkdirSync(dirname(path), { recursive: true })
  const file = createWriteStream(path)
  const begun = performance.now()
  const say = (line: string) =>
    void file.write(`${((performance.now() - begun) / 1000).toFixed(2).padStart(8)} ${line}\n`)
  return {
    say,
    show(line) {
      console.log(line)
      say(line)
    },
    close: () => new Promise((resolve) => file.end(resolve)),
  }
}
