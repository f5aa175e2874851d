import { beforeAll, beforeEach, expect, it } from 'vitest'
import { createPerson, type TestPerson } from '../seal/testing/people.ts'
import { createTabsScene } from './testing/tabs-scene.ts'

// A tab of alice that can lead no more, beside others that can.

let alice: TestPerson
let scene: ReturnType<typeof createTabsScene>

beforeAll(async () => {
  alice = await createPerson('alice')
})

beforeEach(() => {
  scene = createTabsScene(alice)
})

const problemOf = ({ session }: Awaited<ReturnType<typeof scene.openTab>>) => {
  const now = session()
  return now.state === 'signedOut' && now.notice?.kind === 'problem' ? now.notice.problem : now.state
}

it('signs nobody out, coming to lead, whose storage was closed', async () => {
  const [leader, closed] = await scene.openTwo()
  const other = await scene.openTab()
  other.residence.join(false)
  await scene.browser.crank(50)
  closed.residence.resident.storage.close()
  leader.residence.close()
  await scene.browser.crank(500)
  expect(problemOf(closed)).toEqual({ kind: 'storage', problem: 'closed' })
  expect(other.state()).toBe('signedIn')
  expect(other.said).not.toContain('signedOut')
})

it('signs nobody out, coming to lead, whose page is older than the server', async () => {
  const [leader, old] = await scene.openTwo()
  const [older, other] = [await scene.openTab(), await scene.openTab()]
  for (const { residence } of [older, other]) residence.join(false)
  await scene.browser.crank(50)
  for (const { server } of [old, older]) server.protocolVersion += 1
  leader.residence.close()
  await scene.browser.crank(1000)
  for (const tab of [old, older]) expect(problemOf(tab)).toMatchObject({ kind: 'wrong-version' })
  expect(other.state()).toBe('signedIn')
  expect(other.said).not.toContain('signedOut')
})

it('leaves the lead to another when its storage is closed', async () => {
  const [leader, other] = await scene.openTwo()
  leader.residence.resident.storage.close()
  // Its next look at the outbox fails.
  await scene.browser.crank(31_000)
  expect(problemOf(leader)).toEqual({ kind: 'storage', problem: 'closed' })
  expect(other.said).toContain('reconnecting')
  expect(other.state()).toBe('signedIn')
})

it('takes part again when it is asked to', async () => {
  const [leader, other] = await scene.openTwo()
  leader.residence.standAside()
  await scene.browser.crank(500)
  expect([leader.state(), other.state()]).toEqual(['signedOut', 'signedIn'])
  leader.residence.join(false)
  await scene.browser.crank(50)
  expect(leader.state()).toBe('signedIn')
})
