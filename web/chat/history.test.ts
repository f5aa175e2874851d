import { expect, it } from 'vitest'
import { bob, composed, incoming } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import { readHistory } from './history.ts'
import type { Message } from './messages.ts'

async function stored(messages: { isShown?: (message: Message) => boolean; shown?: readonly Message[] } = {}) {
  const storage = openMemoryStorage(createMemoryDatabase())
  await storage.receive([incoming(3, bob), incoming(1, bob), incoming(2, bob, { type: 'read', text: '1' })])
  await storage.compose([{ ...composed(4, bob), type: 'read', text: '3' }])
  const { isShown = () => true, shown = [] } = messages
  return { storage, isShown, shown: () => shown }
}

it('is all texts that may be seen, in the order in which they are shown', async () => {
  const texts = async (from: Awaited<ReturnType<typeof stored>>) =>
    (await readHistory([bob], from)).map(({ messages }) => messages.map(({ text }) => text))
  expect(await texts(await stored())).toEqual([['text 1', 'text 3']])
  expect(await texts(await stored({ isShown: ({ seq }) => seq !== 1 }))).toEqual([['text 3']])
})

it('is what is on the screen where storage cannot be read any more', async () => {
  const from = await stored({ shown: [incoming(5, bob)] })
  from.storage.close()
  expect(await readHistory([bob], from)).toEqual([{ conversation: bob, messages: [incoming(5, bob)] }])
})
