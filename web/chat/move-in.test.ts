import { expect, it } from 'vitest'
import { StorageError } from './ports/storage.ts'
import { createFileStage } from './testing/file-stage.ts'
import { createMemoryHome } from './testing/memory-home.ts'
import { eventually, realClock } from './testing/stage.ts'

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
