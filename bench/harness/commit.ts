import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLog } from '../anchors/sqlite-log.ts'
import { median } from './numbers.ts'

/** A directory that `remove` takes away. */
export function scratch(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'virtual-chat-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** What SQLite alone takes to commit one letter, fsync included, median of many, ms. */
export function commitMs(commits = 1000): number {
  const { path, remove } = scratch()
  const log = openLog(join(path, 'log.db'))
  const envelope = new Uint8Array(422)
  const times = Array.from({ length: commits }, () => {
    const begun = performance.now()
    log.append([{ to: 'somebody', envelope }])
    return performance.now() - begun
  })
  log.close()
  remove()
  return median(times)
}
