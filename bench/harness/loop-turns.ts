import { performance } from 'node:perf_hooks'

// Loaded into a server before its own program: times each turn of its loop, from the end of the wait to the next one.
// What arrives meanwhile waits that long. On SIGUSR2 it prints the turns since the last time and begins anew.

let turns: number[] = []
let before = 0

function turn(): void {
  // Milliseconds in which the loop did not wait for events, preemption by other threads included.
  const { active } = performance.eventLoopUtilization()
  turns.push(active - before)
  before = active
  // Without a reference it runs once a turn and does not keep the loop from waiting.
  setImmediate(turn).unref()
}

setImmediate(turn).unref()
process.on('SIGUSR2', () => {
  const sorted = Float64Array.from(turns).sort()
  turns = []
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  process.stdout.write(`turns ${sorted.length} ${at(0.5)} ${at(0.99)} ${at(1 - 1 / sorted.length)}\n`)
})
