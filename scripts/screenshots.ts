import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import { findBrowser } from './browser.ts'
import { readOrExplain, UsageError } from './command-line.ts'
import { course } from './screenshots/course.ts'
import { firstVisit } from './screenshots/first-visit.ts'
import { longNames } from './screenshots/long-names.ts'
import { withStage } from './screenshots/stage.ts'
import { thirtyPeople } from './screenshots/thirty-people.ts'

// Makes every picture under docs/screenshots: real pages on a real server, between people who write to each other.
// `npm run screenshots -- course` plays one scene only.

const SCENES = { 'first-visit': firstVisit, course, 'long-names': longNames, 'thirty-people': thirtyPeople }

function toScene(name: string): string {
  if (!Object.hasOwn(SCENES, name))
    throw new UsageError(`no scene "${name}"; there are ${Object.keys(SCENES).join(', ')}`)
  return name
}

const wanted = readOrExplain(() => process.argv.slice(2).map(toScene))
const web = await mkdtemp(join(tmpdir(), 'virtual-chat-web-'))
await build({ logLevel: 'warn', build: { outDir: web } })
const executablePath = findBrowser()
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-first-run', '--hide-scrollbars', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
})
try {
  for (const [name, scene] of Object.entries(SCENES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.log(name)
    await withStage(browser, web, scene)
  }
} finally {
  await browser.close()
  await rm(web, { recursive: true })
}
