import { describe, expect, it } from 'vitest'
import { deviceOf, identityKeyOf, messageId, prekeyOf } from '../../server/testing/fixtures.ts'
import type { Verbs } from '../../server/store/store.ts'
import { ALICE, BOB, createStage, written, type Stage } from '../testing/stage.ts'
import { checkEnd } from './check-end.ts'
import { createServerCheck } from './check-server.ts'
import { agreement } from './evidence.ts'
import { checkClaim } from './progress.ts'

const found = ({ violations }: Stage) => violations.map(({ invariant }) => invariant)

const author = { name: BOB, fence: 2 }
const recovery = { key: identityKeyOf('phrase'), endorsement: '' }
const succession = { from: identityKeyOf('bob'), recovery, to: identityKeyOf('heir'), signature: '' }
const moment = { prekey: prekeyOf('heir'), nextEndorsement: '', at: 0, revision: 1 }
const succeed: Parameters<Verbs['succeed']>[0] = { name: BOB, succession, device: deviceOf('heir'), ...moment }
const letter = { sender: ALICE, recipient: BOB, id: messageId(1), device: deviceOf('bob'), prekeyId: 1 }
const put = { author: { name: ALICE, fence: 2 }, to: BOB, id: messageId(1), toDevice: deviceOf('bob'), prekeyId: 1 }
const mail: Parameters<Verbs['putMail']>[0] = {
  ...put,
  envelope: new Uint8Array(1),
  at: 0,
  caps: { perSender: 0, perBox: 0, boxBytes: 0 },
}

describe('the checker, of a name that was taken back,', () => {
  it('finds nothing in mail to lost keys, nor in what was not sent from the lost browser', async () => {
    const stage = createStage()
    const lost = written(1, { state: 'failed', reason: 'keys-lost' })
    checkClaim(stage.evidence, 'here', lost)
    expect(found(stage)).toEqual(['I2'])
    stage.former.push(stage.bob)
    checkClaim(stage.evidence, 'here', lost)
    expect(found(stage)).toEqual(['I2'])
    stage.evidence.composed.set(lost.id, {
      from: ALICE,
      conversation: BOB,
      message: written(1, { state: 'queued' }),
      tab: 'alice/1',
      person: { ...stage.alice, number: 0 },
    })
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual(['I2', 'I5'])
    stage.former.push(...[...stage.evidence.composed.values()].map(({ person }) => person))
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual(['I2', 'I5'])
  })

  it('I11: a session of a lost key, by what it writes and in the end', () => {
    const stage = createStage()
    const check = createServerCheck(() => stage.evidence)
    const account = stage.tables.accounts().find(({ name }) => name === BOB)
    if (!account) throw new Error('bob is there')
    // With a fence that did not rise.
    check('succeed', [succeed], () => ({ state: 'succeeded', account, receipts: [] }))
    check('endSession', [{ author, at: 0, revision: 1 }], () => ({ state: 'done' }))
    expect(found(stage)).toEqual(['I11'])
    stage.former.push({ ...stage.bob, tabs: () => [stage.tab(stage.bob, ALICE, [])] })
    checkEnd(stage.evidence, () => false)
    expect(found(stage)).toEqual(['I11', 'I11'])
  })

  it('I12: a letter sealed to a changed key, unless its sender agreed', () => {
    const stage = createStage()
    const check = createServerCheck(() => stage.evidence)
    const account = stage.tables.accounts().find(({ name }) => name === BOB)
    const contact = stage.alice.browser.database.contacts.get(BOB)
    if (!account || !contact) throw new Error('bob is there and known')
    const putOne = () => {
      const row = { ...letter, position: 1, storedAt: 0, length: 1, outcome: null, settledAt: 0 }
      stage.tables.addLetter(row, mail.envelope)
      check('putMail', [mail], () => ({ state: 'stored', position: 1 }))
    }
    putOne()
    const changed = identityKeyOf('heir')
    stage.tables.saveAccount({ ...account, identityKey: changed }, BOB)
    putOne()
    expect(found(stage)).toEqual(['I12'])
    stage.alice.browser.database.contacts.set(BOB, { ...contact, pinned: changed })
    putOne()
    expect(found(stage)).toEqual(['I12', 'I12'])
    stage.evidence.agreed.add(agreement(stage.alice, BOB, changed))
    putOne()
    expect(found(stage)).toEqual(['I12', 'I12'])
  })
})
