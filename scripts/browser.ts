import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * The browser for the end-to-end tests: `VIRTUAL_CHAT_CHROMIUM`, else one of the system, else `null` for the one that
 * Playwright downloaded. `undefined`: there is none.
 */
export function findBrowser(): string | null | undefined {
  const chosen = process.env['VIRTUAL_CHAT_CHROMIUM']
  if (chosen) return chosen
  return SYSTEM.find(runs) ?? (existsSync(chromium.executablePath()) ? null : undefined)
}

/** Some systems have a stub there that only says how to install the browser. */
function runs(path: string): boolean {
  if (!existsSync(path)) return false
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
