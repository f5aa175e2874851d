import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { PINNING } from './cores.ts'
import type { Row } from './suite.ts'

/** What was measured, on what, when and how busy the machine was before. */
export const Results = v.object({
  environment: v.object({
    at: v.string(),
    commit: v.string(),
    node: v.string(),
    cpu: v.string(),
    cores: v.number(),
    memoryGiB: v.number(),
    pinning: v.string(),
    loadBefore: v.number(),
  }),
  rows: v.array(
    v.object({
      what: v.string(),
      n: v.optional(v.number()),
      unit: v.string(),
      ours: v.number(),
      anchor: v.optional(v.object({ name: v.string(), value: v.number() })),
      ratio: v.optional(v.number()),
      aim: v.optional(v.object({ words: v.string(), isMet: v.boolean() })),
      note: v.optional(v.string()),
    }),
  ),
})
export type Results = v.InferOutput<typeof Results>

/** Load average of the last minute; taken before a suite, because a suite is a load itself. */
export function loadNow(): number {
  return loadavg()[0] ?? 0
}

function environment(loadBefore: number): Results['environment'] {
  return {
    at: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    pinning: PINNING,
    loadBefore: Number(loadBefore.toFixed(2)),
  }
}

function fileOf(suite: string): string {
  return fileURLToPath(new URL(`../${suite}/results.json`, import.meta.url))
}

const rounded = (value: number) => Number(value.toPrecision(4))

/** Replaces the results of a suite; call it only after a whole run. */
export function writeResults(suite: string, rows: readonly Row[], loadBefore: number): void {
  const kept = rows.map((row) => ({
    ...row,
    ours: rounded(row.ours),
    ...(row.ratio === undefined ? {} : { ratio: rounded(row.ratio) }),
    ...(row.anchor ? { anchor: { ...row.anchor, value: rounded(row.anchor.value) } } : {}),
  }))
  writeFileSync(fileOf(suite), `${JSON.stringify({ environment: environment(loadBefore), rows: kept }, null, 2)}\n`)
}

/** The last results of a suite, if it ever ran to its end. */
export function readResults(suite: string): Results | undefined {
  try {
    return v.parse(Results, JSON.parse(readFileSync(fileOf(suite), 'utf8')))
  } catch {
    return undefined
  }
}
