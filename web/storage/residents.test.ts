import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { openChatDatabase } from './database.ts'
import { alice, bob, composed } from './fixtures.ts'
import { createIndexedDbStorage } from './indexed-db.ts'
import { openResidents } from './residents.ts'

const server = 'https://chat.example'

it('lists who lives here, most recent first, until forgotten with everything', async () => {
  const residents = await openResidents()
  await residents.remember({ server, name: alice }, 1)
  await residents.remember({ server, name: bob }, 2)
  await residents.remember({ server, name: alice }, 3)
  expect((await residents.list()).map((resident) => resident.name)).toEqual([alice, bob])

  await createIndexedDbStorage(await openChatDatabase({ server, name: alice })).compose([composed(1, bob)])
  await residents.forget({ server, name: alice })
  expect((await residents.list()).map((resident) => resident.name)).toEqual([bob])
  const again = createIndexedDbStorage(await openChatDatabase({ server, name: alice }))
  expect(await again.unsettled()).toEqual([])
  residents.close()
})

it('tells the other tabs whom it has forgotten, when everything is gone', async () => {
  const [here, there] = [await openResidents(), await openResidents()]
  await here.remember({ server, name: alice }, 1)
  const left = new Promise((resolve) => {
    there.onForgotten(
      (gone) => void there.list().then((list) => resolve({ gone, listed: list.some(({ name }) => name === alice) })),
    )
  })
  const channel = new BroadcastChannel('vc-residents')
  channel.postMessage({ server, name: 'Not a name' })
  channel.close()
  await here.forget({ server, name: alice })
  expect(await left).toEqual({ gone: { server, name: alice }, listed: false })
  here.close()
  there.close()
})
