import { describe, expect, it } from 'vitest'
import { deviceOf, messageId } from '../../server/testing/fixtures.ts'
import type { Verbs } from '../../server/store/store.ts'
import type { ConversationId, Message } from '../../web/chat/messages.ts'
import { openMemoryStorage } from '../../web/storage/memory.ts'
import { ALICE, BOB, createStage, posted, received, written, type Stage } from '../testing/stage.ts'
import { checkEnd } from './check-end.ts'
import { createServerCheck } from './check-server.ts'
import { createStorageCheck } from './check-storage.ts'
import { createTabCheck } from './check-tab.ts'
import { checkClaim, checkStep } from './progress.ts'

const found = ({ violations }: Stage) => violations.map(({ invariant }) => invariant)

const author = { name: BOB, fence: 2 }
const letter = { sender: ALICE, recipient: BOB, id: messageId(1), device: deviceOf('bob'), prekeyId: 1 }
const put = { author: { name: ALICE, fence: 2 }, to: BOB, id: messageId(1), toDevice: deviceOf('bob'), prekeyId: 1 }
const mail: Parameters<Verbs['putMail']>[0] = {
  ...put,
  envelope: new Uint8Array(1),
  at: 0,
  caps: { perSender: 0, perBox: 0, boxBytes: 0 },
}

/** Shows messages in one tab, one list after the other. */
function show(stage: Stage, conversation: ConversationId, ...lists: Message[][]): void {
  const check = createTabCheck(() => stage.evidence, stage.bob)
  const tab = stage.tab(stage.bob, conversation, [])
  for (const messages of lists) check.shown(tab, conversation, { ...content, messages })
}
const content = { state: 'ready', gaps: new Map(), unreadFrom: null, readUpTo: 0 } as const

function note(stage: Stage, message: ReturnType<typeof written>): void {
  stage.evidence.composed.set(message.id, {
    from: ALICE,
    conversation: BOB,
    message,
    tab: 'alice/1',
    person: stage.alice,
  })
}

describe('the checker finds nothing', () => {
  it('in a message that was written, stored, shown and delivered', async () => {
    const stage = createStage()
    note(stage, written(1, { state: 'queued' }))
    await stage.holds(stage.bob, received(1))
    show(stage, ALICE, [received(1)])
    checkClaim(stage.evidence, 'here', written(1, { state: 'delivered', way: 'direct', at: 1, ms: 1 }))
    checkEnd(stage.evidence, () => false)
    expect(stage.violations).toEqual([])
  })
})

describe('the checker finds', () => {
  it('I1: stored, and nobody holds it', () => {
    const stage = createStage()
    checkClaim(stage.evidence, 'here', written(1, { state: 'stored', at: 1 }))
    expect(found(stage)).toEqual(['I1'])
  })

  it('I2: failed for no reason', async () => {
    const stage = createStage()
    await compose(stage, 1)
    await openMemoryStorage(stage.alice.browser.database).saveDeliveries([
      { id: messageId(1), delivery: { state: 'failed', reason: 'refused' } },
    ])
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual(['I2'])
  })

  it('I3: shown twice, and shown without being stored', async () => {
    const stage = createStage()
    note(stage, written(1, { state: 'queued' }))
    show(stage, ALICE, [received(1)])
    expect(found(stage)).toEqual(['I3'])
    await stage.holds(stage.bob, received(1))
    show(stage, ALICE, [received(1), received(1)])
    expect(found(stage)).toContain('I3')
  })

  it('I4: shown, and never written or written otherwise', async () => {
    const stage = createStage()
    await stage.holds(stage.bob, received(1))
    show(stage, ALICE, [received(1)])
    note(stage, written(1, { state: 'queued' }))
    show(stage, ALICE, [{ ...received(1), text: 'other' }])
    expect(found(stage)).toEqual(['I4', 'I4'])
  })

  it('I5: shown behind a later one, a seq left out, one missing', async () => {
    const stage = createStage()
    for (const number of [1, 2]) {
      note(stage, written(number, { state: 'queued' }))
      await stage.holds(stage.bob, received(number))
    }
    show(stage, ALICE, [received(2), received(1)])
    expect(found(stage)).toEqual(['I5'])
    createStorageCheck(() => stage.evidence, stage.alice).composed([written(3, { state: 'queued' })], 'alice/1')
    expect(found(stage)).toEqual(['I5', 'I5'])
    checkEnd(stage.evidence, () => false)
    expect(stage.violations.at(-1)?.what).toContain('misses')
  })

  it('I6: delivered, and the reader does not hold it', () => {
    const stage = createStage()
    checkClaim(stage.evidence, 'here', written(1, { state: 'delivered', way: 'direct', at: 1, ms: 1 }))
    expect(found(stage)).toEqual(['I6'])
  })

  it('I7: deleted, and a cursor moved, before the reader holds it', () => {
    const stage = createStage()
    const check = createServerCheck(() => stage.evidence)
    check('putMail', [mail], () => {
      stage.tables.addLetter(
        { ...letter, position: 1, storedAt: 0, length: 1, outcome: null, settledAt: 0 },
        mail.envelope,
      )
      return { state: 'stored', position: 1 }
    })
    check('ackMail', [{ author, positions: [1], proofs: ['proof'], at: 1 }], () => ({ state: 'done', settled: [] }))
    stage.tables.addPost(posted(1), 0)
    stage.tables.saveCursor(BOB, 1)
    check('ackPosts', [{ author, upTo: 1 }], () => ({ state: 'moved', cursor: 1 }))
    expect(found(stage)).toEqual(['I7', 'I7'])
  })

  it('I8: a state that goes back, stored and shown', async () => {
    const stage = createStage()
    checkStep(stage.evidence, 'here', 'id', { state: 'stored', at: 1 }, { state: 'queued' })
    expect(found(stage)).toEqual(['I8'])
    await stage.holds(stage.bob, received(1))
    show(stage, BOB, [written(1, { state: 'stored', at: 1 })], [written(1, { state: 'queued' })])
    expect(found(stage)).toEqual(['I8', 'I8'])
  })

  it('I9: something left in outbox, mailbox and receipts', async () => {
    const stage = createStage()
    await compose(stage, 1)
    const row = { ...letter, storedAt: 0, length: 1, outcome: null, settledAt: 0 }
    stage.tables.addLetter({ ...row, position: 1 }, mail.envelope)
    stage.tables.addLetter({ ...row, id: messageId(2), position: 2 }, mail.envelope)
    stage.tables.settleLetter({ ...row, id: messageId(2), position: 2 }, { outcome: 'expired' }, 1)
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual(['I9', 'I9', 'I9'])
  })

  it('I10: another order than the log', async () => {
    const stage = createStage()
    const posts = [1, 2].map((place) => ({ ...received(place), kind: 'incoming-post', groupSeq: place }) as const)
    for (const place of [1, 2]) stage.tables.addPost({ ...posted(place), id: messageId(place) }, 0)
    stage.tables.saveCursor(ALICE, 2)
    stage.tables.saveCursor(BOB, 2)
    const inOrder = posts.map((post) => ({ ...post, conversation: 'everyone' }) as const)
    stage.bob.tabs = () => [stage.tab(stage.bob, 'everyone', inOrder)]
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual([])
    stage.bob.tabs = () => [stage.tab(stage.bob, 'everyone', inOrder.toReversed())]
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual(['I10'])
  })

  it('I11: a write of an older session', () => {
    const stage = createStage()
    const older = { author: { name: BOB, fence: 1 }, at: 0, revision: 1 }
    createServerCheck(() => stage.evidence)('endSession', [older], () => ({ state: 'done' }))
    expect(found(stage)).toEqual(['I11'])
  })

  it('I12: a letter accepted for a prekey that is gone, and one that could not be opened', () => {
    const stage = createStage()
    stage.bob.home.holds = () => false
    const check = createServerCheck(() => stage.evidence)
    check('putMail', [mail], () => {
      stage.tables.addLetter(
        { ...letter, position: 1, storedAt: 0, length: 1, outcome: null, settledAt: 0 },
        mail.envelope,
      )
      return { state: 'stored', position: 1 }
    })
    check('ackMail', [{ author, positions: [1], proofs: [null], at: 1 }], () => ({ state: 'done', settled: [] }))
    expect(found(stage)).toEqual(['I12', 'I12'])
  })

  it('says nothing of the prekey of a letter that was repeated', () => {
    const stage = createStage()
    const check = createServerCheck(() => stage.evidence)
    const put = (position: number | undefined) =>
      check('putMail', [mail], () => {
        if (position === undefined) return { state: 'stored', position }
        stage.tables.addLetter(
          { ...letter, position, storedAt: 0, length: 1, outcome: null, settledAt: 0 },
          mail.envelope,
        )
        return { state: 'stored', position }
      })
    put(1)
    stage.bob.home.holds = () => false
    put(undefined)
    expect(found(stage)).toEqual([])
  })
})

async function compose(stage: Stage, number: number): Promise<void> {
  const { seq, ...composed } = written(number, { state: 'queued' })
  expect(seq).toBe(number)
  await openMemoryStorage(stage.alice.browser.database).compose([composed])
}
