import { expect, it } from 'vitest'
import { bob, composed } from './fixtures.ts'
import { copyMemoryDatabase, createMemoryDatabase, openMemoryStorage } from './memory.ts'
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

it('copies a database as it is at that moment', async () => {
  const database = createMemoryDatabase()
  await openMemoryStorage(database).compose([composed(1, bob)])
  const copy = copyMemoryDatabase(database)
  await openMemoryStorage(database).compose([composed(2, bob)])
  expect(await openMemoryStorage(copy).messages(bob, 10)).toHaveLength(1)
})
