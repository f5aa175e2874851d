import { expect, it } from 'vitest'
import { StorageError } from './ports/storage.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually } from './testing/eventually.ts'
import { realClock } from './testing/stage.ts'

const stage = createFileStage()

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
