import { vi } from 'vitest'

/** Waits until `check` throws no longer; the machine may be busy. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 5 })
}
