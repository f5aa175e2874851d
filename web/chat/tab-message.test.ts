import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { listenToTabs, TABS_VERSION } from './tab-message.ts'
import { createTabsScene } from './testing/tabs-scene.ts'

/** Hash of what tabs say by version. A test failing here means: it changed, raise TABS_VERSION and add a line. */
const HASHES: Record<number, string> = {
  2: 'a2d882d0b2fd4129',
  3: '7e45b1b18a5bfdb3',
  4: 'd976d5f42d3bf5e8',
  5: 'ff2d7c73f0e450f7',
}

/** The text of a type and of those it is made of, without comments. The types of the wire have a version of their own. */
function declarations(name: string, file: URL, found = new Map<string, string>()): Map<string, string> {
  const key = `${file.pathname} ${name}`
  const source = readFileSync(file, 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '')
  const [text] =
    new RegExp(`^(export )?(type|interface) ${name}\\b[\\s\\S]*?(?=\\n\\n|$(?![\\s\\S]))`, 'm').exec(source) ?? []
  if (found.has(key) || text === undefined) return found
  found.set(key, text.replaceAll(/\s+/g, ' '))
  for (const [inner] of text.matchAll(/\b[A-Z]\w+/g)) {
    const [, from] = new RegExp(`import [^']*\\b${inner}\\b[^']*'(\\.\\.?/[^']+)'`).exec(source) ?? []
    if (!from?.includes('protocol/')) declarations(inner, from ? new URL(from, file) : file, found)
  }
  return found
}

let alice: TestPerson
let scene: ReturnType<typeof createTabsScene>

beforeAll(async () => {
  alice = await createPerson('alice')
})

beforeEach(() => {
  scene = createTabsScene(alice)
})

const fromPageOf = (version: number) => ({ tab: 'hello', version })

it('has a new version when what tabs say changes', () => {
  const found = declarations('TabMessage', new URL('change.ts', import.meta.url))
  expect(found.size).toBeGreaterThan(20)
  const said = JSON.stringify([PROTOCOL_VERSION, ...[...found.values()].toSorted()])
  expect(createHash('sha256').update(said).digest('hex').slice(0, 16)).toBe(HASHES[TABS_VERSION])
})

it('hears nothing in what no tab says', async () => {
  const [tab, other] = [scene.browser.open(), scene.browser.open()]
  const heard: unknown[] = []
  listenToTabs(tab, (message) => heard.push(message))
  for (const said of [undefined, null, 7, 'hello', [], {}, { tab: 1 }, { tab: 'hello', version: '1' }]) other.post(said)
  other.post(fromPageOf(TABS_VERSION))
  await scene.browser.crank(50)
  expect(heard).toEqual([fromPageOf(TABS_VERSION)])
})

it('gives way to a newer page in another tab, says why, and follows nothing that it says', async () => {
  const [leader, follower] = await scene.openTwo()
  const newer = scene.browser.open()
  const led: string[] = []
  newer.lead(() => led.push('newer'))
  newer.post(fromPageOf(TABS_VERSION + 1))
  await scene.browser.crank(100)
  newer.post({
    tab: 'change',
    change: { type: 'session', session: { state: 'unheard of' } },
    version: TABS_VERSION + 1,
  })
  await scene.browser.crank(100)
  expect(led).toEqual(['newer'])
  for (const tab of [leader, follower])
    expect(tab.session()).toMatchObject({ state: 'signedOut', notice: { problem: { kind: 'old-page' } } })
})

it('tells an older page in another tab that it is one', async () => {
  const older = scene.browser.open()
  const heard: unknown[] = []
  older.listen((said) => heard.push(said))
  const tab = await scene.openTab()
  tab.residence.join(false)
  await scene.browser.crank(50)
  heard.splice(0)
  older.post(fromPageOf(TABS_VERSION - 1))
  await scene.browser.crank(50)
  expect(heard).toMatchObject([{ version: TABS_VERSION }])
  expect(tab.state()).toBe('signedIn')
})
