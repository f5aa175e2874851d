import { spawnSync } from 'node:child_process'
import { findBrowser } from './browser.ts'

// Gets a browser for the end-to-end tests when the machine has none.

function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

const isRoot = process.getuid?.() === 0

if (findBrowser() === undefined && isRoot && succeeds('apt-get', '--version')) {
  console.log('Installing Chromium by apt-get')
  succeeds('apt-get', 'update', '-qq')
  succeeds('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium')
}
if (findBrowser() === undefined) {
  console.log('Downloading Chromium by Playwright')
  succeeds('npx', 'playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium')
}
if (findBrowser() === undefined) {
  console.error('No browser: install Chromium, or name one in VIRTUAL_CHAT_CHROMIUM.')
  process.exitCode = 1
}
