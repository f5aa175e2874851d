import { expect, it } from 'vitest'
import { bob, composed } from './fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from './memory.ts'
import { storageContract } from './storage.contract.ts'

storageContract('memory', async () => {
  const database = createMemoryDatabase()
  return { storage: openMemoryStorage(database), reopen: async () => openMemoryStorage(database) }
})

it('refuses to write while the database has a problem, and still reads', async () => {
  const database = createMemoryDatabase()
  const storage = openMemoryStorage(database)
  database.problem = 'quota-exceeded'
  await expect(storage.compose([composed(1, bob)])).rejects.toMatchObject({ problem: 'quota-exceeded' })
  expect(await storage.unsettled()).toEqual([])
})
