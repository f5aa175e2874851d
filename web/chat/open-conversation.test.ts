import { expect, it } from 'vitest'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import { alice, bob, carol, incoming, incomingPost } from '../storage/fixtures.ts'
import { createMemoryDatabase, openMemoryStorage } from '../storage/memory.ts'
import type { ConversationId, Message } from './messages.ts'
import { openConversation } from './open-conversation.ts'
import { createTabsOfOne } from './testing/tabs-of-one.ts'

const hidden = 'not accepted' as IdentityKey

/** A conversation that is told of messages one after the other; what may be shown is in `shown`. */
async function openedAs(id: ConversationId) {
  const { clock, crank } = createTabsOfOne()
  let isShown = (_message: Message) => true
  const opened = openConversation(id, 0, {
    storage: openMemoryStorage(createMemoryDatabase()),
    clock,
    isShown: (message) => isShown(message),
    broken(error) {
      throw error
    },
  })
  await crank(10)
  return {
    opened,
    show: (rule: (message: Message) => boolean) => (isShown = rule),
    /** The texts that are shown after this was told. */
    async told(...messages: Message[]) {
      opened.take(messages, undefined)
      await crank(10)
      return opened.content.get().messages.map(({ text }) => text)
    },
    async refreshed() {
      opened.refresh()
      await crank(10)
      return opened.content.get().messages.map(({ text }) => text)
    },
  }
}

it('shows of two messages with one id the one that used it first, whichever is told last', async () => {
  const { told } = await openedAs('everyone')
  const original = incomingPost(1, bob)
  const copy = { ...incomingPost(1, carol), groupSeq: 2, text: 'covered' }
  expect(await told(copy)).toEqual(['covered'])
  expect(await told(original)).toEqual(['text 1'])
  expect(await told(incomingPost(3, bob), { ...incomingPost(3, alice), groupSeq: 4, text: 'covered' })).toEqual([
    'text 1',
    'text 3',
  ])
})

it('shows what is hidden once it may be seen, where it belongs, and hides it again', async () => {
  const { told, show, refreshed } = await openedAs('everyone')
  const isSeen = (message: Message) => !('signedBy' in message) || message.signedBy !== hidden
  show(isSeen)
  await told(incomingPost(1, bob))
  expect(await told({ ...incomingPost(2, bob), signedBy: hidden })).toEqual(['text 1'])
  expect(await told(incomingPost(3, bob))).toEqual(['text 1', 'text 3'])
  show(() => true)
  expect(await refreshed()).toEqual(['text 1', 'text 2', 'text 3'])
  show(isSeen)
  expect(await refreshed()).toEqual(['text 1', 'text 3'])
})

it('puts a letter that comes late where it was written, and goes on behind the last', async () => {
  const { told } = await openedAs(bob)
  await told(incoming(1, bob), incoming(3, bob))
  expect(await told(incoming(2, bob))).toEqual(['text 1', 'text 2', 'text 3'])
  expect(await told(incoming(4, bob))).toEqual(['text 1', 'text 2', 'text 3', 'text 4'])
})

it('lets the oldest of very many go, and what is told of them later does not bring them back', async () => {
  const { told } = await openedAs('everyone')
  const posts = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => incomingPost(from + index, bob))
  expect(await told(...posts(1, 20_999))).toHaveLength(20_999)
  const shown = await told(...posts(21_000, 21_000))
  expect([shown.length, shown[0], shown.at(-1)]).toEqual([20_000, 'text 1001', 'text 21000'])
  expect(await told(...posts(999, 1002))).toEqual(shown)
})
