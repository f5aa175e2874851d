import { expect, it } from 'vitest'
import type { OpenResident } from './ports/resident.ts'
import { StorageError } from './ports/storage.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually } from './testing/eventually.ts'
import { type Actor, realClock } from './testing/stage.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

const stage = createFileStage()

/** A browser whose tabs know of each other; `crank` lets the time between them go by. */
function createBrowser() {
  const home = createMemoryHome(realClock.wallTime)
  const tabs = createTabsOfOne()
  const opens: OpenResident = async (of) => ({ ...(await home(of)), tabs: tabs.open() })
  return {
    opens,
    async until(check: () => void) {
      const look = async () => {
        await tabs.crank(20)
        check()
      }
      await eventually(look)
    },
  }
}

const isIn = ({ chat }: Actor) => expect(chat.session.get().state).toBe('signedIn')

it('opens the new keys in every tab when one has recovered the name', async () => {
  const browser = createBrowser()
  const [{ name }] = stage.actors(['bob'])
  const tab = () => stage.actor(name, { peerLinks: false, home: browser.opens })
  const [first, second] = [tab(), tab()]
  void first.chat.signIn(name, stage.url())
  await browser.until(() => isIn(first))
  void second.chat.signIn(name, stage.url())
  await browser.until(() => isIn(second))
  const phrase = await first.chat.newPhrase()
  expect(await first.chat.setRecovery(phrase)).toBe('set')
  const phone = stage.actor(name, { peerLinks: false })
  await phone.chat.recover(name, stage.url(), phrase)
  await eventually(() => isIn(phone))
  const both = [first, second]
  const isOut = ({ chat }: Actor) => expect(chat.session.get().state).toBe('signedOut')
  await browser.until(() => both.forEach(isOut))
  await phone.signOut()

  void first.chat.recover(name, stage.url(), phrase)
  await browser.until(() => both.forEach(isIn))
  const signIns = second.server.asked('session:sign-in').length
  first.chat.dispose()
  await browser.until(() => expect(second.server.asked('session:sign-in').length).toBeGreaterThan(signIns))
  await browser.until(() => isIn(second))
})

it('opens keys anew that are the name’s no longer, if nobody told it', async () => {
  const home = createMemoryHome(realClock.wallTime)
  const [{ name }] = stage.actors(['bob'])
  const [first, second] = [home, home].map((each) => stage.actor(name, { peerLinks: false, home: each }))
  if (!first || !second) throw new Error('there are two')
  await second.signIn()
  const phrase = await second.chat.newPhrase()
  expect(await second.chat.setRecovery(phrase)).toBe('set')
  await second.signOut()
  const phone = stage.actor(name, { peerLinks: false })
  for (const tab of [phone, first]) {
    await tab.chat.recover(name, stage.url(), phrase)
    await eventually(() => isIn(tab))
  }
  await first.signOut()
  await second.chat.signIn(name, stage.url())
  const problem = { kind: 'refused', error: 'name-taken' }
  await eventually(() => expect(second.chat.session.get()).toMatchObject({ notice: { kind: 'problem', problem } }))
  await second.signIn()
})

it('stays away from a person who was left while their storage was being opened', async () => {
  const home = createMemoryHome(realClock.wallTime)
  let open = () => {}
  const opening = new Promise<void>((resolve) => (open = resolve))
  const [{ name }] = stage.actors(['bob'])
  const bob = stage.actor(name, { peerLinks: false, home: (of) => opening.then(() => home(of)) })
  const signedIn = bob.chat.signIn(name, stage.url())
  await bob.chat.leave()
  open()
  await signedIn
  expect(bob.chat.session.get()).toEqual({ state: 'new', problem: null })
  await bob.signIn()
})

it('opens storage anew that failed at a sign-in, though it was not a first one', async () => {
  const home = createMemoryHome(realClock.wallTime)
  const [{ name }] = stage.actors(['bob'])
  let isBroken = true
  const bob = stage.actor(name, {
    peerLinks: false,
    async home(of) {
      const resident = await home(of)
      const failing = { ...resident.sealer, currentPrekey: () => Promise.reject(new StorageError('closed')) }
      return isBroken ? { ...resident, sealer: failing } : resident
    },
  })
  await bob.chat.signIn(name, stage.url(), 'resume')
  const notice = { kind: 'problem', problem: { kind: 'storage', problem: 'closed' } }
  await eventually(() => expect(bob.chat.session.get()).toMatchObject({ state: 'signedOut', notice }))
  isBroken = false
  await bob.signIn()
})

it('says what keeps new keys from being stored, and claims a name for nobody who has left', async () => {
  const [lost] = await stage.cast(['bob'])
  const { name } = lost
  const phrase = await lost.chat.newPhrase()
  expect(await lost.chat.setRecovery(phrase)).toBe('set')
  const home = createMemoryHome(realClock.wallTime)
  let renewing = () => Promise.reject<void>(new StorageError('quota-exceeded'))
  const heir = stage.actor(name, {
    peerLinks: false,
    home: async (of) => {
      if (of.newKeys) await renewing()
      return home(of)
    },
  })
  await heir.chat.recover(name, stage.url(), phrase)
  const problem = { kind: 'storage', problem: 'quota-exceeded' }
  expect(heir.chat.session.get()).toMatchObject({ state: 'signedOut', notice: { kind: 'problem', problem } })
  renewing = () => heir.chat.leave()
  await heir.chat.recover(name, stage.url(), phrase)
  expect(heir.chat.session.get()).toEqual({ state: 'new', problem: null })
  expect(heir.server.asked('recovery:complete')).toEqual([])
})
