import { readdirSync, readFileSync } from 'node:fs'

/** CPU time that the live threads of a process have used, ms. */
export function cpuOf(pid: number): number {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
    } catch {
      // The thread ended in between.
    }
  }
  return nanoseconds / 1e6
}

/** CPU time of a process and all its descendants, ms. */
export function cpuOfTree(pid: number): number {
  let sum = cpuOf(pid)
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim()
      for (const child of children === '' ? [] : children.split(' ')) sum += cpuOfTree(Number(child))
    } catch {
      // As above.
    }
  }
  return sum
}

/** Resident memory of a process, bytes. */
export function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** A stopwatch over a server and this load. */
export interface Usage {
  readonly wallMs: number
  readonly serverMs: number
  /** Share of its core that the load used; near 1 means that the load, not the server, was measured. */
  readonly loadShare: number
}

/** Starts it; the result stops it. */
export function measure(pid: number): () => Usage {
  const [wall, server, load] = [performance.now(), cpuOf(pid), process.cpuUsage()]
  return () => {
    const used = process.cpuUsage(load)
    const wallMs = performance.now() - wall
    return { wallMs, serverMs: cpuOf(pid) - server, loadShare: (used.user + used.system) / 1000 / wallMs }
  }
}
