import { expect, test } from 'vitest'
import type { Delivery, PostDelivery } from '../../chat/delivery.ts'
import type { Message } from '../../chat/messages.ts'
import { hasFailed, markOf } from './mark.ts'
import { createTimeWords } from './time.ts'

const time = createTimeWords(['en-GB'])
const at = new Date(2025, 5, 12, 14, 2).getTime()
const common = { id: 'AA', conversation: 'bob', from: 'alice', seq: 1, sentAt: at, type: 'text', text: 'hi' }

function ofDelivery(delivery: Delivery) {
  return markOf({ ...common, kind: 'outgoing', delivery } as unknown as Message, time)
}

function ofPost(delivery: PostDelivery) {
  return markOf({ ...common, conversation: 'everyone', kind: 'outgoing-post', delivery } as unknown as Message, time)
}

test.each<[Delivery, string, string]>([
  [{ state: 'queued' }, 'Sending', 'Kept in this browser until it can be sent'],
  [{ state: 'sentDirect' }, 'Sending', 'Sent to bob, waiting for the answer'],
  [{ state: 'storing' }, 'Sending', 'On its way to bob’s mailbox'],
  [{ state: 'stored', at }, 'Stored', 'In bob’s mailbox since 14:02'],
  [{ state: 'delivered', way: 'direct', at, ms: 12 }, 'Delivered directly', 'Delivered directly, 12 ms'],
  [{ state: 'delivered', way: 'mailbox', at, ms: 9 }, 'Delivered from mailbox', 'Delivered from the mailbox at 14:02'],
  [{ state: 'delivered', way: 'self', at, ms: 0 }, 'Delivered directly', 'A note to yourself, kept in this browser'],
  [{ state: 'failed', reason: 'mailbox-full' }, 'Failed', 'bob’s mailbox is full'],
  [{ state: 'expired' }, 'Failed', 'Not picked up within 30 days'],
])('%j is %s', (delivery, label, explanation) => {
  expect(ofDelivery(delivery)).toMatchObject({ label, explanation })
})

test.each<[PostDelivery, string, string]>([
  [{ state: 'posting' }, 'Sending', 'On its way to the server'],
  [
    { state: 'posted', groupSeq: 1, delivered: 1, of: 2 },
    'Delivered to 1 of 2',
    'On the server; 1 person has not fetched it yet',
  ],
  [
    { state: 'posted', groupSeq: 1, delivered: 1, of: 4 },
    'Delivered to 1 of 4',
    'On the server; 3 people have not fetched it yet',
  ],
  [{ state: 'posted', groupSeq: 1, delivered: 4, of: 4 }, 'Delivered to 4 of 4', 'Delivered to everybody'],
  [
    { state: 'posted', groupSeq: 1, delivered: 0, of: 0 },
    'Delivered to 0 of 0',
    'On the server; nobody else has registered yet',
  ],
])('post %j is %s', (delivery, label, explanation) => {
  expect(ofPost(delivery)).toMatchObject({ label, explanation })
})

test('what others wrote has no mark', () => {
  expect(
    markOf({ ...common, kind: 'incoming', arrivedAt: at, proof: '', way: 'direct' } as unknown as Message, time),
  ).toBeUndefined()
})

test.each<[Delivery, boolean]>([
  [{ state: 'queued' }, false],
  [{ state: 'stored', at }, false],
  [{ state: 'failed', reason: 'blocked' }, true],
  [{ state: 'expired' }, true],
])('whether %j got nowhere: %j', (delivery, failed) => {
  expect(hasFailed({ ...common, kind: 'outgoing', delivery } as unknown as Message)).toBe(failed)
})
