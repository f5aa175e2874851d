import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/browser.ts'

const browser = findBrowser()
const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './e2e/build-page.ts',
  // Each test has a server of its own, so nothing but the machine limits this.
  workers: 2,
  fullyParallel: true,
  // A test that passes at the second try has failed.
  retries: 0,
  forbidOnly: true,
  // A test that waits in vain is ended by its expectation; this is for long ones on a slow machine.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    browserName: 'chromium',
    // A screencast of every page costs a tenth of the time, and a snapshot shows what the page was.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    launchOptions: {
      ...(browser ? { executablePath: browser } : {}),
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
        // Chromium's sandbox refuses to run as root.
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
})
